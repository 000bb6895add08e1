# An API whose routes are local values in another file. Its templates are files.
resource "aws_api_gateway_rest_api" "orders" {
  name = "orders-${var.stage}"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  parent_id   = aws_api_gateway_rest_api.orders.root_resource_id
  path_part   = "orders"
}

module "route" {
  source   = "../modules/route"
  for_each = local.routes

  api       = aws_api_gateway_rest_api.orders
  parent_id = aws_api_gateway_resource.orders.id
  name      = each.key
  method    = each.value.method
  uri       = "arn:aws:apigateway:${data.aws_region.current.name}:${each.value.action}"
  templates = merge(local.common, each.value.templates)
}

data "aws_region" "current" {}
