// @ts-check
/** Loading: on a slow connection and a slow machine, through failures, and nothing twice. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { ARGUMENTS } from '../../pkg/test/support.mjs';
import { browserPath, eventually, Playground, playground } from './support/page.mjs';
import { serveSlowly, slowDown } from './support/slow.mjs';

/** A phone on a slow 4G connection: 1.6 Mbit/s and 150 ms. */
const PHONE = { latency: 150, bytesPerSecond: 200_000 };
const FAST = { latency: 0, bytesPerSecond: 50_000_000 };
/** The machine of a test may be slow as well; how long something takes is not what is tested. */
const PATIENT = 120_000;

/** @typedef {Awaited<ReturnType<typeof serveSlowly>>} SlowServer */

/**
 * How often each file was asked for.
 * @param {SlowServer} server
 */
function counts(server) {
  /** @type {Record<string, number>} */
  const found = {};
  for (const { file } of server.requests) found[file] = (found[file] ?? 0) + 1;
  return found;
}

describe('loading', () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => (browser = await chromium.launch({ executablePath: browserPath(), args: ARGUMENTS })));
  after(() => browser?.close());

  /**
   * Runs a test on a page that a slow server serves to a browser without a cache.
   * @param {{ latency: number, bytesPerSecond: number }} line
   * @param {(page: Playground, server: SlowServer) => Promise<void>} run
   */
  const on = (line, run) => async () => {
    const server = await serveSlowly(line);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(PATIENT);
    try {
      const page = await context.newPage();
      await run(new Playground(page, /** @type {any} */ (server), context), server);
    } finally {
      await context.close();
      await server.close();
    }
  };

  test(
    'over 1.6 Mbit/s on a machine four times slower, the first load ends with the result of the first example',
    on(PHONE, async (page, server) => {
      const end = await slowDown(browser, 4);
      try {
        await page.page.goto(server.url, { waitUntil: 'commit' });
        await page.pane(6).locator('.state.ok').waitFor();
        await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
        await page.editor('Request template').locator('.hint').first().waitFor();
      } finally {
        await end();
      }
      await page.state(6, '200');
      await page.shows('Body to the client', '"id": "ORDER#A-17"');
      assert.equal(await page.page.getByRole('alert').count(), 0, 'no error is shown');
      assert.equal(await page.page.locator('.verdict.error, .notice.error').count(), 0, 'nothing was stopped');
      const files = counts(server);
      const engine = Object.entries(files).filter(([file]) => /\.wasm$|worker/.test(file));
      assert.equal(engine.length, 2, JSON.stringify(files));
      for (const [file, count] of engine) assert.equal(count, 1, `${file} is loaded once`);
    }),
  );

  test(
    'a start that fails is tried again, and ends by itself once the files are there',
    on(FAST, async (page, server) => {
      server.fail(/\.wasm$/);
      await page.page.goto(server.url);
      await page.page.getByRole('alert').filter({ hasText: 'The engine could not be loaded: the server answered 503' }).waitFor();
      await page.state(6, 'waiting');
      const tried = () => server.requests.filter(({ file }) => file.endsWith('.wasm')).length;
      const before = tried();
      await page.button('Try now').click();
      await eventually(async () => assert.ok(tried() > before));
      server.fail(undefined);
      await page.ready();
      await page.state(6, '200');
      assert.equal(await page.page.getByRole('alert').count(), 0);
    }),
  );

  test(
    'the same holds for the script of the worker',
    on(FAST, async (page, server) => {
      server.fail(/worker/);
      await page.page.goto(server.url);
      await page.page.getByRole('alert').filter({ hasText: 'the script of the engine could not be loaded' }).waitFor();
      server.fail(undefined);
      await page.ready();
      await eventually(async () => assert.equal(await page.page.getByRole('alert').count(), 0));
    }),
  );

  test(
    'the recorded outputs are counted on request, by the engine that is there',
    on(FAST, async (page, server) => {
      await page.page.goto(server.url);
      await page.editor('Request template').locator('.hint').first().waitFor();
      await page.button('Compare with the recorded outputs').click();
      await page.page.locator('.conformance').filter({ hasText: /(\d+) of \1 recorded outputs match/ }).waitFor();
      assert.equal(page.page.workers().length, 1, 'there is one worker');
      for (const [file, count] of Object.entries(counts(server)).filter(([file]) => file.startsWith('assets/'))) assert.equal(count, 1, `${file} is loaded once`);
    }),
  );
});

describe('once it is loaded', () => {
  const on = playground();

  test(
    'the time of a render is shown from the second one on: the first one also compiles the engine',
    on(async (page) => {
      const meta = page.pane(2).locator('.meta');
      await page.editor('Request template').locator('.hint').first().waitFor();
      assert.doesNotMatch(await meta.innerText(), /ms/);
      await page.type('Request template', '{"who": "$input.path(\'$.customer\')"}');
      await page.shows('Body to the backend', '{"who": "Ann O’Hara"}');
      await eventually(async () => assert.match(await meta.innerText(), /^\d+ B · \d+\.\d ms$/));
    }),
  );

  test(
    'after ten seconds in which nobody uses the page, the recorded outputs are counted, and not before',
    on(async (page) => {
      const score = page.page.locator('.conformance');
      await page.editor('Request template').locator('.hint').first().waitFor();
      await page.page.clock.install();
      await page.page.keyboard.press('Shift');
      await page.page.clock.runFor(9_000);
      await page.page.keyboard.press('Shift');
      await page.page.clock.runFor(9_000);
      assert.equal(await score.innerText(), 'Compare with the recorded outputs');
      await page.page.clock.runFor(1_500);
      await score.filter({ hasText: 'recorded outputs match' }).waitFor();
    }),
  );
});
