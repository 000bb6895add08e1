resource "aws_api_gateway_integration" "put" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.items.id
  http_method             = "POST"
  type                    = "AWS"
  integration_http_method = "POST"
  passthrough_behavior    = "NEVER"
  uri                     = "arn:aws:apigateway:${var.region}:dynamodb:action/UpdateItem"
  request_templates = {
    "application/json" = <<-EOF
      #set($body = $input.path('$'))
      {
        "TableName": "${var.table}",
        "Key": {"id": {"S": "$context.requestId"}},
        "UpdateExpression": "SET title = :v"
        #if($body.name != "")
        , "ExpressionAttributeValues": {":v": {"S": "$util.escapeJavaScript($body.name).replaceAll("\\'", "'")"}}
        #end
      }
    EOF
  }
}

resource "aws_api_gateway_integration_response" "put" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.items.id
  http_method = "POST"
  status_code = "200"
  response_templates = {
    "application/json" = "#set($age = $input.path('$.Attributes.age.N'))\n{\"name\": $input.json('$.Attributes.name.S'), \"age\": #if($age == '')null#{else}$age#end}"
  }
}

resource "aws_api_gateway_integration" "options" {
  http_method = "OPTIONS"
  type        = "MOCK"
  request_templates = {
    "application/json" = jsonencode({ statusCode = 200 })
  }
}

resource "aws_api_gateway_integration" "hello" {
  http_method = "GET"
  type        = "HTTP"
  uri         = "https://example.com"

  integration_http_method = "GET"
  request_templates = {
    "text/plain" = <<EOT
#foreach($name in $input.params().querystring.keySet())
## greet them all
Hello $${name}.world, you are number $foreach.count#if($foreach.hasNext), #end
#end
EOT
  }
}

resource "aws_api_gateway_gateway_response" "denied" {
  response_type = "ACCESS_DENIED"
  response_templates = {
    "application/json" = "{\"why\": $context.error.messageString}"
  }
}

resource "aws_api_gateway_integration_response" "options" {
  http_method = "OPTIONS"
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "hello" {
  http_method = "GET"
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "failed" {
  http_method       = "GET"
  status_code       = "500"
  selection_pattern = "[45]\\d{2}"
}
