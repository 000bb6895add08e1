resource "aws_api_gateway_method" "create" {
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "POST"
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.order.name }
}

resource "aws_api_gateway_method" "update" {
  resource_id = aws_api_gateway_resource.order.id
  http_method = "PUT"
}
