variable "api" {}
variable "parent_id" {}
variable "name" {}
variable "method" {}
variable "uri" {}
variable "templates" {
  type = map(string)
}

resource "aws_api_gateway_resource" "this" {
  rest_api_id = var.api.id
  parent_id   = var.parent_id
  path_part   = var.name
}

resource "aws_api_gateway_method" "this" {
  rest_api_id   = var.api.id
  resource_id   = aws_api_gateway_resource.this.id
  http_method   = var.method
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "this" {
  rest_api_id             = var.api.id
  resource_id             = aws_api_gateway_resource.this.id
  http_method             = aws_api_gateway_method.this.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = var.uri
  request_templates       = var.templates
}

resource "aws_api_gateway_method_response" "ok" {
  rest_api_id = var.api.id
  resource_id = aws_api_gateway_resource.this.id
  http_method = aws_api_gateway_method.this.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id = var.api.id
  resource_id = aws_api_gateway_resource.this.id
  http_method = aws_api_gateway_method.this.http_method
  status_code = aws_api_gateway_method_response.ok.status_code
}
