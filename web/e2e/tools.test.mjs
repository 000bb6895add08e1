// @ts-check
/** Attack and throttle. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';

describe('attack and throttle', () => {
  const on = playground();

  test(
    'attack lists what breaks, and each line can be loaded',
    on(async (page) => {
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      const summary = panel.getByRole('status');
      await summary.waitFor();
      assert.match(await summary.innerText(), /[1-9]\d* of \d+ variants break the output/);
      const line = panel.getByRole('listitem').filter({ hasText: '$.customer' }).filter({ hasText: 'a quote' });
      assert.match(await line.innerText(), /broken/);
      await panel.getByRole('listitem').filter({ hasText: 'an added member' }).filter({ hasText: 'injected' }).first().waitFor();
      await line.getByRole('button', { name: 'Load' }).click();
      await page.state(3, 'invalid JSON');
      await page.shows('Request body', 'say \\"hi\\"');
    }),
  );

  test(
    'a template that escapes its values withstands it',
    on(async (page) => {
      await page.type('Request template', '{"who": $input.json(\'$.customer\')}');
      await page.type('Response template', '{"ok": true}');
      await page.shows('Body to the client', '{"ok": true}');
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      await eventually(async () => assert.match(await panel.getByRole('status').innerText(), /^0 of [1-9]\d+ variants break/));
      assert.match(await panel.getByRole('status').innerText(), /[1-9]\d* refused/);
    }),
  );

  test(
    'it never looks well where the request that is shown breaks by itself, and tries variants of one that does not',
    on(async (page) => {
      await page.type('Request template', '{"who": "$input.path(\'$.customer\')"}');
      await page.type('Response template', '{"ok": true}');
      await page.type('Request body', JSON.stringify({ customer: 'say "hi"', items: [] }));
      await page.state(3, 'invalid JSON');
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      const summary = panel.getByRole('status');
      await eventually(async () => assert.match(await summary.innerText(), /The shown request fails unchanged: what the backend gets is invalid JSON/));
      assert.match(await summary.innerText(), /[1-9]\d* of [1-9]\d* variants break the output/);
      assert.match(await summary.innerText(), /variants of “/);
      assert.equal(await panel.locator('.good').count(), 0);
      await panel.getByRole('listitem').filter({ hasText: '$.customer' }).filter({ hasText: 'a quote' }).waitFor();
    }),
  );

  test(
    'it says that nothing was tried where no request works',
    on(async (page) => {
      await page.type('Request template', '{"who": }');
      await page.state(3, 'invalid JSON');
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      await panel.getByText('Nothing was tried').waitFor();
      assert.equal(await panel.locator('.good').count(), 0);
      assert.equal(await panel.getByText(/variants break/).count(), 0);
    }),
  );

  test(
    'what need not be JSON is not judged, and does not look well either',
    on(async (page) => {
      await page.button('Route').click();
      await page.page.getByLabel('Request parameters').fill("integration.request.header.Content-Type: 'text/plain'");
      await page.type('Request template', 'who=$input.path(\'$.customer\')');
      await page.button('Selection').click();
      await page.page.getByLabel('Content type of the response').fill('text/plain');
      await page.page.getByLabel('Response parameters').fill("method.response.header.Content-Type: 'text/plain'");
      await page.type('Response template', 'done');
      await page.state(6, /200$/);
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      await eventually(async () => assert.match(await panel.getByRole('status').innerText(), /not judged/));
      assert.equal(await panel.locator('.good').count(), 0);
    }),
  );

  test(
    'what is loaded of an attack leaves the named requests as they are',
    on(async (page) => {
      const body = await page.text('Request body');
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      const load = panel.getByRole('button', { name: 'Load' });
      await load.nth(0).click();
      await load.nth(1).click();
      const choice = page.page.getByLabel('Named request');
      assert.deepEqual(await choice.locator('option').allInnerTexts(), ['An order', 'Without a customer', 'Stored already', 'Attack']);
      await choice.selectOption({ label: 'An order' });
      await eventually(async () => assert.equal(await page.text('Request body'), body));
    }),
  );

  test(
    'an attack can be kept as a request of its own',
    on(async (page) => {
      const panel = await page.drawer('Attack');
      await panel.getByRole('button', { name: 'Attack my template' }).click();
      await panel.getByRole('button', { name: 'Save' }).first().click();
      await page.notice(/Saved as a new request/);
      assert.equal(await page.page.getByLabel('Named request').locator('option').count(), 4);
    }),
  );

  test(
    'the throttle view draws accepted and refused calls',
    on(async (page) => {
      const panel = await page.drawer('Throttle');
      await panel.getByLabel('Traffic').selectOption('steady');
      await panel.getByLabel('Rate, a second').fill('10');
      await panel.getByLabel('Burst').fill('10');
      await panel.getByLabel('Requests per second').fill('20');
      await panel.getByLabel('Seconds', { exact: true }).fill('10');
      const chart = panel.getByRole('img');
      await eventually(async () => {
        const words = (await chart.getAttribute('aria-label')) ?? '';
        const [, accepted, refused] = /^(\d+) accepted and (\d+) answered with 429/.exec(words) ?? [];
        assert.equal(Number(accepted) + Number(refused), 200);
        // Ten at once, and ten a second for ten seconds.
        assert.ok(Math.abs(Number(accepted) - 110) <= 1, words);
      });
      await panel.getByLabel('Daily quota, 0: none').fill('50');
      await eventually(async () => assert.match((await chart.getAttribute('aria-label')) ?? '', /^50 accepted and 150/));
    }),
  );
});
