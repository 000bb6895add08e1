resource "aws_api_gateway_integration" "pets" {
  http_method       = "POST"
  request_templates = {
    "application/json" = <<-EOF
      #set($id = $input.params('id'))
      {"id": "$id", "table": "${var.table}"}
    EOF
    "text/plain"       = file("${path.module}/plain.vtl")
  }
}

resource "aws_api_gateway_gateway_response" "denied" {
  response_type      = "ACCESS_DENIED"
  response_templates = { "application/json" = "{\"message\": $context.error.messageString}" }
}
