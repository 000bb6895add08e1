// @ts-check
/** Messages: they cover nothing, go away, and show code as code. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';
import { drop } from './support/people.mjs';

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

describe('messages', () => {
  const on = playground();

  test(
    'messages cover no button, show code as code, and go away by themselves',
    on(async (page) => {
      await page.page.clock.install();
      await page.button('Open').click();
      await page.dialog.getByLabel('Definition').setInputFiles({ name: 'proxy.yaml', mimeType: 'text/plain', buffer: Buffer.from(OPENAPI.replace('type: mock', 'type: http_proxy\n        httpMethod: POST\n        uri: https://example.com')) });
      await page.notice(/HTTP_PROXY/);
      const notice = page.page.locator('.notice').first();
      assert.equal((await notice.innerText()).includes('`'), false);
      assert.ok((await notice.locator('code').count()) > 0);
      const box = await notice.boundingBox();
      const covered = await page.page.evaluate((box) => {
        if (!box) return ['no notice'];
        const overlaps = (/** @type {DOMRect} */ one) => one.width > 0 && one.left < box.x + box.width && one.right > box.x && one.top < box.y + box.height && one.bottom > box.y;
        return [...document.querySelectorAll('button, input, select, a')].filter((element) => !element.closest('.notice') && overlaps(element.getBoundingClientRect()) && element.checkVisibility() && !element.closest('.drawer-body')).map((element) => element.outerHTML.slice(0, 80));
      }, box);
      assert.deepEqual(covered, []);
      const drawer = await page.page.locator('.drawer').boundingBox();
      assert.ok((drawer?.y ?? 0) + (drawer?.height ?? 0) <= (box?.y ?? 0), 'the notice is below the tools');
      await page.page.clock.runFor(21_000);
      await eventually(async () => assert.equal(await page.page.locator('.notice').count(), 0));
      await drop(page, 'x.json', 'no');
      await page.page.locator('.notice.error').waitFor();
      await page.page.clock.runFor(31_000);
      await eventually(async () => assert.equal(await page.page.locator('.notice').count(), 0));
    }),
  );

  test(
    'a message stays while it is pointed at, and the panes stay where they are',
    on(async (page) => {
      await page.page.clock.install();
      const before = await page.pane(6).boundingBox();
      await page.page.keyboard.press('ControlOrMeta+s');
      await page.notice(/Link copied/);
      assert.deepEqual(await page.pane(6).boundingBox(), before);
      await page.page.locator('.notice').hover();
      await page.page.clock.runFor(60_000);
      assert.equal(await page.page.locator('.notice').count(), 1);
      await page.page.locator('.brand').hover();
      await page.page.clock.runFor(7_000);
      await eventually(async () => assert.equal(await page.page.locator('.notice').count(), 0));
    }),
  );

  test(
    'an error while a dialog is open is shown in the dialog',
    on(async (page) => {
      await page.button('Open').click();
      await page.dialog.getByLabel('Definition').setInputFiles({ name: 'x.yaml', mimeType: 'text/plain', buffer: Buffer.from('a: [') });
      await page.dialog.locator('.notice.error').filter({ hasText: 'x.yaml cannot be opened' }).waitFor();
      await page.dialog.getByRole('button', { name: 'Dismiss' }).click();
      assert.equal(await page.page.locator('.notice').count(), 0);
    }),
  );

  test(
    'code in messages is shown as code, in every tool',
    on(async (page) => {
      await page.type('Request template', "#if($input.path('$.gone'))$input.path('$.x')#end {\"a\": $nothing.foo(1)}");
      await page.state(3, 'invalid JSON');
      for (const tool of ['Problems', 'Trace', 'Attack', 'Throttle']) {
        const panel = await page.drawer(tool);
        const attack = panel.getByRole('button', { name: 'Attack my template' });
        if (await attack.isVisible()) await attack.click();
        await page.settled();
        assert.equal((await panel.innerText()).includes('`'), false, tool);
      }
      await page.editor('Request template').locator('.cm-lintRange').first().hover();
      const tip = page.page.locator('.cm-tooltip .cm-diagnostic').first();
      await tip.waitFor();
      assert.equal((await tip.innerText()).includes('`'), false);
      await page.page.getByLabel('Named request').selectOption({ label: 'Stored already' });
      for (const pane of [1, 2, 3, 4, 5, 6]) assert.equal((await page.pane(pane).innerText()).includes('`'), false, `pane ${pane}`);
    }),
  );
});
