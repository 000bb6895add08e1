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
      await page.editor('Request template').getByText('$item.count', { exact: true }).hover();
      await eventually(async () => {
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
      const way = await panel.getByRole('list', { name: 'The way of the request' }).innerText();
      for (const step of ['route', 'body validation', 'request template', 'integration', 'selection', 'method response']) assert.ok(way.includes(step), `${step} is in ${way}`);
      const values = panel.getByRole('region', { name: 'Values of the request template' });
      await values.getByText('Integer').first().waitFor();
      await values.getByRole('button', { name: 'Step →' }).click();
      assert.ok((await page.editor('Request template').locator('.mark-linked').count()) > 0);
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
