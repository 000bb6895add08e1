// @ts-check
/** The first text of one's own, files and pastes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';
import { drop, focused, requests } from './support/people.mjs';

const OPENAPI = `openapi: 3.0.1
info: {title: pets, version: '1'}
paths:
  /pets:
    post:
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default: {statusCode: '200', responseTemplates: {application/json: '{"pet": true}'}}
`;

const TERRAFORM = `resource "aws_api_gateway_integration" "post" {
  rest_api_id             = "api"
  resource_id             = "pets"
  http_method             = "POST"
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:eu-west-1:events:action/PutEvents"
  request_templates = {
    "application/json" = jsonencode({ from = "terraform" })
  }
}
`;

describe('a first text of one’s own', () => {
  const on = playground();

  test(
    'a template that is pasted over that of the example takes the place of its model, requests and answers',
    on(async (page) => {
      await page.paste('Request template', '{"id": "$input.params(\'id\')", "who": $input.json(\'$.who\')}');
      await page.notice(/replaced the request template/);
      assert.deepEqual(await requests(page), ['Request 1']);
      await page.shows('Request body', '{}');
      await page.state(1, 'not validated');
      await page.page.getByRole('tab', { name: 'Model' }).click();
      assert.equal((await page.text('Model of the body')).includes('customer'), false);
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await page.paste('Request body', '{"who": "me"}');
      await page.shows('Body to the backend', '"who": "me"');
      await page.state(6, '200');
    }),
  );

  test(
    'the same holds after the text was deleted first, and all of it can be brought back',
    on(async (page) => {
      await page.type('Request template', '');
      await page.paste('Request template', '{"mine": true}');
      await page.button('Bring them back').click();
      assert.deepEqual(await requests(page), ['An order', 'Without a customer', 'Stored already']);
      await page.shows('Body to the backend', '{"mine": true}');
      await page.state(1, 'valid');
    }),
  );

  test(
    'a body that is pasted over that of the example is not held against its model',
    on(async (page) => {
      await page.paste('Request body', '{"mine": [1]}');
      await page.notice(/replaced the body/);
      await page.state(1, 'not validated');
      assert.deepEqual(await requests(page), ['Request 1']);
      await page.shows('Request template', 'TableName');
      await page.button('Undo').first().click();
      await page.state(1, 'valid');
    }),
  );

  test(
    'an example that was changed keeps what it has, as does one into which a word is pasted',
    on(async (page) => {
      await page.editor('Request template').click();
      await page.page.keyboard.press('ControlOrMeta+End');
      await page.clipboard('## a comment');
      await page.page.keyboard.press('ControlOrMeta+V');
      await page.shows('Request template', '## a comment');
      await page.paste('Request body', '{"customer": "Bo", "items": []}');
      await page.shows('Body to the backend', '"Bo"');
      assert.equal((await requests(page)).length, 3);
      await page.state(1, 'valid');
    }),
  );

  test(
    'where the model refuses the body, it is one click to the model, and one to do without',
    on(async (page) => {
      await page.page.getByLabel('Named request').selectOption({ label: 'Without a customer' });
      await page.state(1, 'body validation');
      await page.button('Show the model').click();
      await eventually(async () => assert.equal(await focused(page), 'Model of the body'));
      await page.button('Do not validate').click();
      await page.state(1, 'not validated');
      await page.state(6, '200');
      await page.notice(/no longer validated/);
      await page.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await page.state(1, 'body validation');
    }),
  );

  test(
    'where a required parameter is missing, the parameters are one click away',
    on(async (page) => {
      await page.page.getByRole('tab', { name: 'Model' }).click();
      await page.page.getByLabel('Required parameters').fill('querystring.q');
      await page.page.getByLabel('Validate', { exact: true }).selectOption('all');
      await page.state(1, 'parameter validation');
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await page.button('Show the required parameters').click();
      await page.page.getByLabel('Required parameters').waitFor();
      await page.button('Do not validate').click();
      await page.state(1, 'valid');
      assert.equal(await page.page.getByLabel('Validate', { exact: true }).inputValue(), 'body');
    }),
  );

  test(
    'New starts a mapping from scratch, and leads back',
    on(async (page) => {
      await page.button('New').click();
      await page.notice(/New mapping/);
      assert.equal(await page.page.getByLabel('Name of the mapping').inputValue(), 'New mapping');
      assert.deepEqual(await requests(page), ['Request 1']);
      await page.state(6, '200');
      await page.button('Back to what I had').click();
      await page.shows('Body to the backend', '"TableName": "orders"');
    }),
  );
});

describe('files and texts', () => {
  const on = playground();

  test(
    'a dropped file with JSON that is no definition becomes the body',
    on(async (page) => {
      await drop(page, 'body.json', '{"customer": "From a file", "items": []}');
      await page.notice(/body\.json has no routes and no templates: it is now the body/);
      await page.shows('Request body', 'From a file');
      await page.shows('Body to the backend', 'From a file');
      await page.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await page.shows('Request body', 'Ann O’Hara');
      await drop(page, 'list.json', '[1, 2, 3]');
      await page.shows('Request body', '[1, 2, 3]');
    }),
  );

  test(
    'JSON that is a broken definition, and a text that is nothing, get a message',
    on(async (page) => {
      await drop(page, 'openapi.json', '{"openapi": "3.0.1", "info": {"title": "x", "version": "1"}, "paths": {}}');
      await page.notice(/openapi\.json cannot be opened/);
      await drop(page, 'notes.json', 'not JSON');
      await page.notice(/notes\.json cannot be opened/);
      await page.shows('Request body', 'Ann O’Hara');
    }),
  );

  for (const [what, text, shown] of /** @type {[string, string, RegExp][]} */ ([
    ['OpenAPI in YAML', OPENAPI, /"pet": true/],
    ['OpenAPI in JSON', JSON.stringify({ openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: { '/pets': { get: { responses: {}, 'x-amazon-apigateway-integration': { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '{"pet": true}' } } } } } } } }, null, 2), /"pet": true/],
  ])) {
    test(
      `a pasted definition is offered to be opened: ${what}`,
      on(async (page) => {
        await page.paste('Request template', text);
        await page.notice(/This looks like/);
        await page.button('Open it as a definition').click();
        await page.notice(/Opened/);
        await page.shows('Body to the client', shown);
        await page.button('Undo').first().click();
        await page.shows('Request template', '"TableName"');
        assert.equal((await requests(page)).length, 3, 'the example is as it was');
      }),
    );
  }

  test(
    'a pasted Terraform file is offered to be opened, in an editor and outside of one',
    on(async (page) => {
      await page.paste('Request body', TERRAFORM);
      await page.notice(/This looks like a Terraform file/);
      await page.button('Open it as a definition').click();
      await page.notice(/Opened/);
      await page.shows('Request template', '{"from":"terraform"}');
      await page.button('New').click();
      await page.shows('Body to the backend', '"input"');
      await page.clipboard(OPENAPI);
      await page.page.locator('.brand').click();
      await page.page.keyboard.press('ControlOrMeta+V');
      await page.notice(/Opened POST \/pets/);
      await page.shows('Body to the client', '"pet": true');
    }),
  );

  test(
    'the test is one of the exports',
    on(async (page) => {
      await page.button('Export').click();
      await page.dialog.getByRole('tab', { name: 'Test' }).click();
      await page.dialog.getByRole('region', { name: 'store-an-order-in-dynamodb.test.yaml' }).getByText('Without a customer').waitFor();
      await page.dialog.getByRole('region', { name: 'api.json' }).waitFor();
      await page.dialog.getByRole('button', { name: 'Download store-an-order-in-dynamodb.test.yaml' }).waitFor();
    }),
  );
});
