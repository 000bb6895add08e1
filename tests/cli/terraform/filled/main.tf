resource "aws_api_gateway_rest_api" "filled" {
  name = "filled"
  body = templatefile("${path.module}/api.yaml", {
    table = aws_dynamodb_table.pets.name
    extra = ["a", "b"]
  })
}

resource "aws_dynamodb_table" "pets" {
  name = "pets"
}
