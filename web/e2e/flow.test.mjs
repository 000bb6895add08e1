// @ts-check
/** One flow, both directions: every stage is there, live, and stops where the service stops. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';

describe('the flow', () => {
  const on = playground();

  test(
    'a request goes through all six panes',
    on(async (page) => {
      await page.state(1, 'valid');
      await page.state(3, 'valid JSON');
      await page.state(6, '200');
      await page.shows('Body to the backend', '"TableName": "orders"');
      await page.shows('Body to the backend', '"PK": {"S": "ORDER#A-17"}');
      await page.shows('Body to the client', '"id": "ORDER#A-17"');
      const numbers = await page.page.locator('.pane-number').allInnerTexts();
      assert.deepEqual(numbers, ['1', '2', '3', '4', '5', '6']);
    }),
  );

  test(
    'each keystroke runs it again, on both sides',
    on(async (page) => {
      await page.type('Request template', '{"who": "$input.path(\'$.customer\')"}');
      await page.shows('Body to the backend', '{"who": "Ann O’Hara"}');
      await page.type('Request body', '{"customer": "Bo", "items": []}');
      await page.shows('Body to the backend', '{"who": "Bo"}');
      await page.type('Body of the answer', '{"Attributes": {"PK": {"S": "NEW"}}}');
      await page.shows('Body to the client', '"id": "NEW"');
      await page.type('Response template', 'seen by $context.httpMethod');
      await page.shows('Body to the client', 'seen by PUT');
      await page.state(6, '200, invalid JSON');
    }),
  );

  test(
    'method, path, query, headers, stage variables and context reach the template',
    on(async (page) => {
      await page.type('Request template', "$input.params('id') $input.params('q') $input.params('X-Who') $stageVariables.table $context.identity.user");
      await page.page.getByLabel('Path and query string').fill('/orders/B%2F1?q=two%20words');
      await page.page.getByRole('tab', { name: 'Headers' }).click();
      await page.type('Request headers', 'Content-Type: application/json\nX-Who: me');
      await page.page.getByRole('tab', { name: 'Stage' }).click();
      await page.type('Stage variables', 'table=other');
      await page.page.getByRole('tab', { name: 'Context' }).click();
      await page.type('Members of $context', '{"identity": {"user": "u-1"}}');
      await page.shows('Body to the backend', /two words me other u-1/);
    }),
  );

  test(
    'a body that the model refuses ends at the request, with the gateway response',
    on(async (page) => {
      await page.page.getByLabel('Named request').selectOption({ label: 'Without a customer' });
      await page.state(1, 'body validation');
      await page.state(6, '400');
      await page.shows('Body to the client', '{"message": "Invalid request body"}');
      await page.pane(1).getByText('object has missing required properties (["customer"])').waitFor();
      for (const pane of [2, 3, 4, 5]) assert.match((await page.pane(pane).getAttribute('class')) ?? '', /dimmed/);
      await page.state(3, 'not sent');
    }),
  );

  test(
    'a content type without a template is refused with 415',
    on(async (page) => {
      await page.page.getByRole('tab', { name: 'Headers' }).click();
      await page.type('Request headers', 'Content-Type: text/plain');
      await page.state(6, '415');
      await page.shows('Body to the client', 'Unsupported Media Type');
    }),
  );

  test(
    'the backend’s status chooses the response',
    on(async (page) => {
      await page.page.getByLabel('Named request').selectOption({ label: 'Stored already' });
      await page.state(6, '409');
      await page.shows('Body to the client', '{"message": "The conditional request failed"}');
      await page.pane(4).getByText('the pattern').waitFor();
      await page.page.getByLabel('Outcome of the call').selectOption('timeout');
      await page.state(6, '504');
      await page.state(4, 'stopped');
    }),
  );

  test(
    'a template that fails says where, and the client gets a 500',
    on(async (page) => {
      await page.type('Request template', '#if($x)');
      await page.state(2, 'fails');
      await page.state(6, '500');
      await page.page.locator('#drawer-panel').getByText('`#if` is not closed'.replaceAll('`', '')).first().waitFor();
    }),
  );

  test(
    'panes fold, unfold and are maximised',
    on(async (page) => {
      const pane = page.pane(2);
      const body = pane.locator('.pane-body');
      const below = page.pane(5);
      const before = (await below.boundingBox())?.height ?? 0;
      await pane.locator('.pane-title').click();
      await body.waitFor({ state: 'detached' });
      assert.ok(((await below.boundingBox())?.height ?? 0) > before, 'the pane below gets the room');
      await pane.locator('.pane-title').click();
      await body.waitFor();
      await page.button('Maximise Request template').click();
      assert.equal(await page.pane(1).isVisible(), false);
      await page.button('Restore Request template').press('f');
      await page.pane(1).waitFor();
      for (const number of [1, 3, 4, 5, 6]) {
        await page.pane(number).locator('.pane-title').click();
        await page.pane(number).locator('.pane-body').waitFor({ state: 'detached' });
        await page.pane(number).locator('.pane-title').click();
        await page.pane(number).locator('.pane-body').waitFor();
      }
    }),
  );

  test(
    'panes are resized by keys, and the sizes are kept',
    on(async (page) => {
      const width = async () => (await page.pane(1).boundingBox())?.width ?? 0;
      const before = await width();
      const bar = page.page.getByRole('separator', { name: 'Between the first and second column' });
      for (let press = 0; press < 4; press++) await bar.press('ArrowRight');
      const wider = await width();
      assert.ok(wider > before + 80, `${before} became ${wider}`);
      await page.page.reload();
      await page.ready();
      await eventually(async () => assert.ok(Math.abs((await width()) - wider) < 2));
    }),
  );
});
