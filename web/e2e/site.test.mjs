// @ts-check
/** The documentation site: every page, for everyone, without a network and from anywhere. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { rules } from 'vtlkit';
import { ARGUMENTS } from '../../pkg/test/support.mjs';
import { browserPath, eventually, Playground } from './support/page.mjs';
import { serveSite } from './support/server.mjs';
import { serveSlowly } from './support/slow.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const FILES = new Set(readdirSync(DIST, { recursive: true, encoding: 'utf8' }));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The addresses of all pages, relative to the root of the site. */
const PAGES = [...FILES]
  .filter((file) => file.endsWith('index.html') && !file.startsWith('play'))
  .map((file) => file.replace(/index\.html$/, ''))
  .sort();

/** One page of each kind. */
const KINDS = ['', 'commands/lint/', 'rules/', 'rules/unescaped-in-string/', 'accuracy/'];

/** What axe checks of a page. The dark theme differs in its colours only. */
const LOOKS = /** @type {const} */ ([
  { width: 1280, colorScheme: 'light', options: {} },
  { width: 1280, colorScheme: 'dark', options: { runOnly: ['color-contrast'] } },
  { width: 360, colorScheme: 'light', options: {} },
]);

/** A phone on a slow 4G connection: 1.6 Mbit/s and 150 ms. */
const PHONE = { latency: 150, bytesPerSecond: 200_000 };

/** @param {string} page */
const html = (page) => readFileSync(`${DIST}${page}index.html`, 'utf8');

