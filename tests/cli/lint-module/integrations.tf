resource "aws_api_gateway_integration" "create" {
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "POST"
  type                 = "AWS"
  passthrough_behavior = "NEVER"
  request_templates = {
    "application/json" = "{\"id\": \"$input.path('$.id')\", \"amount\": $input.json('$.total')}"
  }
}

resource "aws_api_gateway_integration" "update" {
  resource_id          = aws_api_gateway_resource.order.id
  http_method          = aws_api_gateway_method.update.http_method
  type                 = "AWS"
  passthrough_behavior = "NEVER"
  request_templates = {
    "application/json" = "{\"id\": \"$input.path('$.id')\"}"
  }
}
