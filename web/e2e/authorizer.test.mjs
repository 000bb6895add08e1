// @ts-check
/** What an authorizer decides is part of a request: it runs, is shared, exported and read from definitions. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { eventually, Playground, playground } from './support/page.mjs';

/** The command, as `cargo xtask web --test` builds it. */
const COMMAND = process.env.VTLKIT ?? join(fileURLToPath(new URL('../../', import.meta.url)), 'target/debug/vtlkit');

/** @param {Playground} page */
async function guard(page, authorization = 'CUSTOM') {
  await page.page.getByRole('tab', { name: 'Authorizer' }).click();
  await page.page.getByLabel('Authorization', { exact: true }).selectOption(authorization);
}

const GUARDED = `openapi: 3.0.1
info: {title: notes, version: '1'}
paths:
  /notes:
    get:
      security: [{users: []}]
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default: {statusCode: '200', responseTemplates: {application/json: '{"who": "$context.authorizer.principalId"}'}}
components:
  securitySchemes:
    users:
      type: apiKey
      name: X-Token
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer: {type: request, identitySource: method.request.header.X-Token, authorizerUri: u}
`;

describe('authorizers', () => {
  const on = playground();

  test(
    'each decision has its answer, and the template sees what the authorizer adds',
    on(async (page) => {
      await page.type('Request template', '{"tenant": "$context.authorizer.tenant"}');
      await guard(page);
      await page.state(1, 'authorization');
      await page.state(6, '401');
      const decision = page.page.getByLabel('Decision', { exact: true });
      await decision.selectOption('allow');
      await page.type('Members of $context.authorizer', '{"tenant": "a", "admin": true}');
      await page.state(6, '200');
      await page.shows('Body to the backend', '{"tenant": "a"}');
      for (const [word, status] of [['deny', '403'], ['unauthorized', '401'], ['failure', '500']]) {
        await decision.selectOption(word ?? '');
        await page.state(6, status ?? '');
      }
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await page.button('Show the authorizer').click();
      await decision.selectOption('allow');
      await page.type('Members of $context.authorizer', '{"tenant": ');
      await page.pane(2).getByRole('alert').filter({ hasText: 'The authorizer context is invalid JSON' }).waitFor();
    }),
  );

  test(
    'without a decision, the identity of the request counts',
    on(async (page) => {
      await guard(page);
      await page.state(6, '401');
      await page.page.getByRole('tab', { name: 'Headers' }).click();
      await page.type('Request headers', 'Content-Type: application/json\nAuthorization: token');
      await page.state(6, '200');
      await guard(page, 'AWS_IAM');
      await page.state(6, '403');
    }),
  );

  test(
    'a link and a reload keep the decision, and the exported test states it',
    on(async (page) => {
      await guard(page);
      await page.page.getByLabel('Decision', { exact: true }).selectOption('deny');
      await page.state(6, '403');
      await page.page.keyboard.press('ControlOrMeta+s');
      await page.notice(/Link copied/);
      const link = page.page.url();
      await page.page.reload();
      await page.ready();
      await page.state(6, '403');
      const context = await page.context.browser()?.newContext();
      assert.ok(context);
      try {
        const other = new Playground(await context.newPage(), page.server, context);
        await other.page.goto(link);
        await other.ready();
        await other.state(6, '403');
      } finally {
        await context.close();
      }
      const panel = await page.drawer('Cases');
      await panel.locator('section').first().getByText('authorizer: deny').waitFor();
      assert.ok(existsSync(COMMAND), `there is no ${COMMAND}: build it with cargo build, or name it in the variable VTLKIT`);
      const folder = mkdtempSync(join(tmpdir(), 'vtlkit-cases-'));
      try {
        for (const section of await panel.locator('section').all()) writeFileSync(join(folder, await section.locator('h3').innerText()), await section.locator('pre').innerText());
        const { status, stdout, stderr } = spawnSync(COMMAND, ['test', folder], { encoding: 'utf8' });
        assert.equal(status, 0, stdout + stderr);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
  );

  test(
    'a definition is opened with what its method asks for, and its sample request is let in',
    on(async (page) => {
      await page.button('Open').click();
      await page.dialog.getByLabel('Definition').setInputFiles({ name: 'notes.yaml', mimeType: 'text/plain', buffer: Buffer.from(GUARDED) });
      await page.notice(/Opened GET \/notes/);
      await page.state(6, '200');
      await page.page.getByRole('tab', { name: 'Authorizer' }).click();
      assert.equal(await page.page.getByLabel('Authorization', { exact: true }).inputValue(), 'CUSTOM');
      assert.equal(await page.page.getByLabel('Identity source').inputValue(), 'method.request.header.X-Token');
      await page.type('Members of $context.authorizer', '{"principalId": "user-1"}');
      await page.shows('Body to the client', '{"who": "user-1"}');
      await page.page.getByLabel('Decision', { exact: true }).selectOption('');
      await page.state(6, '401');
    }),
  );

  test(
    'a session without any of this, as it was stored before, is open to everybody',
    on(
      async (page) => {
        await page.state(6, '200');
        await page.page.getByRole('tab', { name: 'Authorizer' }).click();
        assert.equal(await page.page.getByLabel('Authorization', { exact: true }).inputValue(), 'NONE');
        await eventually(async () => assert.match(await page.pane(1).innerText(), /open to everyone/));
      },
      {
        storage: {
          'vtlkit.session': JSON.stringify({
            route: { method: 'GET', path: '/', integration: 'MOCK' },
            requestTemplates: [{ contentType: 'application/json', text: '{"statusCode": 200}' }],
            responses: [{ pattern: '', status: '200', text: '' }],
            requests: [{ method: 'GET', target: '/' }],
          }),
        },
      },
    ),
  );
});
