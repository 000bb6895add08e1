variable "stage" {
  type    = string
  default = "dev"
}

variable "bus" {
  type = string
}

variable "secret" {
  type      = string
  sensitive = true
}

variable "limits" {
  type    = object({ page = number, most = optional(number, 100) })
  default = { page = 10 }
}

locals {
  common = {
    "text/plain" = "$input.body"
  }

  routes = {
    create = {
      method = "POST"
      action = "events:action/PutEvents"
      templates = {
        "application/json" = templatefile("${path.module}/create.vtl", { bus = var.bus, secret = var.secret })
      }
    }
    list = {
      method = "GET"
      action = "dynamodb:action/Query"
      templates = {
        "application/json" = jsonencode({
          TableName = aws_dynamodb_table.orders.name
          Limit     = min(var.limits.page, var.limits.most)
          Owner     = "$context.authorizer.principalId"
        })
      }
    }
  }
}

resource "aws_dynamodb_table" "orders" {
  name = join("-", ["orders", var.stage])
}
