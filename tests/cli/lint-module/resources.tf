resource "aws_api_gateway_resource" "orders" {
  parent_id = aws_api_gateway_rest_api.shop.root_resource_id
  path_part = "orders"
}

resource "aws_api_gateway_resource" "order" {
  parent_id = aws_api_gateway_resource.orders.id
  path_part = "{id}"
}