describe('links', () => {
  /** @type {Map<string, Set<string>>} */
  const anchors = new Map(PAGES.map((page) => [page, new Set([...html(page).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id ?? ''))]));

  test('every link leads to a page, and to a heading of it', () => {
    /** @type {string[]} */
    const wrong = [];
    for (const page of PAGES) {
      for (const [, href = ''] of html(page).matchAll(/<(?:a|link|img|script)\b[^>]*?\b(?:href|src)="([^"]*)"/g)) {
        if (/^https:\/\/[\w.-]+(?:\/|$)/.test(href)) continue;
        const url = new URL(href, `http://site/base/${page}`);
        const target = url.pathname.replace(/^\/base\//, '');
        if (target === 'play/') continue;
        const known = anchors.get(target);
        if (known === undefined && !FILES.has(target)) wrong.push(`${page}: ${href} leads to no page`);
        else if (known && url.hash !== '' && !known.has(decodeURIComponent(url.hash.slice(1)))) wrong.push(`${page}: ${href} leads to no heading`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  test('no page has two sections of the same name', () => {
    const twice = PAGES.flatMap((page) => {
      const names = [...html(page).matchAll(/<h2 id="[^"]*">(.*?) <a class="anchor"/g)].map(([, name]) => name);
      return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${page}: ${name}`);
    });
    assert.deepEqual(twice, []);
  });

  test('every rule has a page, and every page of a rule has a rule', () => {
    const found = PAGES.flatMap((page) => /^rules\/(.+)\/$/.exec(page)?.[1] ?? []);
    assert.deepEqual(found, rules().map(({ name }) => name).sort());
  });

  test('pages load nothing from elsewhere', () => {
    for (const page of PAGES) {
      const loaded = [...html(page).matchAll(/<(?:link|img|script|iframe|source)\b[^>]*?\b(?:href|src)="([^"]*)"/g)].map(([, href = '']) => href);
      assert.deepEqual(loaded.filter((href) => !/^\.{1,2}\//.test(href)), [], page);
      assert.match(html(page), /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;self&#39;; style-src &#39;self&#39;;/);
    }
  });
});

describe('the site', () => {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serveSite>>} */
  let server;
  before(async () => {
    browser = await chromium.launch({ executablePath: browserPath(), args: ARGUMENTS });
    server = await serveSite();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /**
   * Runs a test on a page of its own, which must not say anything on the console.
   * @param {import('playwright-core').BrowserContextOptions} options
   * @param {(page: import('playwright-core').Page, context: import('playwright-core').BrowserContext) => Promise<void>} run
   */
  const on = (options, run) => async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/blocked by Playwright/.test(message.text())) said.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
    try {
      await run(page, context);
      assert.deepEqual(said, [], 'the console stays empty');
    } finally {
      await context.close();
    }
  };

  test(
    'no page is wider than a phone of 360 pixels',
    on({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block' }, async (page) => {
      await page.goto(server.url);
      /** @type {string[]} */
      const wide = [];
      for (const address of PAGES) {
        // Replacing the body takes a tenth of the time of loading the page. All pages have the same styles.
        const width = await page.evaluate(
          ([url, text]) => {
            const { body } = new DOMParser().parseFromString(text, 'text/html');
            for (const image of body.querySelectorAll('img')) image.src = new URL(image.getAttribute('src') ?? '', url).href;
            document.body.replaceWith(body);
            return document.documentElement.scrollWidth;
          },
          /** @type {const} */ ([server.url + address, html(address)]),
        );
        if (width > 360) wide.push(`${address}: ${width}`);
      }
      assert.deepEqual(wide, []);
    }),
  );

  test(
    'axe finds nothing in both themes, on a wide screen and on a phone',
    on({ serviceWorkers: 'block' }, async (page, context) => {
      const tools = await context.newCDPSession(page);
      for (const address of KINDS) {
        await page.goto(server.url + address);
        // The content security policy blocks injected scripts, but not those of the developer tools.
        await tools.send('Runtime.evaluate', { expression: AXE });
        for (const { width, colorScheme, options } of LOOKS) {
          await page.setViewportSize({ width, height: 860 });
          await page.emulateMedia({ colorScheme });
          const found = await page.evaluate(async (only) => {
            const { violations } = await /** @type {any} */ (globalThis).axe.run({ resultTypes: ['violations'], ...only });
            return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html}`);
          }, options);
          assert.deepEqual(found, [], `${address} at ${width} pixels, ${colorScheme}`);
        }
      }
    }),
  );

  test(
    'the search is used by keyboard: a slash, words, arrows, Enter',
    on({}, async (page) => {
      await page.goto(`${server.url}rules/`);
      await page.keyboard.press('/');
      await page.keyboard.type('unescaped string');
      const first = page.locator('#results a').first();
      await first.filter({ hasText: 'unescaped-in-string' }).waitFor();
      assert.match(await page.getByRole('status').innerText(), /sections?$/);
      await page.keyboard.press('ArrowDown');
      assert.equal(await first.evaluate((link) => link === document.activeElement), true);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/rules/unescaped-in-string/');
      await page.keyboard.press('/');
      await page.keyboard.type('xyzzyx');
      await page.getByRole('status').filter({ hasText: 'Nothing found' }).waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('#results').isVisible(), false);
    }),
  );

  test(
    'the first Tab leads past the navigation to the text',
    on({}, async (page) => {
      await page.goto(`${server.url}lint/`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    }),
  );

  test(
    'the theme is kept, and is that of the playground, too',
    on({ colorScheme: 'light' }, async (page) => {
      await page.goto(server.url);
      await page.getByRole('button', { name: 'Theme: system' }).click();
      await page.getByRole('button', { name: 'Theme: light' }).click();
      await page.goto(`${server.url}lint/`);
      await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(await ground(), 'rgb(21, 25, 34)');
      await page.goto(`${server.url}play/`);
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    }),
  );

  test(
    'on a phone the menu opens, and leads to a page',
    on({ viewport: { width: 360, height: 740 } }, async (page) => {
      await page.goto(server.url);
      const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Rules' });
      assert.equal(await link.isVisible(), false);
      await page.getByText('Menu', { exact: true }).click();
      await link.click();
      await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
    }),
  );

  test(
    'the example of a rule opens in the playground, with its finding',
    on({}, async (page, context) => {
      await page.goto(`${server.url}rules/unescaped-in-string/`);
      await page.getByRole('link', { name: 'Try it in the playground' }).first().click();
      const playground = new Playground(page, server, context);
      await playground.ready();
      await playground.shows('Request template', '{"name": "$input.path(\'$.name\')"}');
      await playground.shows('Body to the backend', '{"name": "x"y"}');
      await playground.editor('Request template').locator('.cm-lintRange').first().waitFor();
    }),
  );

  test(
    'the example of a rule on definitions opens as a file',
    on({}, async (page, context) => {
      await page.goto(`${server.url}rules/cors-preflight/`);
      await page.getByRole('link', { name: 'Try it in the playground' }).first().click();
      const playground = new Playground(page, server, context);
      await playground.ready();
      await playground.notice(/Opened OPTIONS \/pets/);
      const problems = await playground.drawer('Problems');
      await problems.getByText('cors-preflight').first().waitFor();
    }),
  );

  test(
    'old links to the playground at the root still open it',
    on({}, async (page, context) => {
      await page.goto(`${server.url}rules/unescaped-in-string/`);
      const href = await page.getByRole('link', { name: 'Try it in the playground' }).first().getAttribute('href');
      await page.goto(server.url + href?.slice(href.indexOf('#')));
      await page.waitForURL('**/tools/vtlkit/play/');
      const playground = new Playground(page, server, context);
      await playground.shows('Request template', '{"name": "$input.path(\'$.name\')"}');
    }),
  );

  test(
    'after one visit all pages are there without a network, and so is the search',
    on({}, async (page, context) => {
      await page.goto(server.url);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await eventually(async () => assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null)));
      await context.setOffline(true);
      for (const address of ['rules/unescaped-in-string/', 'commands/lint', 'accuracy/index.html', '']) {
        await page.goto(server.url + address);
        await page.getByRole('heading', { level: 1 }).waitFor();
        assert.equal(await page.locator('.top').evaluate((head) => getComputedStyle(head).display), 'flex', 'the style is there');
      }
      await page.keyboard.press('/');
      await page.keyboard.type('selection pattern');
      await page.locator('#results a').first().waitFor();
    }),
  );

  test(
    'the playground and the site keep their files beside each other',
    on({}, async (page) => {
      const caches = () => page.evaluate(async () => (await globalThis.caches.keys()).map((name) => name.split('-').slice(0, 2).join('-')).sort());
      await page.goto(server.url);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.goto(`${server.url}play/`);
      await eventually(async () => assert.deepEqual(await caches(), ['vtlkit-play', 'vtlkit-site']));
      await page.reload();
      assert.deepEqual(await caches(), ['vtlkit-play', 'vtlkit-site']);
    }),
  );

  /**
   * When the first text of a page is there, over a slow line, for a browser that has nothing yet.
   * @param {string} address
   */
  async function firstText(address) {
    const slow = await serveSlowly({ ...PHONE, folder: DIST });
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    try {
      const page = await context.newPage();
      await page.goto(slow.url + address);
      return await page.evaluate(
        () =>
          new Promise((/** @type {(time: number) => void} */ resolve) => {
            new PerformanceObserver((list) => {
              const first = list.getEntriesByName('first-contentful-paint')[0];
              if (first) resolve(first.startTime);
            }).observe({ type: 'paint', buffered: true });
          }),
      );
    } finally {
      await context.close();
      await slow.close();
    }
  }

  for (const address of ['', 'rules/', 'rules/unescaped-in-string/']) {
    test(`the first text of /${address} is there in 1.5 seconds at 1.6 Mbit/s and 150 ms`, async () => {
      // Three attempts, as the machine may be busy with something else.
      let best = Infinity;
      for (let round = 0; round < 3 && best >= 1500; round += 1) best = Math.min(best, await firstText(address));
      console.log(`first text of /${address}: ${Math.round(best)} ms`);
      assert.ok(best < 1500, `${best} ms`);
    });
  }
});
