# Names, regions and accounts from data sources and other resources.

data "aws_region" "current" {}
data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

variable "name" {
  type    = string
  default = "queue"
}

locals {
  account = data.aws_caller_identity.current.account_id
  prefix  = format("arn:%s:apigateway:%s", data.aws_partition.current.partition, data.aws_region.current.name)
  uri     = "${local.prefix}:sqs:path/${local.account}/${aws_sqs_queue.messages.name}"
  form    = "application/x-www-form-urlencoded"
}

resource "aws_sqs_queue" "messages" {
  name = "messages"
}

resource "aws_iam_role" "queue" {
  name               = var.name
  assume_role_policy = "{}"
}

resource "aws_api_gateway_rest_api" "api" {
  name = var.name
}

resource "aws_api_gateway_resource" "messages" {
  rest_api_id = "${aws_api_gateway_rest_api.api.id}"
  parent_id   = "${aws_api_gateway_rest_api.api.root_resource_id}"
  path_part   = "messages"
}

resource "aws_api_gateway_method" "post" {
  rest_api_id   = "${aws_api_gateway_rest_api.api.id}"
  resource_id   = "${aws_api_gateway_resource.messages.id}"
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "post" {
  rest_api_id             = "${aws_api_gateway_rest_api.api.id}"
  resource_id             = "${aws_api_gateway_resource.messages.id}"
  http_method             = "${aws_api_gateway_method.post.http_method}"
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "${local.uri}"
  credentials             = "${aws_iam_role.queue.arn}"

  request_parameters = {
    "integration.request.header.Content-Type" = "'${local.form}'"
  }

  request_templates = {
    "application/json" = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"
    (local.form)       = trimspace(<<-EOT
      Action=SendMessage&$input.body
    EOT
    )
  }
}

resource "aws_api_gateway_method_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.messages.id
  http_method = aws_api_gateway_method.post.http_method
  status_code = 200
}

resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.messages.id
  http_method = aws_api_gateway_method.post.http_method
  status_code = aws_api_gateway_method_response.ok.status_code

  response_templates = {
    "application/json" = "{\"id\": $input.json('$.SendMessageResponse.SendMessageResult.MessageId')}"
  }
}

resource "aws_api_gateway_method" "purge" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.messages.id
  http_method   = "DELETE"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "purge" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.messages.id
  http_method             = aws_api_gateway_method.purge.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = local.uri
  request_templates       = { "$default" = "Action=PurgeQueue" }
}

resource "aws_api_gateway_method_response" "gone" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.messages.id
  http_method = aws_api_gateway_method.purge.http_method
  status_code = "204"
}

resource "aws_api_gateway_integration_response" "gone" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.messages.id
  http_method = aws_api_gateway_method.purge.http_method
  status_code = "204"
}
