// @ts-check
/** What the page shows, and where it leads. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';
import { focused, requests } from './support/people.mjs';

describe('what is shown', () => {
  const on = playground();

  test(
    'a request that breaks an output is a request of its own',
    on(async (page) => {
      const body = await page.text('Request body');
      const panel = await page.drawer('Problems');
      const show = panel.getByRole('button', { name: 'Show a request that breaks it' }).first();
      await show.click();
      await page.state(3, 'invalid JSON');
      const [first, ...others] = await requests(page);
      assert.equal(first, 'An order');
      assert.match(others.at(-1) ?? '', /^Breaks: unescaped-in-string, line \d$/);
      // Once more is the same request.
      await show.click();
      assert.equal((await requests(page)).length, 4);
      await page.page.getByLabel('Named request').selectOption({ label: 'An order' });
      await eventually(async () => assert.equal(await page.text('Request body'), body));
    }),
  );

  test(
    'a request that breaks a response makes the backend answer so that this response is chosen',
    on(async (page) => {
      await page.page.getByLabel('Integration response shown').selectOption('1');
      await page.type('Response template', '{"message": "$input.path(\'$.message\')"}');
      const panel = await page.drawer('Problems');
      await panel.locator('.problem').filter({ hasText: 'response template' }).getByRole('button', { name: 'Show a request that breaks it' }).first().click();
      await page.state(6, '409, invalid JSON');
    }),
  );

  test(
    'what follows from a body that the backend would refuse is marked as such',
    on(async (page) => {
      await page.type('Request template', '{"TableName": orders}');
      await page.state(3, 'invalid JSON');
      await page.state(4, '200, broken request');
      await page.state(5, 'runs, broken request');
      await page.state(6, '200, broken request');
      for (const pane of [4, 5, 6]) {
        assert.match((await page.pane(pane).locator('.state').getAttribute('class')) ?? '', /warning/);
        await page.pane(pane).getByText('Based on a broken request').waitFor();
      }
      await page.pane(6).getByRole('button', { name: 'Show where' }).click();
      await eventually(async () => assert.equal(await focused(page), 'Body to the backend'));
      await page.type('Request template', '{"TableName": "orders"}');
      await page.state(6, /200$/);
      assert.equal(await page.page.locator('.broken-request').count(), 0);
    }),
  );

  test(
    'a form is no broken JSON',
    on(async (page) => {
      await page.button('Route').click();
      await page.page.getByLabel('Integration URI').fill('arn:aws:apigateway:eu-west-1:sqs:path/123456789012/orders');
      await page.page.getByLabel('Request parameters').fill("integration.request.header.Content-Type: 'application/x-www-form-urlencoded'");
      await page.type('Request template', "Action=SendMessage&MessageBody=$util.urlEncode($input.body)");
      await page.state(3, 'not JSON');
      assert.match((await page.pane(3).locator('.state').getAttribute('class')) ?? '', /ok/);
      await page.state(6, /200$/);
    }),
  );

  test(
    'a screen reader is told when the number of problems changes, and not of what the page starts with',
    on(async (page) => {
      const said = page.page.locator('.problems-said');
      await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
      await page.page.waitForTimeout(1000);
      assert.equal(await said.getAttribute('role'), 'status');
      assert.equal(await said.innerText(), '');
      await page.type('Request template', '#if($x)');
      await eventually(async () => assert.match(await said.innerText(), /^[1-9] errors?/));
      await page.type('Request template', '{}');
      await eventually(async () => assert.equal(await said.innerText(), 'No problems'));
    }),
  );

  test(
    'buttons that look alike have names that differ',
    on(async (page) => {
      await page.button('Add a response').click();
      await page.button('Add a template').click();
      await page.button('Add a request').click();
      await eventually(async () => {
        const names = await page.page.getByRole('button', { name: /^(Add|Remove|Rename)/ }).evaluateAll((all) => all.map((element) => element.getAttribute('aria-label') ?? element.textContent));
        assert.deepEqual(names.toSorted(), ['Add a request', 'Add a response', 'Add a template', 'Remove this request', 'Remove this response', 'Remove this template', 'Rename this request']);
      });
    }),
  );

  test(
    'states of panes and badges of loops say what they are, and lead to it, by keyboard too',
    on(async (page) => {
      await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
      for (const pane of [1, 2, 3, 4, 5, 6]) assert.ok(((await page.pane(pane).locator('.state').getAttribute('title')) ?? '').length > 10, `pane ${pane}`);
      const pill = page.pane(2).getByRole('button', { name: /problem.*Go to the list of problems/ });
      await pill.press('Enter');
      await eventually(async () => assert.equal(await page.page.evaluate(() => document.activeElement?.className), 'link problem-title'));
      const badge = page.editor('Request template').getByRole('button', { name: 'The loop has 2 iterations: step through them' });
      assert.equal(await badge.innerText(), '×2 iterations');
      await badge.press('Enter');
      await page.page.getByRole('region', { name: 'Iterations of the request template' }).waitFor();
      await page.type('Request template', '{"a": }');
      await page.pane(3).getByRole('button', { name: /^invalid JSON/ }).click();
      await eventually(async () => assert.equal(await page.page.evaluate(() => getSelection()?.toString()), '}'));
    }),
  );

  test(
    'errors are listed before warnings, and F8 goes through them in this order',
    on(async (page) => {
      await page.type('Request template', "{\n  \"a\": \"$input.path('$.customer')\",\n  \"b\": $input.path('$.x')\n}");
      const panel = await page.drawer('Problems');
      await eventually(async () => {
        const signs = await panel.locator('.problem .sign').evaluateAll((all) => all.map((sign) => sign.className.replace('sign ', '')));
        assert.deepEqual(signs.slice(0, 2), ['error', 'warning']);
      });
      await page.page.keyboard.press('F8');
      await eventually(async () => assert.equal(await page.page.evaluate(() => getSelection()?.toString()), "$input.path('$.x')"));
    }),
  );

  test(
    'at a zoom of 200 % the problems are one key away from the template',
    on(
      async (page) => {
        await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
        const pill = page.pane(2).getByRole('button', { name: /Go to the list of problems/ });
        await pill.click();
        const first = page.page.locator('#drawer-panel .problem-title').first();
        await eventually(async () => {
          assert.equal(await first.evaluate((element) => element === document.activeElement), true);
          const box = await first.boundingBox();
          assert.ok(box && box.y >= 0 && box.y + box.height <= 450, JSON.stringify(box));
        });
        await first.press('Enter');
        await eventually(async () => assert.equal(await focused(page), 'Request template'));
      },
      { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
    ),
  );
});
