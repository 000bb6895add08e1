//! Amazon API Gateway (REST) mapping templates: rendered, linted, fixed and tested as the service runs them.
