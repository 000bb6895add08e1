resource "aws_appsync_resolver" "pets" {
  request_template = "{\"version\": \"2017-02-28\"}"
}
