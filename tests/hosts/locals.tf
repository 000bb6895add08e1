# Templates in local values, by themselves and in objects.
locals {
  order = "{\"id\": $input.json('$.id')}"
  alias = local.order
  all = {
    "application/json" = local.alias
    "text/plain"       = <<-EOF
      {"text": "$util.escapeJavaScript($input.body)"}
    EOF
  }
  nested = { templates = { order = "{\"nested\": true}" } }
  circle = local.circle
  merged = merge(local.merged, { "application/merged" = "{\"merged\": true}" }, local.merged)
}

resource "aws_api_gateway_integration" "each" {
  type = "HTTP"
  request_templates = {
    "application/json"   = local.order
    "application/xml"    = "${local.nested.templates.order}"
    "application/circle" = local.circle
    "application/other"  = local.elsewhere
  }
}

resource "aws_api_gateway_integration" "whole" {
  type              = "HTTP"
  request_templates = local.all
}

resource "aws_api_gateway_integration" "merged" {
  type              = "HTTP"
  request_templates = local.merged
}

resource "aws_api_gateway_model" "order" {
  name         = "Order"
  content_type = "application/json"
  schema       = local.schema
}

locals {
  schema = jsonencode({ type = "object" })
}
