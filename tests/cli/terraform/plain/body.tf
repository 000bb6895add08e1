variable "timeout" {}

resource "aws_api_gateway_rest_api" "first" {
  name = "same"
  body = <<-EOF
    {
      "openapi": "3.0.1",
      "paths": { "/x": { "get": { "responses": { "200": {} }, "x-amazon-apigateway-integration": {
        "type": "mock", "timeoutInMillis": ${var.timeout},
        "requestTemplates": { "application/json": "{\"statusCode\": 200}" },
        "responses": { "default": { "statusCode": "200",
          "responseTemplates": { "application/json": "{\"from\": \"${aws_sqs_queue.q.url}\"}" } } }
      } } } }
    }
  EOF
}

resource "aws_api_gateway_rest_api" "second" {
  name = "same"
  body = jsonencode({
    openapi = "3.0.1"
    paths = { for name in ["a", "b"] : "/${name}" => { get = { responses = { 200 = {} }, x-amazon-apigateway-integration = {
      type             = "mock"
      requestTemplates = { "application/json" = jsonencode({ statusCode = 200 }) }
      responses        = { default = { statusCode = "200", responseTemplates = { "application/json" = name } } }
    } } } }
  })
}

resource "aws_sqs_queue" "q" {
  name = "q"
}
