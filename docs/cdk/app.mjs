import { App, Stack } from 'aws-cdk-lib';
import { AwsIntegration, JsonSchemaType, Model, PassthroughBehavior, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const app = new App();
const stack = new Stack(app, 'Orders');
const queue = new Queue(stack, 'Queue', { queueName: 'orders' });
const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
queue.grantSendMessages(role);

const api = new RestApi(stack, 'Api', { restApiName: 'orders', cloudWatchRole: false });
const model = new Model(stack, 'Order', {
  restApi: api,
  contentType: 'application/json',
  schema: { type: JsonSchemaType.OBJECT, required: ['id', 'note'], properties: { id: { type: JsonSchemaType.INTEGER }, note: { type: JsonSchemaType.STRING } } },
});
const integration = new AwsIntegration({
  service: 'sqs',
  path: `${stack.account}/orders`,
  integrationHttpMethod: 'POST',
  options: {
    credentialsRole: role,
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
    requestTemplates: { 'application/json': "Action=SendMessage&MessageBody=$input.path('$.note')" },
    integrationResponses: [
      { statusCode: '202', responseTemplates: { 'application/json': '{"queued": true}' } },
      { statusCode: '502', selectionPattern: '[45]\\d{2}', responseTemplates: { 'application/json': '{"message": "the order was not queued"}' } },
    ],
  },
});
api.root.addResource('orders').addMethod('POST', integration, {
  requestValidator: new RequestValidator(stack, 'Body', { restApi: api, validateRequestBody: true }),
  requestModels: { 'application/json': model },
  methodResponses: [{ statusCode: '202' }, { statusCode: '502' }],
});
app.synth();
