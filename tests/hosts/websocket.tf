# A WebSocket API: routes, integrations and their responses, a response of a route, a model.
resource "aws_apigatewayv2_api" "chat" {
  name                       = "chat"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_route" "send" {
  api_id    = aws_apigatewayv2_api.chat.id
  route_key = "send"
  target    = "integrations/${aws_apigatewayv2_integration.send.id}"
}

resource "aws_apigatewayv2_integration" "send" {
  api_id                        = aws_apigatewayv2_api.chat.id
  integration_type              = "AWS"
  integration_uri               = "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem"
  integration_method            = "POST"
  passthrough_behavior          = "NEVER"
  content_handling_strategy     = "CONVERT_TO_TEXT"
  template_selection_expression = "put"
  request_templates = {
    "put" = <<-EOT
      {"TableName": "${aws_dynamodb_table.messages.name}", "Item": {"id": {"S": "$context.connectionId"}}}
    EOT
  }
}

resource "aws_dynamodb_table" "messages" {
  name = "messages"
}

resource "aws_apigatewayv2_integration_response" "send" {
  api_id                   = aws_apigatewayv2_api.chat.id
  integration_id           = aws_apigatewayv2_integration.send.id
  integration_response_key = "/400/"
  response_templates       = { "application/json" = "{\"failed\": true}" }
}

resource "aws_apigatewayv2_route_response" "send" {
  api_id             = aws_apigatewayv2_api.chat.id
  route_id           = aws_apigatewayv2_route.send.id
  route_response_key = "$default"
}

resource "aws_apigatewayv2_model" "message" {
  api_id       = aws_apigatewayv2_api.chat.id
  name         = "Message"
  content_type = "application/json"
  schema       = jsonencode({ type = "strin" })
}
