# Stages, their settings, usage plans and keys.

resource "aws_api_gateway_rest_api" "http" {
  name = "http backend"
}

resource "aws_api_gateway_resource" "users" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  parent_id   = aws_api_gateway_rest_api.http.root_resource_id
  path_part   = "users"
}

resource "aws_api_gateway_resource" "user" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  parent_id   = aws_api_gateway_resource.users.id
  path_part   = "{id}"
}

resource "aws_api_gateway_resource" "files" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  parent_id   = aws_api_gateway_resource.user.id
  path_part   = "files"
}

resource "aws_api_gateway_resource" "file" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  parent_id   = aws_api_gateway_resource.files.id
  path_part   = "{name}"
}

resource "aws_api_gateway_method" "user" {
  rest_api_id        = aws_api_gateway_rest_api.http.id
  resource_id        = aws_api_gateway_resource.user.id
  http_method        = "GET"
  authorization      = "NONE"
  request_parameters = { "method.request.path.id" = true }
}

resource "aws_api_gateway_integration" "user" {
  rest_api_id             = aws_api_gateway_rest_api.http.id
  resource_id             = aws_api_gateway_resource.user.id
  http_method             = aws_api_gateway_method.user.http_method
  type                    = "HTTP"
  integration_http_method = "GET"
  uri                     = "https://$${stageVariables.host}/users/{id}"
  timeout_milliseconds    = 3000
  connection_type         = "VPC_LINK"
  connection_id           = "abc123"

  request_parameters = {
    "integration.request.path.id"       = "method.request.path.id"
    "integration.request.querystring.v" = "'2'"
  }
  request_templates = { "application/json" = "" }
}

resource "aws_api_gateway_method_response" "user" {
  for_each            = toset(["200", "404", "502"])
  rest_api_id         = aws_api_gateway_rest_api.http.id
  resource_id         = aws_api_gateway_resource.user.id
  http_method         = aws_api_gateway_method.user.http_method
  status_code         = each.key
  response_parameters = each.key == "200" ? { "method.response.header.ETag" = false } : {}
}

resource "aws_api_gateway_integration_response" "found" {
  rest_api_id         = aws_api_gateway_rest_api.http.id
  resource_id         = aws_api_gateway_resource.user.id
  http_method         = aws_api_gateway_method.user.http_method
  status_code         = "200"
  response_parameters = { "method.response.header.ETag" = "integration.response.header.ETag" }
}

resource "aws_api_gateway_integration_response" "missing" {
  rest_api_id        = aws_api_gateway_rest_api.http.id
  resource_id        = aws_api_gateway_resource.user.id
  http_method        = aws_api_gateway_method.user.http_method
  status_code        = "404"
  selection_pattern  = "404"
  response_templates = { "application/json" = "{\"error\": \"$stageVariables.host has no such user\"}" }
}

resource "aws_api_gateway_integration_response" "failed" {
  rest_api_id       = aws_api_gateway_rest_api.http.id
  resource_id       = aws_api_gateway_resource.user.id
  http_method       = aws_api_gateway_method.user.http_method
  status_code       = "502"
  selection_pattern = "5\\d\\d"
}

resource "aws_api_gateway_method" "file" {
  rest_api_id   = aws_api_gateway_rest_api.http.id
  resource_id   = aws_api_gateway_resource.file.id
  http_method   = "HEAD"
  authorization = "NONE"
  request_parameters = {
    "method.request.path.id"   = true
    "method.request.path.name" = true
  }
}

resource "aws_api_gateway_integration" "file" {
  rest_api_id             = aws_api_gateway_rest_api.http.id
  resource_id             = aws_api_gateway_resource.file.id
  http_method             = aws_api_gateway_method.file.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "HEAD"
  uri                     = "https://files.example.com/{id}/{name}"
  request_parameters = {
    for name in ["id", "name"] : "integration.request.path.${name}" => "method.request.path.${name}"
  }
}

resource "aws_api_gateway_method_response" "file" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  resource_id = aws_api_gateway_resource.file.id
  http_method = aws_api_gateway_method.file.http_method
  status_code = "200"
}

resource "aws_api_gateway_deployment" "http" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  triggers    = { redeployment = sha1(jsonencode([aws_api_gateway_integration.user, aws_api_gateway_integration.file])) }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.http.id
  deployment_id = aws_api_gateway_deployment.http.id
  stage_name    = "prod"
  variables     = { host = "users.example.com" }
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "*/*"
  settings {
    throttling_rate_limit  = 100.5
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_method_settings" "user" {
  rest_api_id = aws_api_gateway_rest_api.http.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "${trimprefix(aws_api_gateway_resource.user.path, "/")}/${aws_api_gateway_method.user.http_method}"
  settings {
    throttling_rate_limit  = 10
    throttling_burst_limit = 5
  }
}

resource "aws_api_gateway_usage_plan" "basic" {
  name = "basic"

  dynamic "api_stages" {
    for_each = [aws_api_gateway_stage.prod]
    content {
      api_id = api_stages.value.rest_api_id
      stage  = api_stages.value.stage_name
    }
  }
  quota_settings {
    limit  = 500
    offset = 2
    period = "DAY"
  }
  throttle_settings {
    rate_limit  = 5
    burst_limit = 10
  }
}

resource "aws_api_gateway_api_key" "customer" {
  name = "customer"
}

resource "aws_api_gateway_usage_plan_key" "customer" {
  key_id        = aws_api_gateway_api_key.customer.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.basic.id
}
