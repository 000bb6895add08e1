resource "aws_api_gateway_integration" "a" {
  type = "AWS"
  request_templates = {
    "application/json" = "{\"a\": $a}"
    "text/plain"       = <<-EOT
      {"b": $b}
    EOT
  }
}
