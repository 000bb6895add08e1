resource "aws_appsync_resolver" "pets" {
  request_template = <<EOF
{"version": "2017-02-28", "id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}
EOF
}
