// @ts-check
/** The page as a person uses it: what the tests share. */
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ARGUMENTS } from '../../../pkg/test/support.mjs';
import { serve } from './server.mjs';

/** Where a Chromium is, on the machines this runs on. */
export function browserPath() {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (!found) throw new Error('there is no Chromium: install one, or name it in the variable CHROMIUM');
  return found;
}

/** @typedef {import('playwright-core').Page} BrowserPage */
/** @typedef {import('playwright-core').BrowserContextOptions} ContextOptions */

/** Starts a browser and a server for the tests of a file. */
export function playground() {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  before(async () => {
    browser = await chromium.launch({ executablePath: browserPath(), args: ARGUMENTS });
    server = await serve();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /**
   * Runs a test on a page of its own, which must not say anything on the console.
   * @param {(page: Playground) => Promise<void>} test
   * @param {ContextOptions & { hash?: string, storage?: Record<string, string>, allow?: RegExp }} [options]
   */
  return (test, options = {}) => async () => {
    const { hash = '', storage = {}, allow, ...more } = options;
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...more });
    await context.addInitScript((entries) => {
      // A blank page has no storage.
      if (location.protocol === 'about:' || sessionStorage.getItem('seeded') !== null) return;
      sessionStorage.setItem('seeded', '');
      for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
    }, storage);
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    try {
      await page.goto(server.url + hash);
      const playground = new Playground(page, server, context);
      await playground.ready();
      await test(playground);
      assert.deepEqual(said.filter((text) => !allow?.test(text)), [], 'the console stays empty');
    } finally {
      await context.close();
    }
  };
}

/** One page of the playground. */
export class Playground {
  /**
   * @param {BrowserPage} page
   * @param {Awaited<ReturnType<typeof serve>>} server
   * @param {import('playwright-core').BrowserContext} context
   */
  constructor(page, server, context) {
    this.page = page;
    this.server = server;
    this.context = context;
  }

  /** Waits for the first run. */
  async ready() {
    await this.pane(6).locator('.state:not(.idle)').waitFor();
  }

  /** @param {number} number */
  pane(number) {
    return this.page.locator(`[data-pane="${number}"]`);
  }

  /** @param {string} name */
  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** @param {string} label */
  editor(label) {
    return this.page.locator(`.cm-content[aria-label="${label}"]`);
  }

  /**
   * Puts a text into an editor, in place of what is there, as an edit of it: not as a paste over all of it, which would
   * remove what an example has besides.
   * @param {string} label
   * @param {string} text
   */
  async type(label, text) {
    await this.editor(label).click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('Delete');
    if (text !== '') {
      await this.page.keyboard.type(' ');
      await this.clipboard(text);
      await this.page.keyboard.press('ControlOrMeta+V');
      await this.page.keyboard.press('ControlOrMeta+Home');
      await this.page.keyboard.press('Delete');
    }
    await this.page.keyboard.press('Escape');
  }

  /**
   * Puts a text on the clipboard.
   * @param {string} text
   */
  async clipboard(text) {
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
  }

  /**
   * Pastes a text in place of all that is in an editor.
   * @param {string} label
   * @param {string} text
   */
  async paste(label, text) {
    await this.editor(label).click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.clipboard(text);
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  /**
   * The text of an editor.
   * @param {string} label
   */
  async text(label) {
    return this.editor(label).evaluate((content) => [...content.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));
  }

  /**
   * Waits until an editor holds a text.
   * @param {string} label
   * @param {string | RegExp} wanted
   */
  async shows(label, wanted) {
    await eventually(async () => {
      const text = await this.text(label);
      if (typeof wanted === 'string') assert.ok(text.includes(wanted), `${label} has no ${wanted}:\n${text}`);
      else assert.match(text, wanted);
    });
  }

  /**
   * Waits until a pane's head says something.
   * @param {number} number
   * @param {string | RegExp} wanted
   */
  async state(number, wanted) {
    await eventually(async () => {
      const text = (await this.pane(number).locator('.state').innerText()).trim();
      if (typeof wanted === 'string') assert.ok(text.includes(wanted), `pane ${number} says ${text}, not ${wanted}`);
      else assert.match(text, wanted);
    });
  }

  /**
   * Opens a tab of the drawer and gives its panel.
   * @param {string} name
   */
  async drawer(name) {
    await this.page.getByRole('tablist', { name: 'Tools' }).getByRole('tab', { name }).click();
    return this.page.locator('#drawer-panel');
  }

  /** Waits until no tool says that it is still at work. */
  async settled() {
    await this.page.locator('#drawer-panel .empty').filter({ hasText: /…$/ }).waitFor({ state: 'detached' });
  }

  /** The dialog that is open. */
  get dialog() {
    return this.page.locator('dialog[open]');
  }

  /**
   * Waits for a message at the edge of the page.
   * @param {RegExp} wanted
   */
  async notice(wanted) {
    await this.page.locator('.notice').filter({ hasText: wanted }).first().waitFor();
  }
}

/**
 * Tries until it does not throw, for some seconds.
 * @template T
 * @param {() => Promise<T>} check
 * @returns {Promise<T>}
 */
export async function eventually(check, seconds = 8) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
