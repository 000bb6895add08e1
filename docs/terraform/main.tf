variable "workflow" {
  default = "arn:aws:states:eu-west-1:123456789012:stateMachine:fulfil"
}

resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_rest_api.orders.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_method" "start" {
  rest_api_id   = aws_api_gateway_rest_api.orders.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "start" {
  rest_api_id             = aws_api_gateway_rest_api.orders.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.start.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:eu-west-1:states:action/StartExecution"
  credentials             = "arn:aws:iam::123456789012:role/orders"
  passthrough_behavior    = "NEVER"
  request_templates = {
    "application/json" = templatefile("${path.module}/start.vtl.tftpl", { workflow = var.workflow })
  }
}

resource "aws_api_gateway_method_response" "accepted" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.start.http_method
  status_code = "202"
}

resource "aws_api_gateway_method_response" "failed" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  resource_id = aws_api_gateway_resource.orders.id
  http_method = aws_api_gateway_method.start.http_method
  status_code = "502"
}

resource "aws_api_gateway_integration_response" "accepted" {
  rest_api_id        = aws_api_gateway_rest_api.orders.id
  resource_id        = aws_api_gateway_resource.orders.id
  http_method        = aws_api_gateway_method.start.http_method
  status_code        = aws_api_gateway_method_response.accepted.status_code
  response_templates = { "application/json" = "{\"execution\": $input.json('$.executionArn')}" }
}

resource "aws_api_gateway_integration_response" "failed" {
  rest_api_id        = aws_api_gateway_rest_api.orders.id
  resource_id        = aws_api_gateway_resource.orders.id
  http_method        = aws_api_gateway_method.start.http_method
  status_code        = aws_api_gateway_method_response.failed.status_code
  selection_pattern  = "[45]\\d{2}"
  response_templates = { "application/json" = "{\"message\": \"the order cannot be started\"}" }
}
