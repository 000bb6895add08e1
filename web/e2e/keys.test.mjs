// @ts-check
/** Keys and fields, as people who see the page for the first time used them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';
import { focused } from './support/people.mjs';

/** Two problems on lines of their own, with a line without any between them. */
const LINES = `{
  "a": "$input.path('$.customer')",
  "plain": 1,
  "b": "$input.path('$.note')"
}`;

/** @typedef {import('./support/page.mjs').Playground} Playground */

/**
 * Puts the caret on a line of the request template.
 * @param {Playground} page
 * @param {number} line from 1
 * @param {'Home' | 'End'} place
 */
async function caret(page, line, place) {
  await page.editor('Request template').click();
  await page.page.keyboard.press('ControlOrMeta+Home');
  for (let at = 1; at < line; at++) await page.page.keyboard.press('ArrowDown');
  await page.page.keyboard.press(place);
}

describe('keys', () => {
  const on = playground();

  test(
    'Ctrl+. fixes the problem on the line of the caret, wherever on it, and nothing where there is none',
    on(async (page) => {
      await page.type('Request template', LINES);
      await eventually(async () => assert.equal(await page.editor('Request template').locator('.cm-lintRange').count(), 2));
      for (const [line, place, wanted] of /** @type {[number, 'Home' | 'End', RegExp][]} */ ([
        [2, 'End', /\$\.customer/],
        [4, 'Home', /\$\.note/],
        [4, 'End', /\$\.note/],
      ])) {
        await caret(page, line, place);
        await page.page.keyboard.press('ControlOrMeta+.');
        const change = page.dialog.locator('.added');
        await change.first().waitFor();
        assert.match(await change.first().innerText(), wanted);
        await page.dialog.getByRole('button', { name: 'Cancel' }).click();
        await page.dialog.waitFor({ state: 'detached' });
      }
      for (const place of /** @type {const} */ (['Home', 'End'])) {
        await caret(page, 3, place);
        await page.page.keyboard.press('ControlOrMeta+.');
        await page.notice(/no problem with a fix on this line/);
        assert.equal(await page.dialog.count(), 0);
        await page.button('Dismiss').last().click();
      }
    }),
  );

  test(
    'Ctrl+. right after a change waits for the check of the changed text',
    on(async (page) => {
      await page.type('Request template', LINES);
      await eventually(async () => assert.equal(await page.editor('Request template').locator('.cm-lintRange').count(), 2));
      await caret(page, 2, 'Home');
      // A line more above: what was found before is a line further down now.
      await page.page.keyboard.press('Enter');
      await page.page.keyboard.press('ControlOrMeta+.');
      await page.dialog.getByRole('button', { name: 'Apply' }).click();
      await page.shows('Request template', /"a": "[^"\n]*escapeJavaScript\(\$input\.path\('\$\.customer'\)\)[^\n]*",\n {2}"plain": 1,\n {2}"b": "\$input\.path/);
    }),
  );

  test(
    'the fix of the list of actions is the one at the caret that was left',
    on(async (page) => {
      await page.type('Request template', LINES);
      await eventually(async () => assert.equal(await page.editor('Request template').locator('.cm-lintRange').count(), 2));
      await caret(page, 4, 'End');
      await page.page.keyboard.press('ControlOrMeta+k');
      await page.dialog.getByRole('combobox', { name: 'Search actions' }).fill('fix the problem');
      await page.page.keyboard.press('Enter');
      await page.dialog.getByRole('button', { name: 'Apply' }).waitFor();
      assert.match(await page.dialog.locator('.added').first().innerText(), /\$\.note/);
    }),
  );

  test(
    'Alt+1 to Alt+6 go to the editors of the panes, in both layouts',
    on(async (page) => {
      const labels = ['Request body', 'Request template', 'Body to the backend', 'Body of the answer', 'Response template', 'Body to the client'];
      for (const width of [1440, 900]) {
        await page.page.setViewportSize({ width, height: 900 });
        for (const [index, label] of labels.entries()) {
          await page.page.keyboard.press(`Alt+${index + 1}`);
          await eventually(async () => assert.equal(await focused(page), label));
        }
      }
      await page.page.keyboard.press('Alt+1');
      await page.page.getByRole('tab', { name: 'Headers' }).click();
      await page.page.keyboard.press('Alt+2');
      await page.page.keyboard.press('Alt+1');
      await eventually(async () => assert.equal(await focused(page), 'Request headers'));
    }),
  );

  test(
    'the editor of an output stays when the output changes, and keeps the focus',
    on(async (page) => {
      await page.editor('Body to the backend').evaluate((editor) => editor.setAttribute('data-kept', ''));
      await page.type('Request template', '{"a": #if(');
      await eventually(async () => assert.equal(await page.text('Body to the backend'), ''));
      await page.type('Request template', '{"a": 1}');
      await page.shows('Body to the backend', '{"a": 1}');
      assert.equal(await page.editor('Body to the backend').getAttribute('data-kept'), '');
    }),
  );

  test(
    'a template that is pasted into the field for the content type is not taken for one',
    on(async (page) => {
      const field = page.page.getByLabel('Content type of the template');
      await page.clipboard(LINES);
      await field.click();
      await page.page.keyboard.press('ControlOrMeta+A');
      await page.page.keyboard.press('ControlOrMeta+V');
      await page.page.getByText('A content type is one line such as application/json.').waitFor();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      await page.state(6, '200');
      await page.page.keyboard.press('Tab');
      assert.equal(await field.inputValue(), 'application/json');
      await field.fill('text/plain; charset=utf-8');
      assert.equal(await field.getAttribute('aria-invalid'), 'false');
      await page.state(6, '415');
    }),
  );

  test(
    'a content type that another template has is refused',
    on(async (page) => {
      await page.button('Add a template').click();
      const field = page.page.getByLabel('Content type of the template');
      assert.notEqual(await field.inputValue(), 'application/json');
      await field.fill('application/json');
      await page.page.getByText('There is a template for application/json already.').waitFor();
      await page.state(6, '200');
    }),
  );
});
