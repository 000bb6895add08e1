// @ts-check
/** In and out: links, history, named requests, reset, examples, exports. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { eventually, Playground, playground } from './support/page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The command, as `cargo xtask web --test` builds it. */
const COMMAND = process.env.VTLKIT ?? join(root, 'target/debug/vtlkit');

describe('in and out', () => {
  const on = playground();

  test(
    'a share link opens the same mapping elsewhere, and no server sees it',
    on(async (page) => {
      await page.type('Request template', '{"shared": "$input.path(\'$.customer\')"}');
      await page.page.getByLabel('Name of the mapping').fill('From a colleague');
      await page.page.keyboard.press('ControlOrMeta+s');
      await page.notice(/Link copied/);
      const link = await page.page.evaluate(() => navigator.clipboard.readText());
      assert.match(link, /#1\.[\w-]+$/);
      const context = await page.context.browser()?.newContext();
      assert.ok(context);
      try {
        const other = new Playground(await context.newPage(), page.server, context);
        await other.page.goto(link);
        await other.ready();
        await other.shows('Body to the backend', '{"shared": "Ann O’Hara"}');
        assert.equal(await other.page.getByLabel('Name of the mapping').inputValue(), 'From a colleague');
        await other.notice(/Opened “From a colleague” from a link/);
      } finally {
        await context.close();
      }
      assert.ok(page.server.requests.every((url) => !url.includes('1.') || !url.includes('#')));
      assert.ok(page.server.requests.every((url) => url.length < 200), 'no request carries the mapping');
    }),
  );

  test(
    'a link in a used browser says that it replaced the session, and there is a way back',
    on(async (page) => {
      await page.type('Request template', 'mine');
      await page.shows('Body to the backend', 'mine');
      await page.page.keyboard.press('ControlOrMeta+s');
      await page.notice(/Link copied/);
      const link = page.page.url();
      await page.type('Request template', 'changed since');
      await page.page.waitForFunction(() => localStorage.getItem('vtlkit.session')?.includes('changed since'));
      await page.page.goto('about:blank');
      await page.page.goto(link);
      await page.ready();
      await page.shows('Body to the backend', 'mine');
      await page.button('Back to what I had').click();
      await page.shows('Body to the backend', 'changed since');
    }),
  );

  test(
    'the session is there again after a reload',
    on(async (page) => {
      await page.type('Request template', 'kept as it was');
      await page.shows('Body to the backend', 'kept as it was');
      await page.page.reload();
      await page.ready();
      await page.shows('Body to the backend', 'kept as it was');
    }),
  );

  test(
    'named requests are added, renamed, chosen and removed',
    on(async (page) => {
      await page.button('Add a request').click();
      await page.button('Rename this request').click();
      await page.page.getByLabel('Name of the request').fill('A gift');
      await page.page.keyboard.press('Enter');
      await page.type('Request body', '{"customer": "Gift", "items": []}');
      await page.shows('Body to the backend', 'Gift');
      const choice = page.page.getByLabel('Named request');
      await choice.selectOption({ label: 'An order' });
      await page.shows('Body to the backend', 'Ann O’Hara');
      await choice.selectOption({ label: 'A gift' });
      await page.shows('Body to the backend', 'Gift');
      await page.button('Remove this request').click();
      assert.deepEqual(await choice.locator('option').allInnerTexts(), ['An order', 'Without a customer', 'Stored already']);
    }),
  );

  test(
    'a new mapping starts from scratch, undo and the history bring the old one back',
    on(async (page) => {
      await page.type('Request template', 'precious');
      await page.shows('Body to the backend', 'precious');
      await page.button('New').click();
      await page.shows('Body to the backend', '"input"');
      await page.button('Undo').first().click();
      await page.shows('Body to the backend', 'precious');
      await page.button('New').click();
      await page.shows('Body to the backend', '"input"');
      await page.button('History').click();
      await page.dialog.getByRole('button', { name: /Store an order in DynamoDB/ }).first().click();
      await page.shows('Body to the backend', 'precious');
    }),
  );

  test(
    'the examples of the repository are in a menu that can be searched',
    on(async (page) => {
      await page.button('Examples').click();
      const options = page.dialog.getByRole('option');
      assert.ok((await options.count()) >= 2, 'there are several');
      await page.dialog.getByRole('combobox').fill('users');
      await eventually(async () => assert.equal(await options.count(), 1));
      await page.page.keyboard.press('Enter');
      await page.notice(/Opened/);
      await page.state(3, 'valid JSON');
      await page.state(6, '200');
    }),
  );

  test(
    'a template is copied out as YAML, JSON, HCL, TypeScript and raw',
    on(async (page) => {
      await page.type('Request template', '{\n  "a": "$input.path(\'$.customer\')"\n}\n');
      await page.button('Export').click();
      const shown = page.dialog.locator('#export-form');
      for (const [form, wanted] of /** @type {[string, RegExp][]} */ ([
        ['Raw', /^\{\n {2}"a": "\$input\.path\('\$\.customer'\)"\n\}/],
        ['YAML', /\|\n\s+\{\n\s+"a": "\$input/],
        ['JSON', /\\n {2}\\"a\\": \\"\$input/],
        ['HCL', /<<-?"?\w+"?\n[\s\S]*"a": "\$input/],
        ['TypeScript', /["'`]a["'`]|\\"a\\"/],
        ['Whole route', /"x-amazon-apigateway-integration"/],
      ])) {
        await page.dialog.getByRole('tab', { name: form }).click();
        await eventually(async () => assert.match(await shown.innerText(), wanted, form));
      }
      await page.dialog.getByRole('button', { name: 'Copy' }).click();
      await eventually(async () => assert.match(await page.page.evaluate(() => navigator.clipboard.readText()), /x-amazon-apigateway-integration/));
    }),
  );

  test(
    'the integration request is copied as curl and as a command of the AWS CLI',
    on(async (page) => {
      await page.button('curl').click();
      await eventually(async () => assert.match(await page.page.evaluate(() => navigator.clipboard.readText()), /^curl -X POST 'https:\/\/dynamodb\.eu-west-1[\s\S]*--aws-sigv4 'aws:amz:eu-west-1:dynamodb'[\s\S]*X-Amz-Target/));
      await page.button('AWS CLI').click();
      await eventually(async () => assert.match(await page.page.evaluate(() => navigator.clipboard.readText()), /^aws dynamodb put-item --cli-input-json '\{/));
    }),
  );

  test(
    'the session as cases passes under the command',
    on(async (page) => {
      assert.ok(existsSync(COMMAND), `there is no ${COMMAND}: build it with cargo build, or name it in the variable VTLKIT`);
      const panel = await page.drawer('Cases');
      const folder = mkdtempSync(join(tmpdir(), 'vtlkit-cases-'));
      try {
        await panel.locator('section').nth(1).waitFor();
        const names = await panel.locator('section h3').allInnerTexts();
        assert.deepEqual(names, ['store-an-order-in-dynamodb.test.yaml', 'api.json']);
        for (const [index, name] of names.entries()) {
          await panel.locator('section').nth(index).getByRole('button', { name: 'Copy' }).click();
          await panel.locator('section').nth(index).getByText('Copied').waitFor();
          writeFileSync(join(folder, name), await page.page.evaluate(() => navigator.clipboard.readText()));
        }
        const { status, stdout, stderr } = spawnSync(COMMAND, ['test', folder], { encoding: 'utf8' });
        assert.equal(status, 0, stdout + stderr);
        assert.match(stdout + stderr, /3/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
  );
});
