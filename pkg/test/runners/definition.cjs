// A definition with a model, a validator, and patterns for errors.
exports.DEFINITION = `
openapi: 3.0.1
info: { title: users, version: "1" }
x-amazon-apigateway-request-validators: { body: { validateRequestBody: true, validateRequestParameters: false } }
x-amazon-apigateway-request-validator: body
paths:
  /users:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/User" } } } }
      responses: { "201": { description: stored }, "502": { description: failed } }
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        credentials: arn:aws:iam::123456789012:role/users
        requestTemplates:
          application/json: '{"TableName": "users", "Item": {"PK": {"S": "$input.path("$.id")"}}}'
        responses:
          default: { statusCode: "201", responseTemplates: { application/json: '{"stored": true}' } }
          "[45]\\\\d{2}": { statusCode: "502", responseTemplates: { application/json: '{"message": "failed"}' } }
components:
  schemas:
    User: { type: object, required: [id], properties: { id: { type: integer } } }
    Item: { type: object, required: [TableName, Item] }
`;
