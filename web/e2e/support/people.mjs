// @ts-check
/** What several tests do and look at. */

/** @typedef {import('./page.mjs').Playground} Playground */

/**
 * Drops a file on the page.
 * @param {Playground} page
 * @param {string} name
 * @param {string} text
 */
export async function drop(page, name, text) {
  await page.page.evaluate(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text ?? ''], name ?? ''));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [name, text],
  );
}

/**
 * The names of the requests.
 * @param {Playground} page
 */
export const requests = (page) => page.page.getByLabel('Named request').locator('option').allInnerTexts();

/**
 * The label of what has the focus.
 * @param {Playground} page
 */
export const focused = (page) => page.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
