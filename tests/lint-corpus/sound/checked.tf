# What the models say is enough: identifiers hold no quote, numbers are there, `tag` is one of two words.
resource "aws_api_gateway_model" "tag" {
  rest_api_id  = aws_api_gateway_rest_api.shop.id
  name         = "Tag"
  content_type = "application/json"
  schema       = jsonencode({ type = "string", enum = ["new", "used"] })
}

resource "aws_api_gateway_model" "item" {
  rest_api_id  = aws_api_gateway_rest_api.shop.id
  name         = "Item"
  content_type = "application/json"
  schema = jsonencode({
    "$schema"            = "http://json-schema.org/draft-04/schema#"
    type                 = "object"
    required             = ["id", "price", "tag"]
    additionalProperties = false
    properties = {
      id    = { type = "string", pattern = "^[a-z0-9-]+$" }
      price = { type = "integer" }
      error = { "$ref" = "https://apigateway.amazonaws.com/restapis/${aws_api_gateway_rest_api.shop.id}/models/Error" }
      tag = {
        "$ref" = "https://apigateway.amazonaws.com/restapis/${aws_api_gateway_rest_api.shop.id}/models/${aws_api_gateway_model.tag.name}"
      }
    }
  })
}

resource "aws_api_gateway_request_validator" "body" {
  rest_api_id                 = aws_api_gateway_rest_api.shop.id
  name                        = "body"
  validate_request_body       = true
  validate_request_parameters = false
}

resource "aws_api_gateway_method" "put" {
  rest_api_id          = aws_api_gateway_rest_api.shop.id
  resource_id          = aws_api_gateway_resource.items.id
  http_method          = "PUT"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.item.name }
}

resource "aws_api_gateway_integration" "put" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.items.id
  http_method             = aws_api_gateway_method.put.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem"
  passthrough_behavior    = "NEVER"
  request_templates = {
    "application/json" = <<-EOT
      {
        "TableName": "items",
        "Item": {
          "id": {"S": "$input.path('$.id')"},
          "tag": {"S": "$input.path('$.tag')"},
          "price": {"N": "$input.path('$.price')"}
        }
      }
    EOT
  }
}
