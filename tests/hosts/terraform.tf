resource "aws_api_gateway_resource" "pets" {
  parent_id = aws_api_gateway_rest_api.api.root_resource_id
  path_part = "pets"
}

resource "aws_api_gateway_resource" "pet" {
  parent_id = aws_api_gateway_resource.pets.id
  path_part = "{id}"
}

resource "aws_api_gateway_method" "get" {
  resource_id = aws_api_gateway_resource.pet.id
  http_method = "GET" # the method
}

resource "aws_api_gateway_integration" "get" {
  resource_id             = aws_api_gateway_resource.pet.id
  http_method             = aws_api_gateway_method.get.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:${var.region}:dynamodb:action/GetItem"
  passthrough_behavior    = "NEVER"
  content_handling        = "CONVERT_TO_TEXT"

  request_templates = {
    "application/json" = <<EOF
{
  "TableName": "${aws_dynamodb_table.pets.name}",
  "Key": { "id": { "S": "$input.params('id')" } },
  "literal": "$${stageVariables.x}"
}
EOF
    "text/plain" = <<-EOT
      #set($body = $input.body)
        indented $body

      end
    EOT
    "a/b"        = "{\"statusCode\": 200}\n"
    "c/d"        = jsonencode({ statusCode = 200, b = ["<", var.x, null], a = { "k" : "$input.body" } })
    "e/f"        = file("${path.module}/x.vtl")
    "g/h"        = templatefile("y.vtl", { a = 1 })
    "i/j"        = var.prod ? "a" : "b"
    "k/l"        = chomp(<<EOT
chomped
EOT
    )
  }
}

resource "aws_api_gateway_integration_response" "get" {
  resource_id       = aws_api_gateway_resource.pet.id
  http_method       = "GET"
  status_code       = "404"
  selection_pattern = "4\\d{2}"
  response_templates = merge({ "application/json" = "{}" }, {
    "text/xml" = "<a/>"
  })
}

resource "aws_api_gateway_model" "pet" {
  name         = "Pet"
  content_type = "application/json"
  schema       = jsonencode({ type = "object", required = ["name"] })
}

resource "aws_api_gateway_gateway_response" "denied" {
  response_type = "ACCESS_DENIED"
  status_code   = "403"
  response_templates = {
    "application/json" = "{\"message\":$context.error.messageString}"
  }
}

resource "aws_api_gateway_rest_api" "inline" {
  body = jsonencode({
    openapi = "3.0.1"
    paths = {
      "/x" = {
        get = {
          x-amazon-apigateway-integration = {
            type             = "mock"
            requestTemplates = { "application/json" = "{\"statusCode\": 200}" }
          }
        }
      }
    }
  })
}

resource "aws_api_gateway_rest_api" "text" {
  body = <<-EOF
    {
      "swagger": "2.0",
      "paths": { "/y": { "put": { "x-amazon-apigateway-integration": {
        "type": "aws", "uri": "${var.uri}", "timeoutInMillis": ${var.timeout},
        "requestTemplates": { "application/json": "{ \"a\": \"${var.a}\", \"b\": \"$${b}\" }" }
      } } } }
    }
  EOF
}

resource "aws_api_gateway_rest_api" "file" {
  body = templatefile("${path.module}/api.yaml.tpl", { uri = var.uri })
}

resource "aws_appsync_resolver" "r" {
  request_template = "{ \"version\": \"2018-05-29\" }"
}
