# A method that the integration names, with a model by address that refers to another one.
resource "aws_api_gateway_model" "tag" {
  name   = "Tag"
  schema = jsonencode({ type = "string", pattern = "^[a-z]+$" })
}

resource "aws_api_gateway_model" "pet" {
  name   = "Pet"
  schema = <<-EOF
    { "type": "object", "properties": {
      "tag": { "$ref": "https://apigateway.amazonaws.com/restapis/${aws_api_gateway_rest_api.api.id}/models/${aws_api_gateway_model.tag.name}" }
    } }
  EOF
}

resource "aws_api_gateway_request_validator" "all" {
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_method" "create" {
  resource_id          = aws_api_gateway_resource.pets.id
  http_method          = "POST"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models = {
    "application/json" = aws_api_gateway_model.pet.name
    "text/json"        = "Tag"
    "$default"         = "Empty"
  }
  request_parameters = {
    "method.request.querystring.page" = true
    "method.request.header.X-Trace"   = false
  }
}

resource "aws_api_gateway_integration" "create" {
  resource_id = aws_api_gateway_resource.pets.id
  http_method = aws_api_gateway_method.create.http_method
  type        = "MOCK"
  request_templates = {
    "application/json" = "{\"statusCode\": 200}"
    "text/json"        = file("${path.module}/create.vtl")
  }
}

# A method found by its resource and its name, with the model of a file and a validator of bodies alone.
resource "aws_api_gateway_model" "order" {
  name   = "Order"
  schema = file("${path.module}/schemas/order.json")
}

resource "aws_api_gateway_request_validator" "body" {
  validate_request_body = true
}

resource "aws_api_gateway_method" "order" {
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "PUT"
  request_validator_id = aws_api_gateway_request_validator.body.id
  request_models       = { "application/json" = aws_api_gateway_model.order.name }
  request_parameters   = { "method.request.querystring.page" = true }
}

resource "aws_api_gateway_integration" "order" {
  resource_id       = aws_api_gateway_resource.orders.id
  http_method       = "PUT"
  type              = "MOCK"
  request_templates = { "application/json" = "{\"statusCode\": 201}" }
}

resource "aws_api_gateway_integration_response" "order" {
  resource_id        = aws_api_gateway_resource.orders.id
  http_method        = "PUT"
  status_code        = "201"
  response_templates = { "application/json" = "{}" }
}

# A validator of parameters alone.
resource "aws_api_gateway_request_validator" "parameters" {
  validate_request_body       = false
  validate_request_parameters = true
}

resource "aws_api_gateway_method" "list" {
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "GET"
  request_validator_id = aws_api_gateway_request_validator.parameters.id
  request_models       = { "application/json" = aws_api_gateway_model.order.name }
  request_parameters   = { "method.request.querystring.page" = true }
}

resource "aws_api_gateway_integration" "list" {
  resource_id       = aws_api_gateway_resource.orders.id
  http_method       = aws_api_gateway_method.list.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\"statusCode\": 202}" }
}

# No validator; one that a variable chooses; one in another file.
resource "aws_api_gateway_method" "open" {
  resource_id    = aws_api_gateway_resource.open.id
  http_method    = "POST"
  request_models = { "application/json" = aws_api_gateway_model.pet.name }
}

resource "aws_api_gateway_integration" "open" {
  resource_id       = aws_api_gateway_resource.open.id
  http_method       = aws_api_gateway_method.open.http_method
  request_templates = { "application/json" = "open" }
}

resource "aws_api_gateway_method" "chosen" {
  resource_id          = aws_api_gateway_resource.chosen.id
  http_method          = "POST"
  request_validator_id = var.strict ? aws_api_gateway_request_validator.all.id : null
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
}

resource "aws_api_gateway_integration" "chosen" {
  resource_id       = aws_api_gateway_resource.chosen.id
  http_method       = aws_api_gateway_method.chosen.http_method
  request_templates = { "application/json" = "chosen" }
}

resource "aws_api_gateway_method" "elsewhere" {
  resource_id          = aws_api_gateway_resource.elsewhere.id
  http_method          = "POST"
  request_validator_id = module.api.validator_id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
}

resource "aws_api_gateway_integration" "elsewhere" {
  resource_id       = aws_api_gateway_resource.elsewhere.id
  http_method       = aws_api_gateway_method.elsewhere.http_method
  request_templates = { "application/json" = "elsewhere" }
}

# Blocks that are made several times: the method is the one that is named, else nothing tells which it is.
resource "aws_api_gateway_method" "each" {
  for_each             = local.routes
  resource_id          = aws_api_gateway_resource.each[each.key].id
  http_method          = each.value.method
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = aws_api_gateway_model.pet.name }
}

resource "aws_api_gateway_integration" "each" {
  for_each          = local.routes
  resource_id       = aws_api_gateway_resource.each[each.key].id
  http_method       = aws_api_gateway_method.each[each.key].http_method
  request_templates = { "application/json" = "each" }
}

resource "aws_api_gateway_integration" "other" {
  for_each          = local.others
  resource_id       = aws_api_gateway_resource.each[each.key].id
  http_method       = each.value.method
  request_templates = { "application/json" = "other" }
}

# Two methods of one resource and name, of which each may be there; models of two APIs with one name.
resource "aws_api_gateway_method" "new" {
  count                = var.new ? 1 : 0
  resource_id          = aws_api_gateway_resource.two.id
  http_method          = "POST"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = "Twin" }
}

resource "aws_api_gateway_method" "old" {
  count       = var.new ? 0 : 1
  resource_id = aws_api_gateway_resource.two.id
  http_method = "POST"
}

resource "aws_api_gateway_integration" "two" {
  resource_id       = aws_api_gateway_resource.two.id
  http_method       = "POST"
  request_templates = { "application/json" = "two" }
}

resource "aws_api_gateway_integration" "new" {
  resource_id       = aws_api_gateway_resource.two.id
  http_method       = aws_api_gateway_method.new[0].http_method
  request_templates = { "application/json" = "new" }
}

resource "aws_api_gateway_model" "twin" {
  rest_api_id = aws_api_gateway_rest_api.a.id
  name        = "Twin"
  schema      = "{}"
}

resource "aws_api_gateway_model" "other_twin" {
  rest_api_id = aws_api_gateway_rest_api.b.id
  name        = "Twin"
  schema      = "{\"type\": \"object\"}"
}
