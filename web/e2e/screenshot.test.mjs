// @ts-check
/** The picture in the README: `VTLKIT_UPDATE=1` writes it anew. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { playground } from './support/page.mjs';

const FILE = fileURLToPath(new URL('../../docs/playground.png', import.meta.url));

describe('the picture of the README', () => {
  const on = playground();

  test(
    'shows a value from the body to the backend, and the problem',
    on(
      async (page) => {
        await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
        await page.editor('Body to the backend').getByText(/Ann O’Hara/).hover();
        await page.page.locator('.cm-tooltip .hover').waitFor();
        await page.editor('Request body').locator('.mark-linked').waitFor();
        await page.page.locator('.conformance').filter({ hasText: 'match' }).waitFor({ timeout: 20_000 });
        const picture = await page.page.screenshot();
        assert.ok(picture.length < 200_000, `it has ${picture.length} bytes`);
        if (process.env.VTLKIT_UPDATE === '1') writeFileSync(FILE, picture);
      },
      { viewport: { width: 1320, height: 820 } },
    ),
  );
});
