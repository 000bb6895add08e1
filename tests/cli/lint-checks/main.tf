resource "aws_api_gateway_model" "pet" {
  name   = "Pet"
  schema = file("${path.module}/schemas/pet.json")
}

resource "aws_api_gateway_request_validator" "body" {
  validate_request_body = true
}

resource "aws_api_gateway_method" "create" {
  resource_id          = aws_api_gateway_resource.pets.id
  http_method          = "POST"
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
}

resource "aws_api_gateway_integration" "create" {
  resource_id          = aws_api_gateway_resource.pets.id
  http_method          = aws_api_gateway_method.create.http_method
  type                 = "AWS"
  passthrough_behavior = "NEVER"
  request_templates    = { "application/json" = file("templates/create.vtl") }
}

resource "aws_api_gateway_method" "copy" {
  resource_id          = aws_api_gateway_resource.copies.id
  http_method          = "POST"
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
}

resource "aws_api_gateway_integration" "copy" {
  resource_id          = aws_api_gateway_resource.copies.id
  http_method          = aws_api_gateway_method.copy.http_method
  type                 = "AWS"
  passthrough_behavior = "NEVER"
  request_templates    = { "application/json" = file("templates/shared.vtl") }
}

resource "aws_api_gateway_integration" "unchecked" {
  resource_id          = aws_api_gateway_resource.others.id
  http_method          = "POST"
  type                 = "AWS"
  passthrough_behavior = "NEVER"
  request_templates    = { "application/json" = file("templates/shared.vtl") }
}
