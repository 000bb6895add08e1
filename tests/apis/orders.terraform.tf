# Resource by resource, as the documentation of the provider shows it.

resource "aws_api_gateway_rest_api" "orders" {
  name                     = "orders"
  binary_media_types       = ["application/pdf", "image/*"]
  minimum_compression_size = 1024
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_rest_api.orders.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_resource" "order" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_resource.orders.id
  path_part   = "{id}"
}

resource "aws_api_gateway_resource" "invoice" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_resource.order.id
  path_part   = "invoice"
}

resource "aws_api_gateway_request_validator" "body" {
  name                        = "body"
  rest_api_id                 = aws_api_gateway_rest_api.orders.id
  validate_request_body       = true
  validate_request_parameters = false
}

resource "aws_api_gateway_model" "line" {
  rest_api_id  = aws_api_gateway_rest_api.orders.id
  name         = "Line"
  content_type = "application/json"
  schema       = <<-EOF
    {
      "$schema": "http://json-schema.org/draft-04/schema#",
      "type": "object",
      "properties": {
        "sku": { "type": "string", "pattern": "^[A-Z]{3}-\\d+$" },
        "count": { "type": "integer", "minimum": 1, "maximum": 99 }
      }
    }
  EOF
}

resource "aws_api_gateway_model" "order" {
  rest_api_id  = aws_api_gateway_rest_api.orders.id
  name         = "Order"
  content_type = "application/json"
  schema       = <<-EOF
    {
      "$schema": "http://json-schema.org/draft-04/schema#",
      "type": "object",
      "required": ["lines"],
      "properties": {
        "lines": {
          "type": "array",
          "minItems": 1,
          "items": {
            "$ref": "https://apigateway.amazonaws.com/restapis/${aws_api_gateway_rest_api.orders.id}/models/${aws_api_gateway_model.line.name}"
          }
        }
      },
      "additionalProperties": false
    }
  EOF
}

resource "aws_api_gateway_gateway_response" "bad_request_body" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  response_type = "BAD_REQUEST_BODY"
  status_code   = "422"

  response_parameters = {
    "gatewayresponse.header.X-Error" = "'body'"
  }

  response_templates = {
    "application/json" = "{\"message\": \"$context.error.validationErrorString\"}"
  }
}

resource "aws_api_gateway_gateway_response" "default_5xx" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  response_type = "DEFAULT_5XX"

  response_templates = {
    "application/json" = "{\"message\":$context.error.messageString}"
    "text/plain"       = "sorry"
  }
}

resource "aws_api_gateway_method" "create" {
  rest_api_id          = aws_api_gateway_rest_api.orders.id
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "POST"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.body.id

  request_models = {
    "application/json" = aws_api_gateway_model.order.name
  }
}

resource "aws_sfn_state_machine" "orders" {
  name       = "orders"
  role_arn   = aws_iam_role.orders.arn
  definition = jsonencode({ StartAt = "Done", States = { Done = { Type = "Succeed" } } })
}

resource "aws_api_gateway_integration" "create" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.create.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:eu-west-1:states:action/StartExecution"
  passthrough_behavior    = "WHEN_NO_TEMPLATES"

  request_templates = {
    "application/json" = <<EOF
{
  "input": "$util.escapeJavaScript($input.json('$'))",
  "stateMachineArn": "${aws_sfn_state_machine.orders.arn}"
}
EOF
  }
}

resource "aws_api_gateway_method_response" "accepted" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.create.http_method
  status_code = "202"
}

resource "aws_api_gateway_method_response" "refused" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.create.http_method
  status_code = "400"
}

resource "aws_api_gateway_integration_response" "accepted" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.create.http_method
  status_code = aws_api_gateway_method_response.accepted.status_code

  response_templates = {
    "application/json" = "{ \"execution\": \"$input.path('$.executionArn')\" }"
  }

  depends_on = [aws_api_gateway_integration.create]
}

resource "aws_api_gateway_integration_response" "refused" {
  rest_api_id       = aws_api_gateway_rest_api.orders.id
  resource_id       = aws_api_gateway_resource.orders.id
  http_method       = aws_api_gateway_method.create.http_method
  status_code       = aws_api_gateway_method_response.refused.status_code
  selection_pattern = "4\\d{2}"

  response_templates = {
    "application/json" = "$input.body"
  }
}

resource "aws_s3_bucket" "invoices" {
  bucket = "invoices"
}

resource "aws_api_gateway_method" "invoice" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_resource.invoice.id
  http_method   = "GET"
  authorization = "NONE"

  request_parameters = {
    "method.request.path.id" = true
  }
}

resource "aws_api_gateway_integration" "invoice" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.invoice.id
  http_method             = aws_api_gateway_method.invoice.http_method
  type                    = "AWS"
  integration_http_method = "GET"
  uri                     = "arn:aws:apigateway:eu-west-1:s3:path/${aws_s3_bucket.invoices.bucket}/{id}.pdf"
  content_handling        = "CONVERT_TO_BINARY"

  request_parameters = {
    "integration.request.path.id" = "method.request.path.id"
  }
}

resource "aws_api_gateway_method_response" "invoice" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.invoice.id
  http_method = aws_api_gateway_method.invoice.http_method
  status_code = "200"

  response_parameters = {
    "method.response.header.Content-Type" = false
  }
}

resource "aws_api_gateway_integration_response" "invoice" {
  rest_api_id      = aws_api_gateway_rest_api.orders.id
  resource_id      = aws_api_gateway_resource.invoice.id
  http_method      = aws_api_gateway_method.invoice.http_method
  status_code      = aws_api_gateway_method_response.invoice.status_code
  content_handling = "CONVERT_TO_BINARY"

  response_parameters = {
    "method.response.header.Content-Type" = "integration.response.header.Content-Type"
  }
}
