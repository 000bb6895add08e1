# An authorizer, API keys, and methods switched on by count.

variable "enabled" {
  type    = bool
  default = true
}

resource "aws_api_gateway_rest_api" "api" {
  count          = var.enabled ? 1 : 0
  name           = "authorised"
  api_key_source = "AUTHORIZER"
}

resource "aws_lambda_function" "auth" {
  function_name = "auth"
  role          = "arn:aws:iam::123456789012:role/auth"
}

resource "aws_api_gateway_authorizer" "tokens" {
  name                             = "tokens"
  rest_api_id                      = aws_api_gateway_rest_api.api[0].id
  authorizer_uri                   = aws_lambda_function.auth.invoke_arn
  identity_validation_expression   = "^Bearer .+$"
  authorizer_result_ttl_in_seconds = 60
}

resource "aws_api_gateway_resource" "path" {
  for_each    = toset(["me", "keys"])
  rest_api_id = one(aws_api_gateway_rest_api.api[*].id)
  parent_id   = one(aws_api_gateway_rest_api.api[*].root_resource_id)
  path_part   = each.value
}

resource "aws_api_gateway_method" "me" {
  count         = length(aws_api_gateway_rest_api.api)
  rest_api_id   = aws_api_gateway_rest_api.api[count.index].id
  resource_id   = aws_api_gateway_resource.path["me"].id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.tokens.id
}

resource "aws_api_gateway_integration" "me" {
  count             = length(aws_api_gateway_method.me)
  rest_api_id       = aws_api_gateway_method.me[count.index].rest_api_id
  resource_id       = aws_api_gateway_method.me[count.index].resource_id
  http_method       = aws_api_gateway_method.me[count.index].http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\"statusCode\": 200}" }
}

resource "aws_api_gateway_method_response" "me" {
  rest_api_id = aws_api_gateway_method.me.0.rest_api_id
  resource_id = aws_api_gateway_method.me.0.resource_id
  http_method = aws_api_gateway_method.me.0.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "me" {
  rest_api_id = aws_api_gateway_method.me.0.rest_api_id
  resource_id = aws_api_gateway_method.me.0.resource_id
  http_method = aws_api_gateway_method.me.0.http_method
  status_code = "200"
  response_templates = {
    "application/json" = "{ \"user\": \"$context.authorizer.principalId\", \"claims\": \"$context.authorizer.claims['cognito:username']\" }"
  }
}

resource "aws_api_gateway_method" "keys" {
  rest_api_id        = aws_api_gateway_rest_api.api[0].id
  resource_id        = aws_api_gateway_resource.path["keys"].id
  http_method        = "GET"
  authorization      = "NONE"
  api_key_required   = true
  request_parameters = { "method.request.querystring.fail" = false }
}

resource "aws_api_gateway_integration" "keys" {
  rest_api_id = aws_api_gateway_rest_api.api[0].id
  resource_id = aws_api_gateway_resource.path["keys"].id
  http_method = aws_api_gateway_method.keys.http_method
  type        = "MOCK"
  request_templates = {
    "application/json" = <<-EOT
      #if($input.params('fail') != "")
      {"statusCode": 500}
      #else
      {"statusCode": 200}
      #end
    EOT
  }
}

resource "aws_api_gateway_method_response" "keys" {
  for_each    = { ok = "200", error = "500" }
  rest_api_id = aws_api_gateway_rest_api.api[0].id
  resource_id = aws_api_gateway_resource.path["keys"].id
  http_method = aws_api_gateway_method.keys.http_method
  status_code = each.value
}

resource "aws_api_gateway_integration_response" "keys_ok" {
  rest_api_id = aws_api_gateway_rest_api.api[0].id
  resource_id = aws_api_gateway_resource.path["keys"].id
  http_method = aws_api_gateway_method.keys.http_method
  status_code = aws_api_gateway_method_response.keys["ok"].status_code
}

resource "aws_api_gateway_integration_response" "keys_error" {
  rest_api_id       = aws_api_gateway_rest_api.api[0].id
  resource_id       = aws_api_gateway_resource.path["keys"].id
  http_method       = aws_api_gateway_method.keys.http_method
  status_code       = aws_api_gateway_method_response.keys["error"].status_code
  selection_pattern = "5.."
}
