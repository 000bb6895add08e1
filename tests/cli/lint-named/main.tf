resource "aws_api_gateway_integration" "pets" {
  http_method = "POST"
  request_templates = {
    "application/json" = templatefile("${path.module}/templates/pets.vtl", { table = var.table })
    "text/plain"       = file("templates/plain.vtl")
  }
}

resource "aws_api_gateway_rest_api" "api" {
  body = templatefile("${path.module}/api.yaml", { table = "pets" })
}
