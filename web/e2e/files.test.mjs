// @ts-check
/** Files: definitions are opened, a route is picked, and what is wrong around it is told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8');

/**
 * Opens a file, and a route of it if there are several.
 * @param {import('./support/page.mjs').Playground} page
 * @param {string} name
 * @param {string} text
 * @param {RegExp} [route]
 */
async function open(page, name, text, route) {
  await page.button('Open').click();
  await page.dialog.getByLabel('Definition').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  if (route) await page.dialog.getByRole('option').filter({ hasText: route }).first().click();
  await page.notice(/Opened/);
}

describe('files', () => {
  const on = playground();

  for (const [name, text, route, shown] of /** @type {[string, string, RegExp | undefined, RegExp][]} */ ([
    ['users.yaml', read('examples/users-api/openapi.yaml'), undefined, /"TableName": "users"/],
    ['template.yaml', SAM(), /GET/, /"pet": "42"/],
    ['api.template.json', read('tests/lint-corpus/sound/api.cdk.template.json'), /./, /"StreamName": "/],
    ['serverless.yml', SERVERLESS(), /POST/, /"table": "orders-dev"/],
    ['main.tf', TERRAFORM(), undefined, /"from": "terraform"/],
  ])) {
    test(
      `${name} is opened`,
      on(async (page) => {
        await open(page, name, text, route);
        await page.shows('Body to the backend', shown);
      }),
    );
  }

  test(
    'a file is dropped anywhere, and a route is picked',
    on(async (page) => {
      const text = SAM();
      await page.page.evaluate((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], 'template.yaml'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, text);
      await page.dialog.getByRole('option').filter({ hasText: '/pets/{id}' }).filter({ hasText: 'GET' }).click();
      await page.shows('Body to the backend', '"pet": "42"');
    }),
  );

  test(
    'a file that is none gets a message',
    on(async (page) => {
      await page.button('Open').click();
      await page.dialog.getByLabel('Definition').setInputFiles({ name: 'x.yaml', mimeType: 'text/plain', buffer: Buffer.from('a: [') });
      await page.page.locator('.notice.error').waitFor();
    }),
  );

  test(
    'what a definition says of bytes and text is taken over, and does what the service does',
    on(async (page) => {
      await open(page, 'images.yaml', BINARY, /POST/);
      await page.button('Route').click();
      assert.equal(await page.page.getByLabel('Content handling of the request').inputValue(), 'CONVERT_TO_TEXT');
      assert.equal(await page.page.getByLabel('Binary media types').inputValue(), 'image/png');
      await page.button('Selection').click();
      assert.equal(await page.page.getByLabel('Content handling of the response').inputValue(), 'CONVERT_TO_TEXT');
      await page.page.getByRole('tab', { name: 'Headers' }).click();
      await page.type('Request headers', 'Content-Type: image/png');
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await page.type('Request body', 'bytes');
      // The template sees the bytes as Base64.
      await page.shows('Body to the backend', '{"image": "Ynl0ZXM="}');
      await page.page.getByLabel('Content handling of the request').selectOption({ label: 'unchanged' });
      await eventually(async () => assert.doesNotMatch(await page.text('Body to the backend'), /Ynl0ZXM=/));
      await page.button('Export').click();
      await page.dialog.getByRole('tab', { name: 'Whole route' }).click();
      await page.dialog.getByText('"x-amazon-apigateway-binary-media-types"').waitFor();
    }),
  );

  test(
    'the integration of a template in Terraform is taken over',
    on(async (page) => {
      await open(page, 'main.tf', TERRAFORM('content_handling = "CONVERT_TO_TEXT"', 'binary_media_types = ["image/png"]'));
      await page.button('Route').click();
      assert.equal(await page.page.getByLabel('Content handling of the request').inputValue(), 'CONVERT_TO_TEXT');
      assert.equal(await page.page.getByLabel('Integration URI').inputValue(), 'arn:aws:apigateway:eu-west-1:events:action/PutEvents');
    }),
  );

  test(
    'what a file leaves open is said, and its routes can be called all the same',
    on(async (page) => {
      await open(page, 'api.template.json', read('tests/lint-corpus/sound/api.cdk.template.json'), /./);
      await page.notice(/<Stream>.* is a value from outside the file/);
      await page.state(1, 'not validated');
    }),
  );

  test(
    'the files of a folder are read together, and what they leave open can be set',
    on(async (page) => {
      await page.page.evaluate((files) => {
        const transfer = new DataTransfer();
        for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, PROJECT);
      await page.dialog.getByRole('heading', { name: '3 files' }).waitFor();
      assert.equal(await page.dialog.getByRole('option').count(), 1);
      await page.dialog.getByLabel('Bus').fill('events');
      await page.button('Use these values').click();
      await page.dialog.getByLabel('Bus').waitFor();
      await eventually(async () => assert.equal(await page.dialog.getByLabel('Bus').inputValue(), 'events'));
      await page.dialog.getByRole('option').filter({ hasText: '/orders' }).click();
      await page.shows('Body to the backend', '"bus": "events", "table": "Table"');
    }),
  );

  test(
    'a proxy integration is opened with a word on what it does not do',
    on(async (page) => {
      await open(page, 'proxy.yaml', BINARY.replace('type: aws', 'type: aws_proxy'), /POST/);
      await page.notice(/AWS_PROXY.*renders no templates/);
    }),
  );

  test(
    'findings outside of templates are listed with the file, and lead to their place in it',
    on(async (page) => {
      await open(page, 'orders.yaml', read('tests/lint-corpus/broken/orders.openapi.yaml'), /GET/);
      const around = page.page.getByRole('region', { name: 'In orders.yaml' });
      for (const rule of ['gateway-response-vtl', 'model-name', 'validator-unattached', 'template-on-proxy']) await around.getByText(rule).waitFor();
      await around.getByRole('button', { name: /order-line.* is not a valid model name/ }).click();
      await page.dialog.getByRole('heading', { name: 'orders.yaml, line 31' }).waitFor();
      assert.equal(await page.dialog.locator('.mark-broken').innerText(), 'order-line');
      assert.equal(await page.dialog.locator('.mark-broken').isVisible(), true);
      await page.page.keyboard.press('Escape');
      await page.dialog.waitFor({ state: 'detached' });
      await around.getByRole('button', { name: 'Explain' }).first().click();
      await page.dialog.getByRole('heading', { name: 'gateway-response-vtl' }).first().waitFor();
      await page.page.keyboard.press('Escape');
      await page.button('Undo').click();
      await around.waitFor({ state: 'detached' });
    }),
  );

  test(
    'findings of the route around the templates lead to where they can be mended',
    on(async (page) => {
      const panel = await page.drawer('Problems');
      await page.button('Route').click();
      await page.page.getByLabel('Passthrough behavior').selectOption('when_no_match');
      await panel.getByText('content-type-bypass').waitFor();
      await page.page.getByLabel('Passthrough behavior').selectOption('never');
      await panel.getByText('content-type-bypass').waitFor({ state: 'detached' });
      await page.page.getByRole('tab', { name: 'Model' }).click();
      await page.type('Model of the body', '{\n  "type": "object",\n  "properties": {"a": {"type": "strin"}}\n}');
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await panel.getByText(/model, 3:/).first().waitFor();
      await panel.locator('.problem').filter({ hasText: 'model, 3:' }).locator('.problem-title').first().click();
      await eventually(async () => assert.match((await page.page.evaluate(() => getSelection()?.toString())) ?? '', /strin/));
      await page.editor('Model of the body').locator('.cm-lintRange').first().waitFor();
    }),
  );
});

/** A route that takes bytes. */
const BINARY = `openapi: 3.0.1
info: {title: images, version: '1'}
x-amazon-apigateway-binary-media-types: [image/png]
paths:
  /images:
    post:
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        contentHandling: CONVERT_TO_TEXT
        uri: arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord
        requestTemplates:
          image/png: '{"image": "$input.body"}'
          application/json: '{}'
        responses:
          default: {statusCode: '200', contentHandling: CONVERT_TO_TEXT, responseTemplates: {application/json: '{}'}}
    get:
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration: {type: mock, responses: {default: {statusCode: '200'}}}
`;

/** A configuration of the Serverless Framework. */
function SERVERLESS() {
  return `service: orders
provider: {name: aws, stage: dev}
functions:
  create:
    handler: create.handler
    events:
      - http:
          path: orders
          method: post
          integration: lambda
          request: {template: {application/json: '{"table": "orders-\${self:provider.stage}"}'}}
      - http: GET health
`;
}

/** A SAM project: the document of its API is a file, and a parameter has no value. */
const PROJECT = {
  'template.yaml': `Parameters: {Bus: {Type: String}}
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Orders: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionBody: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./orders.yaml}}}}}
`,
  'orders.yaml': `openapi: 3.0.1
info: {title: orders, version: '1'}
paths:
  /orders:
    post:
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: arn:aws:apigateway:eu-west-1:events:action/PutEvents
        requestTemplates: {application/json: {Fn::Sub: '{"bus": "\${Bus}", "table": "\${Table}"}'}}
        responses: {default: {statusCode: '200'}}
`,
  'README.md': 'Not a definition.',
};

/** Two routes in a SAM template. */
function SAM() {
  return `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Pets:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        info: {title: pets, version: '1'}
        paths:
          /pets/{id}:
            get:
              responses: {'200': {description: ok}}
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem
                requestTemplates:
                  application/json: |
                    {"pet": "$input.params('id')"}
                responses:
                  default: {statusCode: '200'}
            delete:
              responses: {'200': {description: ok}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default: {statusCode: '200'}
`;
}

/**
 * A template in Terraform.
 * @param {string} [integration] more of the integration
 * @param {string} [api] more of the API
 */
function TERRAFORM(integration = '', api = '') {
  return `resource "aws_api_gateway_rest_api" "api" {
  name = "events"
  ${api}
}

resource "aws_api_gateway_resource" "events" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "events"
}

resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.events.id
  http_method             = "POST"
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:eu-west-1:events:action/PutEvents"
  ${integration}
  request_templates = {
    "application/json" = <<-EOF
      {"from": "terraform", "who": $input.json('$.who')}
    EOF
  }
}
`;
}
