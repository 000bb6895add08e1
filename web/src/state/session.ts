/** What a person works on: one route with its templates, and named requests to try it with. */

/** A request of the client, and what the backend answers to it. */
export interface NamedRequest {
  name: string;
  method: string;
  /** The path below the stage, with the query string. */
  target: string;
  /** A header a line: `Name: value`. */
  headers: string;
  body: string;
  /** Members of `$context` as a JSON object, in place of what is made up for them; may be empty. */
  context: string;
  authorizer: AuthorizerChoice;
  backend: Backend;
}

export const DECISIONS = ['', 'allow', 'deny', 'unauthorized', 'failure'] as const;

/** What the authorizer of the method decides about a request. */
export interface AuthorizerChoice {
  /** Empty: a request with the identity that the method asks for is let in. */
  decision: (typeof DECISIONS)[number];
  /** What it adds to `$context.authorizer`, as a JSON object; may be empty. */
  context: string;
}

/** What the backend answers. */
export interface Backend {
  status: number;
  headers: string;
  body: string;
  /** How the call fails instead, if it does. */
  failure: '' | 'timeout' | 'unreachable' | 'forbidden';
}

/** A request template. */
export interface RequestTemplate {
  contentType: string;
  text: string;
}

/** An integration response: which answers it is for, and what the client gets. */
export interface IntegrationResponse {
  /** A regular expression; empty for the default. */
  pattern: string;
  status: string;
  /** Mappings of headers, as `method.response.header.X: integration.response.header.Y` lines. */
  parameters: string;
  contentType: string;
  text: string;
  contentHandling: ContentHandling;
}

export const CONTENT_HANDLING = ['', 'CONVERT_TO_TEXT', 'CONVERT_TO_BINARY'] as const;
/** How a payload is converted; empty where nothing is said. */
export type ContentHandling = (typeof CONTENT_HANDLING)[number];
/** What a method asks of its callers, in the words of the service. */
export const AUTHORIZATIONS = ['NONE', 'CUSTOM', 'COGNITO_USER_POOLS', 'AWS_IAM'] as const;
export const INTEGRATION_TYPES = ['AWS', 'HTTP', 'MOCK'] as const;
export const VALIDATIONS = ['none', 'body', 'parameters', 'all'] as const;
export const PASSTHROUGH = ['when_no_match', 'when_no_templates', 'never'] as const;
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'] as const;

/** The resource, method and integration of the API. */
export interface Route {
  method: (typeof METHODS)[number];
  /** The resource's path, such as `/orders/{id}`. */
  path: string;
  authorization: (typeof AUTHORIZATIONS)[number];
  /** Where the authorizer looks for the caller's identity, such as `method.request.header.Authorization`. */
  identitySource: string;
  integration: (typeof INTEGRATION_TYPES)[number];
  /** The integration's URI. */
  uri: string;
  integrationMethod: string;
  passthrough: (typeof PASSTHROUGH)[number];
  contentHandling: ContentHandling;
  /** The media types of the API whose payloads are bytes, one a line. */
  binaryTypes: string;
  /** Mappings, as `integration.request.header.X: method.request.header.Y` lines. */
  parameters: string;
  validate: (typeof VALIDATIONS)[number];
  /** Required parameters, one a line, such as `querystring.q`. */
  required: string;
  /** The model of the body as JSON Schema; may be empty. */
  model: string;
  /** Variables of the stage, `name=value` a line. */
  stageVariables: string;
}

/** All that a share link holds. */
export interface Session {
  name: string;
  route: Route;
  requestTemplates: RequestTemplate[];
  responses: IntegrationResponse[];
  requests: NamedRequest[];
  /** The index of the request that is shown. */
  active: number;
}

/** Where an authorizer looks for the identity unless it says otherwise. */
export const IDENTITY_SOURCE = 'method.request.header.Authorization';

/** A request with nothing in it. */
export function emptyRequest(name: string): NamedRequest {
  return {
    name,
    method: 'POST',
    target: '/',
    headers: 'Content-Type: application/json',
    body: '',
    context: '',
    authorizer: { decision: '', context: '' },
    backend: { status: 200, headers: 'Content-Type: application/json', body: '{}', failure: '' },
  };
}

/** A route with nothing set. */
export function emptyRoute(): Route {
  return {
    method: 'POST',
    path: '/',
    authorization: 'NONE',
    identitySource: IDENTITY_SOURCE,
    integration: 'AWS',
    uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem',
    integrationMethod: 'POST',
    passthrough: 'never',
    contentHandling: '',
    binaryTypes: '',
    parameters: '',
    validate: 'none',
    required: '',
    model: '',
    stageVariables: '',
  };
}

/** A default response with nothing in it. */
export function emptyResponse(): IntegrationResponse {
  return { pattern: '', status: '200', parameters: '', contentType: 'application/json', text: '', contentHandling: '' };
}

/** The session that Reset gives. */
export function emptySession(): Session {
  return {
    name: 'New mapping',
    route: { ...emptyRoute() },
    requestTemplates: [{ contentType: 'application/json', text: "{\n  \"input\": $input.json('$')\n}\n" }],
    responses: [{ ...emptyResponse(), text: "$input.json('$')\n" }],
    requests: [{ ...emptyRequest('Request 1'), body: '{\n  "id": 1\n}\n' }],
    active: 0,
  };
}

/** The request that is shown. */
export function activeRequest(session: Session): NamedRequest {
  return session.requests[session.active] ?? session.requests[0] ?? emptyRequest('Request 1');
}
