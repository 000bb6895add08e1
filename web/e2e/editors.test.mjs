// @ts-check
/** Editors: colours, brackets, completion, hover, problems in place with their fixes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';

describe('the editors', () => {
  const on = playground();

  test(
    'a template is coloured as Velocity in JSON',
    on(async (page) => {
      const colours = await page.editor('Request template').evaluate((content) => {
        /** @type {Record<string, string>} */
        const found = {};
        for (const span of content.querySelectorAll('span')) {
          if (span.childElementCount === 0) found[span.textContent ?? ''] ??= getComputedStyle(span).color;
        }
        return found;
      });
      const kinds = ['#foreach', '$order', '"TableName"', '{'].map((text) => colours[text]);
      assert.ok(kinds.every((colour) => colour !== undefined), JSON.stringify(colours));
      assert.equal(new Set(kinds).size, 4, 'directive, reference, string and bracket differ');
    }),
  );

  test(
    'brackets match',
    on(async (page) => {
      await page.type('Request template', '#if($a)\n{"b": [1]}\n#end');
      await page.page.keyboard.press('ControlOrMeta+Home');
      for (let press = 0; press < 3; press++) await page.page.keyboard.press('ArrowRight');
      await eventually(async () => assert.equal(await page.editor('Request template').locator('.cm-matchingBracket').count(), 2));
    }),
  );

  test(
    'completion offers the catalogue, with documentation',
    on(async (page) => {
      await page.type('Request template', '');
      await page.page.keyboard.type('$util.esc');
      const list = page.page.locator('.cm-tooltip-autocomplete');
      await list.getByText('escapeJavaScript()').waitFor();
      await page.page.locator('.cm-completionInfo').waitFor();
      await list.getByText('escapeJavaScript()').click();
      await page.shows('Request template', '$util.escapeJavaScript(');
      await page.type('Request template', '');
      await page.page.keyboard.type('$in');
      await list.getByText('input', { exact: true }).waitFor();
    }),
  );

  test(
    'completion of a JSONPath comes from the body',
    on(async (page) => {
      await page.type('Request template', '');
      await page.page.keyboard.type("$input.path('$.");
      const list = page.page.locator('.cm-tooltip-autocomplete');
      await list.getByText('.customer').waitFor();
      await list.getByText('.items').click();
      await page.page.keyboard.type('[0].');
      await list.getByText('.sku').waitFor();
      assert.match(await list.innerText(), /TEA-1/);
    }),
  );

  test(
    'completion follows a variable into the body',
    on(async (page) => {
      await page.type('Request template', "#set($in = $input.path('$'))\n");
      await page.page.keyboard.press('ControlOrMeta+End');
      await page.page.keyboard.type('$in.cus');
      await page.page.locator('.cm-tooltip-autocomplete').getByText('customer').waitFor();
    }),
  );

  test(
    'hovering a reference tells its value, its type in Java and its documentation',
    on(async (page) => {
      await page.editor('Request template').locator('span').filter({ hasText: /params$/ }).last().hover({ position: { x: 70, y: 8 } });
      const tip = page.page.locator('.cm-tooltip .hover');
      await tip.waitFor();
      const text = await tip.innerText();
      assert.match(text, /String\s+"A-17"/);
      assert.match(text, /params\(/);
    }),
  );

  test(
    'the planted problem is underlined, and its fix shows the change before it is made',
    on(async (page) => {
      await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
      await page.state(2, 'problem');
      const panel = await page.drawer('Problems');
      await panel.getByText('unescaped-in-string').first().waitFor();
      await panel.getByRole('button', { name: 'Fix', exact: true }).first().click();
      assert.match(await page.dialog.innerText(), /\+ .*escapeJavaScript\(\$input\.path\('\$\.customer'\)\)/);
      await page.dialog.getByRole('button', { name: 'Apply' }).click();
      await eventually(async () => assert.match(await page.text('Request template'), /escapeJavaScript\(\$input\.path\('\$\.customer'\)\)/));
      await page.button('Undo').first().click();
      await eventually(async () => assert.doesNotMatch(await page.text('Request template'), /escapeJavaScript\(\$input/));
    }),
  );

  test(
    'a problem in place offers its actions',
    on(async (page) => {
      await page.editor('Request template').locator('.cm-lintRange').first().hover();
      const tip = page.page.locator('.cm-tooltip .cm-diagnostic').first();
      await tip.waitFor();
      await tip.getByRole('button', { name: 'Explain' }).click();
      await page.dialog.getByText('unescaped-in-string').first().waitFor();
      assert.ok((await page.dialog.innerText()).length > 200, 'the rule is explained');
    }),
  );

  test(
    'the witness of a problem is one click away',
    on(async (page) => {
      const panel = await page.drawer('Problems');
      await panel.getByRole('button', { name: 'Show a request that breaks it' }).first().click();
      await page.state(3, 'invalid JSON');
      await page.pane(3).locator('.mark-broken').waitFor();
    }),
  );

  test(
    'fix all leaves no problem that can be fixed',
    on(async (page) => {
      await page.type('Request template', '{"a": "$input.path(\'$.customer\')", "b": "$input.params(\'q\')"}');
      const panel = await page.drawer('Problems');
      await panel.getByRole('button', { name: /^Fix all \(2\)/ }).click();
      await page.notice(/Fixed 2 problems/);
      await eventually(async () => assert.equal((await (await page.text('Request template')).match(/escapeJavaScript/g))?.length, 2));
      await eventually(async () => assert.equal(await panel.getByRole('button', { name: 'Fix', exact: true }).count(), 0));
    }),
  );

  test(
    'F8 and a click in the list go to the place of a problem',
    on(async (page) => {
      await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
      await page.page.keyboard.press('F8');
      await eventually(async () => {
        const selected = await page.page.evaluate(() => getSelection()?.toString());
        assert.match(selected ?? '', /^\$input\.path/);
      });
      await page.type('Response template', '{"a": 1}\n#if($x)');
      const panel = await page.drawer('Problems');
      await panel.getByRole('button', { name: '#if is not closed' }).first().click();
      await eventually(async () => assert.equal(await page.page.evaluate(() => getSelection()?.toString()), '#if($x)'));
      assert.equal(await page.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Response template');
    }),
  );
});
