// @ts-check
/** Fit for people: themes, keyboard, screen readers, small screens, no jumps, quick. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually, playground } from './support/page.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TOOLS = ['Problems', 'Trace', 'Attack', 'Throttle', 'Cases', 'Syntax tree', 'Compare'];

/**
 * No rule of WCAG A and AA is broken in a serious way.
 * @param {import('./support/page.mjs').Playground} page
 * @param {string} where
 */
async function accessible(page, where) {
  // Evaluated by the browser's debugger, which the page's policy does not concern.
  await page.page.evaluate(AXE);
  const violations = await page.page.evaluate(async () => {
    const { axe } = /** @type {any} */ (globalThis);
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return violations
      .filter((/** @type {any} */ violation) => ['serious', 'critical'].includes(violation.impact))
      .map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.slice(0, 3).map((/** @type {any} */ node) => `${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`).join(' | ')}`);
  });
  assert.deepEqual(violations, [], where);
}

describe('fit for people', () => {
  const on = playground();

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(
      `axe finds nothing serious in ${colorScheme}: panes and tools`,
      on(
        async (page) => {
          await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
          await page.editor('Body to the backend').getByText(/Ann O’Hara/).hover();
          await accessible(page, 'the loop');
          for (const tab of ['Headers', 'Stage', 'Context', 'Model', 'Body']) {
            await page.page.getByRole('tab', { name: tab, exact: true }).first().click();
            await accessible(page, tab);
          }
          await page.button('Route').click();
          await page.button('Selection').click();
          for (const tool of TOOLS) {
            const panel = await page.drawer(tool);
            if (tool === 'Attack') {
              await panel.getByRole('button', { name: 'Attack my template' }).click();
              await panel.getByRole('listitem').first().waitFor();
            }
            if (tool === 'Compare') await panel.getByRole('button', { name: 'Keep this run' }).click();
            await page.settled();
            await accessible(page, tool);
          }
          await page.page.getByLabel('Named request').selectOption({ label: 'Without a customer' });
          await page.state(6, '400');
          await accessible(page, 'a refused request');
        },
        { colorScheme },
      ),
    );

    test(
      `axe finds nothing serious in ${colorScheme}: dialogs`,
      on(
        async (page) => {
          for (const name of ['Examples', 'Open', 'Export', 'History', 'Help']) {
            await page.button(name).click();
            await page.dialog.waitFor();
            await accessible(page, name);
            await page.page.keyboard.press('Escape');
            await page.dialog.waitFor({ state: 'detached' });
          }
          await page.page.keyboard.press('ControlOrMeta+k');
          await page.dialog.waitFor();
          await accessible(page, 'all actions');
        },
        { colorScheme },
      ),
    );
  }

  test(
    'the theme follows the system, can be set, and is kept',
    on(async (page) => {
      const ground = () => page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.page.getByRole('button', { name: 'Theme: system' }).click();
      await page.page.getByRole('button', { name: 'Theme: light' }).click();
      const dark = await ground();
      assert.notEqual(dark, light);
      await page.page.reload();
      await page.ready();
      assert.equal(await ground(), dark);
    }),
  );

  test(
    'all actions are in a list that opens with a key',
    on(async (page) => {
      await page.page.keyboard.press('ControlOrMeta+k');
      await page.page.keyboard.type('throttle');
      await page.page.keyboard.press('Enter');
      await page.page.locator('#drawer-panel').getByLabel('Burst').waitFor();
      await page.page.keyboard.press('ControlOrMeta+k');
      await page.page.keyboard.type('backend answers');
      await page.page.keyboard.press('Enter');
      await eventually(async () => assert.equal(await page.page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane')), '4'));
    }),
  );

  test(
    'shortcuts are listed, and Tab walks the loop in its order with a visible focus',
    on(async (page) => {
      await page.page.locator('.brand').click();
      await page.page.keyboard.press('?');
      const help = await page.dialog.innerText();
      for (const key of ['Ctrl+K', 'F8', 'Ctrl+S', 'Ctrl+.', 'Alt+1']) assert.ok(help.includes(key), `${key} is listed`);
      await page.page.keyboard.press('Escape');
      // The dialog gives the focus back when it has closed.
      await page.dialog.waitFor({ state: 'hidden' });
      await page.page.keyboard.press('Alt+1');
      await page.page.locator('[data-pane="1"] :focus').first().waitFor();
      /** @type {string[]} */
      const order = [];
      for (let press = 0; press < 60; press++) {
        const { pane, visible } = await page.page.evaluate(() => {
          const element = document.activeElement;
          const style = element && getComputedStyle(element);
          const shown = element?.classList.contains('cm-content') || (style && style.outlineStyle !== 'none');
          return { pane: element?.closest('[data-pane]')?.getAttribute('data-pane') ?? '', visible: shown === true };
        });
        if (press > 0 && pane !== '') assert.ok(visible, `the focus is seen in pane ${pane}`);
        if (pane !== '' && pane !== order.at(-1)) order.push(pane);
        await page.page.keyboard.press('Tab');
      }
      assert.deepEqual(order.slice(0, 6), ['1', '2', '3', '4', '5', '6']);
    }),
  );

  test(
    'at 360 pixels the loop is a list of steps, nothing scrolls sideways, and the response is a tap away',
    on(
      async (page) => {
        const wide = () => page.page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(await page.page.locator('.pane-body').count(), 1);
        const heads = await page.page.locator('.pane-head').evaluateAll((all) => all.map((head) => head.getBoundingClientRect().bottom));
        assert.equal(heads.length, 6);
        assert.ok((heads.at(-1) ?? 1e9) <= 740, `the sixth step is in sight: ${heads.at(-1)}`);
        for (const number of [1, 3, 4, 5, 2, 6]) {
          await page.pane(number).locator('.pane-title').click();
          await page.pane(number).locator('.pane-body').waitFor();
          assert.ok((await wide()) <= 360, `pane ${number} is ${await wide()} wide`);
        }
        await page.shows('Body to the client', '"id": "ORDER#A-17"');
        for (const tool of TOOLS) {
          const panel = await page.drawer(tool);
          if (tool === 'Attack') {
            await panel.getByRole('button', { name: 'Attack my template' }).click();
            await panel.getByRole('listitem').first().waitFor();
          }
          assert.ok((await wide()) <= 360, `${tool} is ${await wide()} wide`);
        }
        await page.pane(2).locator('.pane-title').click();
        await page.button('Route').click();
        const editor = await page.editor('Request template').boundingBox();
        const head = await page.pane(3).boundingBox();
        assert.ok((editor?.y ?? 1e9) + 60 < (head?.y ?? 0), 'the template is in sight below the settings');
        assert.ok((await wide()) <= 360, 'the settings');
        await page.button('Route').click();
        await page.button('Examples').click();
        assert.ok((await wide()) <= 360);
        await accessible(page, '360 pixels');
        await page.page.keyboard.press('Escape');
        await page.pane(2).locator('.pane-title').click();
        await page.type('Request template', 'small');
        await page.pane(3).locator('.pane-title').click();
        await page.shows('Body to the backend', 'small');
        await page.button('More actions').click();
        await page.dialog.getByRole('option', { name: /Export/ }).click();
        await page.dialog.getByRole('tab', { name: 'YAML' }).waitFor();
      },
      { viewport: { width: 360, height: 740 }, hasTouch: true },
    ),
  );

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(
      `at 1024 pixels in ${colorScheme} the loop is a list, and a file's findings and the rounds are read as well`,
      on(
        async (page) => {
          const wide = () => page.page.evaluate(() => document.documentElement.scrollWidth);
          assert.equal(await page.page.locator('.pane-body').count(), 1);
          const panel = await page.drawer('Trace');
          await panel.getByRole('region', { name: 'Iterations of the request template' }).getByRole('button', { name: 'Next iteration' }).click();
          await accessible(page, 'rounds');
          await page.button('More actions').click();
          await page.dialog.getByRole('option', { name: /Open a definition/ }).click();
          await page.dialog.getByLabel('Definition').setInputFiles(fileURLToPath(new URL('../../tests/lint-corpus/broken/orders.openapi.yaml', import.meta.url)));
          await page.dialog.getByRole('option').first().click();
          await page.drawer('Problems');
          await page.page.getByRole('region', { name: 'In orders.openapi.yaml' }).getByRole('button', { name: /order-line.* is not a valid model name/ }).waitFor();
          await accessible(page, 'the findings of a file');
          assert.ok((await wide()) <= 1024, `it is ${await wide()} wide`);
          await page.page.getByRole('region', { name: 'In orders.openapi.yaml' }).getByRole('button', { name: /order-line.* is not a valid model name/ }).click();
          await page.dialog.locator('.mark-broken').waitFor();
          await accessible(page, 'the file');
        },
        { viewport: { width: 1024, height: 768 }, colorScheme },
      ),
    );
  }

  test(
    'a cold page can be used within a second, and nothing jumps',
    on(async (page) => {
      const fresh = await page.context.newPage();
      await fresh.addInitScript(() => {
        const seen = /** @type {any} */ (globalThis);
        seen.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) seen.shift += /** @type {any} */ (entry).value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      const session = await page.context.newCDPSession(fresh);
      await session.send('Network.setCacheDisabled', { cacheDisabled: true });
      await fresh.goto(page.server.url);
      await fresh.locator('[data-pane="6"] .state.ok').waitFor();
      const { shift, interactive } = await fresh.evaluate(() => ({
        shift: /** @type {any} */ (globalThis).shift,
        interactive: performance.getEntriesByName('interactive')[0]?.startTime ?? Infinity,
      }));
      assert.ok(interactive < 1000, `it takes ${interactive} ms`);
      assert.ok(shift < 0.02, `it shifts by ${shift}`);
    }),
  );

  test(
    'version and conformance are on the page, and all recorded outputs match',
    on(async (page) => {
      await page.page.locator('.version').filter({ hasText: /^vtlkit \d+\.\d+\.\d+/ }).waitFor();
      const score = page.page.locator('.conformance');
      await eventually(async () => assert.match(await score.innerText(), /\d+ of \d+ recorded outputs match/), 20);
      const [, held, all] = /(\d+) of (\d+)/.exec(await score.innerText()) ?? [];
      assert.equal(held, all);
      assert.ok(Number(all) > 200, all);
    }),
  );
});
