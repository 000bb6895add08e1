// @ts-check
/** Understanding: what made which piece of an output, and why. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';

describe('understanding', () => {
  const on = playground();

  test(
    'pointing at an output lights up the template and the value in the body',
    on(async (page) => {
      await page.editor('Body to the backend').getByText('ORDER#A-17').hover();
      await page.editor('Body to the backend').getByText(/Ann O’Hara/).hover();
      await eventually(async () => {
        assert.equal(await page.editor('Request template').locator('.mark-linked').allInnerTexts().then((texts) => texts.join('')), "$input.path('$.customer')");
        assert.match((await page.editor('Request body').locator('.mark-linked').allInnerTexts()).join(''), /Ann O’Hara/);
      });
      const tip = page.page.locator('.cm-tooltip .hover');
      await tip.waitFor();
      assert.match(await tip.innerText(), /String\s+"Ann O’Hara"/);
    }),
  );

  test(
    'pointing at the template lights up all that it printed',
    on(async (page) => {
      // What a piece printed is known once the traces are there.
      await eventually(async () => {
        await page.page.mouse.move(0, 0);
        await page.editor('Request template').getByText('$item.count', { exact: true }).hover();
        const lit = await page.editor('Body to the backend').locator('.mark-linked').allInnerTexts();
        assert.deepEqual(lit, ['2', '1']);
      });
    }),
  );

  test(
    'branches and loops wear a mark that says why',
    on(async (page) => {
      await page.type('Request template', "#set($x = $input.path('$.gone'))#if($x)yes#end#foreach($i in [1..3])$i#end");
      const editor = page.editor('Request template');
      await editor.locator('.hint.taken', { hasText: '✓' }).waitFor();
      assert.match((await editor.locator('.hint').first().getAttribute('title')) ?? '', /Taken: .*(missing|empty)/);
      await editor.locator('.hint', { hasText: '×3' }).waitFor();
      const panel = await page.drawer('Trace');
      await panel.locator('.branches').getByText(/missing|empty/).first().waitFor();
    }),
  );

  test(
    'the trace shows the way of the request and each value with its type in Java',
    on(async (page) => {
      await page.type('Request template', '{"first": $input.path(\'$.items[0].count\')}');
      await page.shows('Body to the backend', '{"first": 2}');
      const panel = await page.drawer('Trace');
      const way = await panel.getByRole('list', { name: 'Steps of the request' }).innerText();
      for (const step of ['route', 'body validation', 'request template', 'integration', 'selection', 'method response']) assert.ok(way.includes(step), `${step} is in ${way}`);
      const values = panel.getByRole('region', { name: 'Values of the request template' });
      await values.getByText('Integer').first().waitFor();
      await values.getByRole('button', { name: 'Step →' }).click();
      assert.ok((await page.editor('Request template').locator('.mark-linked').count()) > 0);
    }),
  );

  test(
    'the rounds of a loop are walked through: what each printed, and what the variables held',
    on(async (page) => {
      await page.type('Request template', "#set($sum = 0)\n[#foreach($item in $input.path('$.items'))\n#set($sum = $sum + $item.count)$item.sku #end]");
      await page.shows('Body to the backend', 'TEA-1 CUP-7');
      await page.editor('Request template').locator('.hint', { hasText: '×2' }).click();
      const rounds = page.page.getByRole('region', { name: 'Iterations of the request template' });
      const row = (/** @type {string} */ name) => rounds.getByRole('row').filter({ hasText: name });
      await rounds.getByText('line 2: #foreach($item in').waitFor();
      assert.match(await rounds.getByLabel('Output of the iteration').innerText(), /TEA-1/);
      assert.match(await row('$item').innerText(), /LinkedHashMap\s+\{sku=TEA-1, count=2\}/);
      assert.match(await row('$sum').innerText(), /Integer\s+2/);
      assert.equal(await row('$stageVariables').count(), 0, 'what the service sets is not listed');
      assert.equal(await rounds.getByRole('button', { name: 'Previous iteration' }).isDisabled(), true);
      await rounds.getByRole('button', { name: 'Next iteration' }).click();
      await eventually(async () => assert.match(await rounds.getByLabel('Output of the iteration').innerText(), /CUP-7/));
      assert.match(await row('$sum').innerText(), /changed\s+Integer\s+3/);
      assert.equal(await rounds.getByLabel('Iteration', { exact: true }).inputValue(), '2');
      await rounds.getByRole('status').filter({ hasText: 'of 2' }).waitFor();
      assert.equal(await rounds.getByRole('button', { name: 'Next iteration' }).isDisabled(), true);
      const lit = await page.editor('Body to the backend').locator('.mark-linked').allInnerTexts();
      assert.match(lit.join(''), /CUP-7/);
      assert.doesNotMatch(lit.join(''), /TEA-1/);
      // Fewer rounds than the one that was looked at.
      await page.type('Request body', '{"customer": "Bo", "items": [{"sku": "ONE", "count": 1}]}');
      await eventually(async () => assert.match(await rounds.getByLabel('Output of the iteration').innerText(), /ONE/));
    }),
  );

  test(
    'of several runs of loops one is chosen',
    on(async (page) => {
      await page.type('Request template', '#foreach($a in [1..3])#foreach($b in [1..$a])$a$b #end#end');
      await page.shows('Body to the backend', '11 21 22 31');
      const panel = await page.drawer('Trace');
      const rounds = panel.getByRole('region', { name: 'Iterations of the request template' });
      await rounds.getByLabel('Loop').selectOption({ label: 'line 1: #foreach($b in [1..$a]), run 3 of 3' });
      await rounds.getByRole('status').filter({ hasText: 'of 3' }).waitFor();
      await rounds.getByLabel('Iteration', { exact: true }).fill('2');
      await eventually(async () => assert.equal(await rounds.getByLabel('Output of the iteration').innerText(), '32 '));
    }),
  );

  test(
    'invisible characters are shown',
    on(async (page) => {
      await page.type('Request body', '{"customer": "a\u00a0b\u200bc", "items": []}');
      await page.page.getByLabel('Invisible characters').check();
      await eventually(async () => assert.equal(await page.editor('Request body').locator('.cm-specialChar').count(), 2));
      assert.ok((await page.editor('Request body').locator('.cm-highlightSpace').count()) > 0);
    }),
  );

  test(
    'the syntax tree leads to the source',
    on(async (page) => {
      const panel = await page.drawer('Syntax tree');
      await panel.getByRole('button', { name: /^foreach/ }).click();
      await eventually(async () => {
        const selected = (await page.page.evaluate(() => getSelection()?.toString())) ?? '';
        assert.match(selected.trim(), /^#foreach[\s\S]*#end$/);
      });
    }),
  );

  test(
    'two runs are compared',
    on(async (page) => {
      const panel = await page.drawer('Compare');
      await panel.getByRole('button', { name: 'Keep this run' }).click();
      await page.type('Request body', '{"customer": "Zed", "items": []}');
      await panel.getByRole('region', { name: 'To the backend' }).locator('.added', { hasText: 'Zed' }).waitFor();
      await panel.getByRole('region', { name: 'To the backend' }).locator('.removed', { hasText: 'Ann' }).waitFor();
    }),
  );

  test(
    'what differs from stock Velocity is said',
    on(async (page) => {
      await page.type('Request template', '{"a": "$nothing"}');
      const panel = await page.drawer('Problems');
      await panel.getByText('Differs from stock Velocity in 1 place').click();
      await panel.getByText('stock Velocity prints').waitFor();
    }),
  );
});
