// @ts-check
/** Safe: the policy, text as text, endless templates, hostile links and storage, no network. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { eventually, playground } from './support/page.mjs';

/**
 * A link that holds a value.
 * @param {unknown} value
 */
const link = (value) => `#1.${deflateRawSync(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))).toString('base64url')}`;

const MARKUP = '<img src=x onerror="globalThis.stolen=1"><script>globalThis.stolen=1</script>';

/** A session in which every text is markup. */
function hostile() {
  const request = { name: MARKUP, method: 'POST', target: '/', headers: `X: ${MARKUP}\nContent-Type: application/json`, body: JSON.stringify({ a: MARKUP }), backend: { status: 200, body: MARKUP } };
  return {
    name: MARKUP,
    route: { method: 'POST', path: '/', model: JSON.stringify({ title: MARKUP }), stageVariables: `x=${MARKUP}` },
    requestTemplates: [{ contentType: 'application/json', text: `"$input.path('$.a')" ${MARKUP} $nothing.${MARKUP}` }],
    responses: [{ pattern: '', status: '200', parameters: '', text: `$input.body ${MARKUP}` }],
    requests: [request, request],
    active: 0,
  };
}

describe('safe', () => {
  const on = playground();

  test(
    'a strict policy is in force',
    on(async (page) => {
      const policy = await page.page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
      assert.match(policy ?? '', /default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
      assert.doesNotMatch(policy ?? '', /unsafe-inline|'unsafe-eval'|\*|data:|https?:/);
      const violation = await page.page.evaluate(
        () =>
          new Promise((resolve) => {
            document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
            const script = document.createElement('script');
            script.textContent = 'globalThis.ran = true';
            document.head.append(script);
          }),
      );
      assert.match(String(violation), /script-src/);
      assert.equal(await page.page.evaluate(() => /** @type {any} */ (globalThis).ran), undefined);
    }, { allow: /Content Security Policy/ }),
  );

  test(
    'a link full of markup shows it as text, everywhere',
    on(
      async (page) => {
        await page.shows('Body to the client', '<script>');
        for (const tool of ['Problems', 'Trace', 'Attack', 'Cases', 'Syntax tree', 'Compare']) {
          const panel = await page.drawer(tool);
          for (const name of ['Attack my template', 'Keep this run']) {
            const button = panel.getByRole('button', { name });
            if (await button.isVisible()) await button.click();
          }
          await page.settled();
        }
        await page.editor('Body to the backend').getByText('onerror').first().hover();
        await page.button('Export').click();
        await page.dialog.locator('#export-form').filter({ hasText: 'onerror' }).waitFor();
        assert.equal(await page.page.evaluate(() => /** @type {any} */ (globalThis).stolen), undefined);
        assert.equal(await page.page.locator('img').count(), 0);
        assert.ok(page.server.requests.every((url) => !url.endsWith('/x')));
      },
      { hash: link(hostile()) },
    ),
  );

  const BAD = {
    'no link of this page': '#hello',
    'a newer version': '#7.abc',
    'cut off': link(hostile()).slice(0, 80),
    'characters that no link has': '#1.a$b',
    'no JSON': link('{"name": '),
    'another thing': link({ requests: 'x' }),
    'values of other kinds': link({ ...hostile(), requestTemplates: [{ text: 7 }] }),
    'a prototype': link('{"__proto__": {"polluted": 1}, "requests": [{"__proto__": {"polluted": 1}}]}'),
    '100 MB of zeros': link(`"${'0'.repeat(100_000_000)}"`),
    'deep nesting': link('['.repeat(200_000)),
  };
  for (const [name, hash] of Object.entries(BAD)) {
    test(
      `a link that holds ${name} gets a message, and the page starts afresh`,
      on(
        async (page) => {
          await page.notice(/The link could not be opened/);
          await page.state(6, '200');
          await page.shows('Body to the backend', '"TableName": "orders"');
          assert.equal(await page.page.evaluate(() => /** @type {any} */ ({}).polluted), undefined);
          assert.equal(new URL(page.page.url()).hash, '');
        },
        { hash },
      ),
    );
  }

  for (const [name, storage] of Object.entries({
    'no JSON': { 'vtlkit.session': '{', 'vtlkit.history': '[', 'vtlkit.layout': 'x', 'vtlkit.theme': '"' },
    'other things': { 'vtlkit.session': '{"requests": 1}', 'vtlkit.history': '{"a": 1}', 'vtlkit.layout': '{"sizes": {"columns": ["a", null]}, "folded": 3}', 'vtlkit.theme': '7' },
  })) {
    test(
      `stored state that is ${name} gets a message, and the page starts afresh`,
      on(
        async (page) => {
          await page.notice(/could not be read. The page starts with the first example/);
          await page.state(6, '200');
          await page.page.reload();
          await page.ready();
          assert.equal(await page.page.locator('.notice.error').count(), 0);
        },
        { storage },
      ),
    );
  }

  test(
    'an endless template is stopped, and the page goes on',
    on(async (page) => {
      const loops = '#foreach($a in [1..1000])'.repeat(5) + '$a' + '#end'.repeat(5);
      const start = Date.now();
      await page.type('Request template', loops);
      await page.pane(2).getByRole('alert').filter({ hasText: /Stopped after 2 seconds|limit/ }).or(page.pane(2).getByText(/limit/)).first().waitFor();
      assert.ok(Date.now() - start < 6000, `it took ${Date.now() - start} ms`);
      assert.equal(await page.page.evaluate(() => 1 + 1), 2);
      await page.type('Request template', '{"fine": true}');
      await page.shows('Body to the backend', '{"fine": true}');
    }),
  );

  test(
    'a long run shows that it goes on, and the old output stays, dimmed',
    on(async (page) => {
      await page.paste('Request template', '#foreach($a in [1..1000])'.repeat(5) + '$a' + '#end'.repeat(5));
      await page.page.locator('.progress.on').waitFor();
      assert.match((await page.pane(3).getAttribute('class')) ?? '', /dimmed/);
      await page.shows('Body to the backend', '"TableName": "orders"');
    }),
  );

  test(
    'it works offline after the first visit',
    on(async (page) => {
      await page.page.evaluate(() => navigator.serviceWorker.ready);
      await eventually(async () => {
        const kept = await page.page.evaluate(async () => {
          const names = await caches.keys();
          return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length))).reduce((sum, count) => sum + count, 0);
        });
        assert.ok(kept > 5);
      });
      await page.context.setOffline(true);
      await page.page.reload();
      await page.ready();
      await page.type('Request template', '{"offline": "$input.path(\'$.customer\')"}');
      await page.shows('Body to the backend', '{"offline": "Ann O’Hara"}');
      await page.page.getByRole('tab', { name: 'Model' }).click();
      await page.state(1, 'valid');
      const panel = await page.drawer('Throttle');
      await panel.getByRole('img').waitFor();
      await page.context.setOffline(false);
    }),
  );
});
