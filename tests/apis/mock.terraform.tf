# Methods and responses made of local values, by for_each.

locals {
  methods = {
    GET    = "WHEN_NO_MATCH"
    POST   = "NEVER"
    PUT    = null
    PATCH  = null
    DELETE = "WHEN_NO_TEMPLATES"
  }
  statuses = toset(["200", "400", "404"])
  responses = {
    for pair in setproduct(keys(local.methods), local.statuses) :
    "${pair[0]} ${pair[1]}" => { method = pair[0], status = pair[1] }
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name = join(" ", ["mock", "only"])
}

resource "aws_api_gateway_resource" "path" {
  count = 2

  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = count.index == 0 ? aws_api_gateway_rest_api.this.root_resource_id : aws_api_gateway_resource.status.id
  path_part   = element(["unused", "{code}"], count.index)
}

resource "aws_api_gateway_resource" "status" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = lower("STATUS")
}

resource "aws_api_gateway_method" "all" {
  for_each = local.methods

  rest_api_id        = aws_api_gateway_rest_api.this.id
  resource_id        = aws_api_gateway_resource.path[1].id
  http_method        = each.key
  authorization      = "NONE"
  request_parameters = { "method.request.path.code" = true }
}

resource "aws_api_gateway_integration" "all" {
  for_each = aws_api_gateway_method.all

  rest_api_id          = each.value.rest_api_id
  resource_id          = each.value.resource_id
  http_method          = each.value.http_method
  type                 = "MOCK"
  passthrough_behavior = local.methods[each.key]
  request_templates = {
    "application/json" = "{\"statusCode\": $input.params('code')}"
  }
}

resource "aws_api_gateway_method_response" "all" {
  for_each = local.responses

  rest_api_id = aws_api_gateway_rest_api.this.id
  resource_id = aws_api_gateway_resource.path[1].id
  http_method = aws_api_gateway_method.all[each.value.method].http_method
  status_code = each.value.status
}

resource "aws_api_gateway_integration_response" "all" {
  for_each = local.responses

  rest_api_id       = aws_api_gateway_rest_api.this.id
  resource_id       = aws_api_gateway_resource.path[1].id
  http_method       = aws_api_gateway_method.all[each.value.method].http_method
  status_code       = aws_api_gateway_method_response.all[each.key].status_code
  selection_pattern = each.value.status == "200" ? null : each.value.status
  response_templates = each.value.status != "200" ? {} : {
    "application/json" = format("{\"method\": %q}", each.value.method)
  }
}

# A deployment that makes a stage, as providers before 5.0 had it.
resource "aws_api_gateway_deployment" "live" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = "live"
}
