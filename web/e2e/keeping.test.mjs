// @ts-check
/** Nothing that a person made is lost: texts that are too large, a full storage, several tabs, broken storage. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { eventually, Playground, playground } from './support/page.mjs';

/** @param {number} size */
const template = (size) => `{"a": 1}${' '.repeat(size - 8)}`;

/**
 * Opens a file by the dialog.
 * @param {Playground} page
 * @param {string} name
 * @param {string} text
 */
async function open(page, name, text) {
  await page.button('Open').click();
  await page.dialog.getByLabel('Definition').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

/**
 * Another tab of the same browser.
 * @param {Playground} page
 */
async function another(page) {
  const tab = new Playground(await page.context.newPage(), page.server, page.context);
  await tab.page.goto(page.server.url);
  await tab.ready();
  return tab;
}

/**
 * Waits until the storage of all tabs holds a text.
 * @param {Playground} page
 * @param {string} text
 */
async function stored(page, text) {
  await page.page.waitForFunction((text) => localStorage.getItem('vtlkit.session')?.includes(text), text);
}

/**
 * The template of each mapping in the history, the newest first.
 * @param {Playground} page
 */
const remembered = (page) =>
  page.page.evaluate(() => JSON.parse(localStorage.getItem('vtlkit.history') ?? '[]').map((/** @type {any} */ { session }) => session.requestTemplates[0].text));

/** A definition with many routes. */
function large(size = 19_900_000) {
  const method = (/** @type {number} */ at) => ({
    post: {
      responses: { 200: { description: 'ok' } },
      'x-amazon-apigateway-integration': { type: 'mock', requestTemplates: { 'application/json': `{"statusCode": 200, "at": ${at}, "more": "${'x'.repeat(19_000)}"}` }, responses: { default: { statusCode: '200' } } },
    },
  });
  const paths = Object.fromEntries(Array.from({ length: Math.floor(size / 19_400) }, (_, at) => [`/route-${at}`, method(at)]));
  return JSON.stringify({ openapi: '3.0.1', info: { title: 'large', version: '1' }, paths });
}

describe('large texts', () => {
  const on = playground();

  test(
    'a template of more than 2 MB is refused with a message, and the mapping is there after a reload',
    on(async (page) => {
      await page.type('Request template', '{"mine": true}');
      await open(page, 'large.vtl', template(2_100_000));
      await page.notice(/large\.vtl cannot be opened: it has 2\.1 MB, and a template has at most 2 MB/);
      await page.page.keyboard.press('Escape');
      await page.shows('Body to the backend', '{"mine": true}');
      await page.page.reload();
      await page.ready();
      await page.shows('Body to the backend', '{"mine": true}');
      assert.equal(await page.page.locator('.notice.error').count(), 0);
    }),
  );

  test(
    'so is a paste, in every editor, and one of less is kept',
    on(async (page) => {
      for (const label of ['Request body', 'Response template']) {
        await page.editor(label).click();
        await page.clipboard(template(2_100_000));
        await page.page.keyboard.press('ControlOrMeta+A');
        await page.page.keyboard.press('ControlOrMeta+V');
        await page.notice(/largest text is 2 MB\. This one would have 2\.1 MB, so the change was not made/);
        await page.button('Dismiss').last().click();
      }
      await page.shows('Request body', 'Ann O’Hara');
      await open(page, 'fits.vtl', template(1_900_000));
      await page.notice(/fits\.vtl is now the request template/);
      await page.page.waitForFunction(() => (localStorage.getItem('vtlkit.session')?.length ?? 0) > 1_900_000);
      await page.page.reload();
      await page.ready();
      await page.state(3, 'valid JSON');
      assert.equal(await page.page.locator('.notice.error').count(), 0);
    }),
  );

  test(
    'a body of more than 2 MB and a file of more than 20 MB are refused with a message',
    on(async (page) => {
      await open(page, 'body.json', JSON.stringify({ text: 'x'.repeat(2_100_000) }));
      await page.notice(/body\.json cannot be opened/);
      await page.page.locator('.dialog-body').waitFor();
      await page.page.keyboard.press('Escape');
      await open(page, 'huge.yaml', 'x'.repeat(20_100_000));
      await page.notice(/huge\.yaml cannot be opened: it has 20\.1 MB/);
      await page.page.keyboard.press('Escape');
      await page.shows('Request body', 'Ann O’Hara');
    }),
  );

  test(
    'a definition of 19.9 MB is read beside the page, and its routes are listed as far as one can look at them',
    on(async (page) => {
      const text = large();
      assert.ok(text.length > 19_000_000 && text.length < 20_000_000, String(text.length));
      /** @type {Promise<unknown>[]} */
      const ended = [];
      page.page.on('worker', (worker) => ended.push(worker.waitForEvent('close')));
      await open(page, 'large.json', text);
      await page.dialog.getByRole('option').first().waitFor({ timeout: 90_000 });
      assert.equal(await page.dialog.getByRole('option').count(), 200);
      await page.dialog.getByText(/and \d+ more: type to narrow the list/).waitFor();
      await page.dialog.getByRole('combobox').fill('route-777');
      await page.dialog.getByRole('option').first().click();
      await page.notice(/Opened POST \/route-777/);
      // It was read in a worker of its own, which has ended, and is checked in another one: what is typed does not wait.
      await ended[0];
      assert.ok(ended.length >= 2);
      await page.type('Request template', '{"statusCode": 200, "meanwhile": true}');
      await page.state(2, 'runs');
    }),
  );

  test(
    'where all of a mapping is too large for the storage, this is said, and what was kept before is kept',
    on(async (page) => {
      await page.type('Request template', 'kept');
      await stored(page, 'kept');
      for (let at = 0; at < 3; at++) {
        if (at > 0) await page.button('Add a response').click();
        await page.editor('Response template').click();
        await page.clipboard(template(1_990_000));
        await page.page.keyboard.press('ControlOrMeta+A');
        await page.page.keyboard.press('ControlOrMeta+V');
        await page.pane(5).locator('.meta').filter({ hasText: '2.0 MB' }).waitFor();
      }
      await page.notice(/This mapping is not stored in the browser: the browser's storage is full/);
      assert.match((await page.page.evaluate(() => localStorage.getItem('vtlkit.session'))) ?? '', /kept/);
    }),
  );
});

describe('several tabs', () => {
  const on = playground();

  test(
    'each tab keeps its own mapping, and neither is lost when both are closed',
    on(async (page) => {
      const other = await another(page);
      await page.type('Request template', '{"tab": "first"}');
      await stored(page, 'first');
      await other.notice(/Another tab has changed “Store an order in DynamoDB”/);
      await other.type('Request template', '{"tab": "second"}');
      await stored(other, 'second');
      for (const [tab, text] of /** @type {[Playground, string][]} */ ([[page, 'first'], [other, 'second']])) {
        await tab.page.reload();
        await tab.ready();
        await tab.shows('Body to the backend', text);
      }
      await page.page.close();
      await other.page.close();
      const last = await another(page);
      await last.shows('Body to the backend', 'second');
      await last.button('History').click();
      await last.dialog.getByRole('button', { name: /from another tab/ }).first().click();
      await last.shows('Body to the backend', 'first');
    }),
  );

  test(
    'taking turns puts one entry for each tab into the history, with its newest text',
    on(async (page) => {
      const other = await another(page);
      for (const text of ['one', 'two', 'three']) {
        await page.type('Request template', `first ${text}`);
        await stored(page, `first ${text}`);
        await other.type('Request template', `second ${text}`);
        await stored(other, `second ${text}`);
      }
      await page.type('Request template', 'first four');
      await stored(page, 'first four');
      const texts = await remembered(page);
      assert.deepEqual(texts.filter((/** @type {string} */ text) => /^(first|second)/.test(text)), ['second three', 'first three']);
    }),
  );

  test(
    'a tab in which nothing was changed overwrites nothing when it is closed',
    on(async (page) => {
      const other = await another(page);
      await page.type('Request template', 'changed here');
      await stored(page, 'changed here');
      await other.page.close({ runBeforeUnload: true });
      await page.page.waitForTimeout(500);
      await stored(page, 'changed here');
    }),
  );

  test(
    'what one tab puts into the history stays when another one adds to it',
    on(async (page) => {
      const other = await another(page);
      await page.type('Request template', 'of the first');
      await page.button('New').click();
      await other.type('Request template', 'of the second');
      await other.button('New').click();
      await eventually(async () => {
        const texts = await remembered(page);
        assert.ok(['of the first', 'of the second'].every((text) => texts.includes(text)), JSON.stringify(texts));
      });
      await page.button('History').click();
      await eventually(async () => assert.ok((await page.dialog.locator('.choices button').count()) >= 2));
    }),
  );
});

/** A session as version 0.1.0 of the page stored it. */
const OLD = {
  name: 'From before',
  route: { method: 'POST', path: '/', integration: 'AWS', uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem', integrationMethod: 'POST', passthrough: 'never', contentHandling: '', binaryTypes: '', parameters: '', validate: 'none', required: '', model: '', stageVariables: '' },
  requestTemplates: [{ contentType: 'application/json', text: '{"old": $input.json(\'$.id\')}' }],
  responses: [{ pattern: '', status: '200', parameters: '', contentType: 'application/json', text: '', contentHandling: '' }],
  requests: [{ name: 'Request 1', method: 'POST', target: '/', headers: 'Content-Type: application/json', body: '{"id": 7}', context: '', backend: { status: 200, headers: '', body: '{}', failure: '' } }],
  active: 0,
};

describe('what was stored before', () => {
  const on = playground();

  test(
    'a session of an earlier version is opened, with its history',
    on(
      async (page) => {
        await page.shows('Body to the backend', '{"old": 7}');
        await page.button('History').click();
        await page.dialog.getByRole('button', { name: /Older/ }).waitFor();
      },
      { storage: { 'vtlkit.session': JSON.stringify(OLD), 'vtlkit.history': JSON.stringify([{ at: 1, session: { ...OLD, name: 'Older' } }, { at: 2, session: { broken: true } }]) } },
    ),
  );

  test(
    'a template that an earlier version let through as a content type breaks no pane',
    on(
      async (page) => {
        await page.shows('Body to the backend', '{"old": 7}');
        assert.equal(await page.page.getByLabel('Content type of the template').inputValue(), 'application/json');
      },
      { storage: { 'vtlkit.session': JSON.stringify({ ...OLD, requestTemplates: [{ contentType: '{\n  "a": "$input.path(\'$.a\')"\n}', text: OLD.requestTemplates[0]?.text }] }) } },
    ),
  );

  test(
    'what cannot be read can be downloaded before it is replaced',
    on(
      async (page) => {
        const downloaded = page.page.waitForEvent('download');
        await page.button('Download what was stored').click();
        assert.equal(readFileSync(await (await downloaded).path(), 'utf8'), '{"requests": "mine"}');
      },
      { storage: { 'vtlkit.session': '{"requests": "mine"}' } },
    ),
  );
});
