openapi: 3.0.1
paths:
  /x:
    get:
      x-amazon-apigateway-integration:
        type: aws
        uri: ${uri}
        requestTemplates:
          application/json: |
            { "table": "${table}", "velocity": "$${x}", "%%{": 1 }
