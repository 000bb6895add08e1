resource "aws_api_gateway_integration" "a" {
  type = "MOCK
  request_templates = { "a" = "first" }
}
resource "aws_api_gateway_integration" "b" {
  == nonsense
  request_templates = { "a" = "second" }
}
resource "aws_api_gateway_integration" "c" {
  request_templates = { "a" = "third" }
