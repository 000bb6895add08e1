resource "aws_api_gateway_integration" "pets" {
  request_templates = {
    # vtlkit-disable-next-line all
    "application/json" = <<EOF
$one
EOF
    // vtlkit-disable-next-line undefined-reference
    "text/plain" = "$two"
    "text/html" = "$three" /* vtlkit-disable-line undefined-reference */
  }
}
