// @ts-check
/** What people do who see the page for the first time, each as they did it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually, playground } from './support/page.mjs';

/** Two problems on lines of their own, with a line without any between them. */
const LINES = `{
  "a": "$input.path('$.customer')",
  "plain": 1,
  "b": "$input.path('$.note')"
}`;

const OPENAPI = `openapi: 3.0.1
info: {title: pets, version: '1'}
paths:
  /pets:
    post:
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default: {statusCode: '200', responseTemplates: {application/json: '{"pet": true}'}}
`;

const TERRAFORM = `resource "aws_api_gateway_integration" "post" {
  rest_api_id             = "api"
  resource_id             = "pets"
  http_method             = "POST"
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:eu-west-1:events:action/PutEvents"
  request_templates = {
    "application/json" = jsonencode({ from = "terraform" })
  }
}
`;

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

/**
 * Drops a file on the page.
 * @param {Playground} page
 * @param {string} name
 * @param {string} text
 */
async function drop(page, name, text) {
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
const requests = (page) => page.page.getByLabel('Named request').locator('option').allInnerTexts();

/**
 * The body of the request, whatever tab is shown.
 * @param {Playground} page
 */
const focused = (page) => page.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

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

describe('a first text of one’s own', () => {
  const on = playground();

  test(
    'a template that is pasted over that of the example takes the place of its model, requests and answers',
    on(async (page) => {
      await page.paste('Request template', '{"id": "$input.params(\'id\')", "who": $input.json(\'$.who\')}');
      await page.notice(/your own request template/);
      assert.deepEqual(await requests(page), ['Request 1']);
      await page.shows('Request body', '{}');
      await page.state(1, 'not validated');
      await page.page.getByRole('tab', { name: 'Model' }).click();
      assert.equal((await page.text('Model of the body')).includes('customer'), false);
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await page.paste('Request body', '{"who": "me"}');
      await page.shows('Body to the backend', '"who": "me"');
      await page.state(6, '200');
    }),
  );

  test(
    'the same holds after the text was deleted first, and all of it can be brought back',
    on(async (page) => {
      await page.type('Request template', '');
      await page.paste('Request template', '{"mine": true}');
      await page.button('Bring them back').click();
      assert.deepEqual(await requests(page), ['An order', 'Without a customer', 'Stored already']);
      await page.shows('Body to the backend', '{"mine": true}');
      await page.state(1, 'valid');
    }),
  );

  test(
    'a body that is pasted over that of the example is not held against its model',
    on(async (page) => {
      await page.paste('Request body', '{"mine": [1]}');
      await page.notice(/your own body/);
      await page.state(1, 'not validated');
      assert.deepEqual(await requests(page), ['Request 1']);
      await page.shows('Request template', 'TableName');
      await page.button('Undo').first().click();
      await page.state(1, 'valid');
    }),
  );

  test(
    'an example that was changed keeps what it has, as does one into which a word is pasted',
    on(async (page) => {
      await page.editor('Request template').click();
      await page.page.keyboard.press('ControlOrMeta+End');
      await page.clipboard('## a comment');
      await page.page.keyboard.press('ControlOrMeta+V');
      await page.shows('Request template', '## a comment');
      await page.paste('Request body', '{"customer": "Bo", "items": []}');
      await page.shows('Body to the backend', '"Bo"');
      assert.equal((await requests(page)).length, 3);
      await page.state(1, 'valid');
    }),
  );

  test(
    'where the model refuses the body, it is one click to the model, and one to do without',
    on(async (page) => {
      await page.page.getByLabel('Named request').selectOption({ label: 'Without a customer' });
      await page.state(1, 'body validation');
      await page.button('Show the model').click();
      await eventually(async () => assert.equal(await focused(page), 'Model of the body'));
      await page.button('Do not validate').click();
      await page.state(1, 'not validated');
      await page.state(6, '200');
      await page.notice(/no longer validated/);
      await page.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await page.state(1, 'body validation');
    }),
  );

  test(
    'where a required parameter is missing, the parameters are one click away',
    on(async (page) => {
      await page.page.getByRole('tab', { name: 'Model' }).click();
      await page.page.getByLabel('Required parameters').fill('querystring.q');
      await page.page.getByLabel('Validate', { exact: true }).selectOption('all');
      await page.state(1, 'parameter validation');
      await page.page.getByRole('tab', { name: 'Body' }).click();
      await page.button('Show the required parameters').click();
      await page.page.getByLabel('Required parameters').waitFor();
      await page.button('Do not validate').click();
      await page.state(1, 'valid');
      assert.equal(await page.page.getByLabel('Validate', { exact: true }).inputValue(), 'body');
    }),
  );

  test(
    'New starts a mapping from scratch, and leads back',
    on(async (page) => {
      await page.button('New').click();
      await page.notice(/New mapping/);
      assert.equal(await page.page.getByLabel('Name of the mapping').inputValue(), 'New mapping');
      assert.deepEqual(await requests(page), ['Request 1']);
      await page.state(6, '200');
      await page.button('Back to what I had').click();
      await page.shows('Body to the backend', '"TableName": "orders"');
    }),
  );
});

describe('files and texts', () => {
  const on = playground();

  test(
    'a dropped file with JSON that is no definition becomes the body',
    on(async (page) => {
      await drop(page, 'body.json', '{"customer": "From a file", "items": []}');
      await page.notice(/body\.json has no routes and no templates: it is now the body/);
      await page.shows('Request body', 'From a file');
      await page.shows('Body to the backend', 'From a file');
      await page.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
      await page.shows('Request body', 'Ann O’Hara');
      await drop(page, 'list.json', '[1, 2, 3]');
      await page.shows('Request body', '[1, 2, 3]');
    }),
  );

  test(
    'JSON that is a broken definition, and a text that is nothing, get a message',
    on(async (page) => {
      await drop(page, 'openapi.json', '{"openapi": "3.0.1", "info": {"title": "x", "version": "1"}, "paths": {}}');
      await page.notice(/openapi\.json cannot be opened/);
      await drop(page, 'notes.json', 'not JSON');
      await page.notice(/notes\.json cannot be opened/);
      await page.shows('Request body', 'Ann O’Hara');
    }),
  );

  for (const [what, text, shown] of /** @type {[string, string, RegExp][]} */ ([
    ['OpenAPI in YAML', OPENAPI, /"pet": true/],
    ['OpenAPI in JSON', JSON.stringify({ openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: { '/pets': { get: { responses: {}, 'x-amazon-apigateway-integration': { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '{"pet": true}' } } } } } } } }, null, 2), /"pet": true/],
  ])) {
    test(
      `a pasted definition is offered to be opened: ${what}`,
      on(async (page) => {
        await page.paste('Request template', text);
        await page.notice(/This looks like/);
        await page.button('Open it as a definition').click();
        await page.notice(/Opened/);
        await page.shows('Body to the client', shown);
        await page.button('Undo').first().click();
        await page.shows('Request template', '"TableName"');
        assert.equal((await requests(page)).length, 3, 'the example is as it was');
      }),
    );
  }

  test(
    'a pasted Terraform file is offered to be opened, in an editor and outside of one',
    on(async (page) => {
      await page.paste('Request body', TERRAFORM);
      await page.notice(/This looks like a Terraform file/);
      await page.button('Open it as a definition').click();
      await page.notice(/Opened/);
      await page.shows('Request template', '{"from":"terraform"}');
      await page.button('New').click();
      await page.shows('Body to the backend', '"input"');
      await page.clipboard(OPENAPI);
      await page.page.locator('.brand').click();
      await page.page.keyboard.press('ControlOrMeta+V');
      await page.notice(/Opened POST \/pets/);
      await page.shows('Body to the client', '"pet": true');
    }),
  );

  test(
    'the test is one of the exports',
    on(async (page) => {
      await page.button('Export').click();
      await page.dialog.getByRole('tab', { name: 'Test' }).click();
      await page.dialog.getByRole('region', { name: 'store-an-order-in-dynamodb.test.yaml' }).getByText('Without a customer').waitFor();
      await page.dialog.getByRole('region', { name: 'api.json' }).waitFor();
      await page.dialog.getByRole('button', { name: 'Download store-an-order-in-dynamodb.test.yaml' }).waitFor();
    }),
  );
});

describe('what is shown', () => {
  const on = playground();

  test(
    'a request that breaks an output is a request of its own',
    on(async (page) => {
      const body = await page.text('Request body');
      const panel = await page.drawer('Problems');
      const show = panel.getByRole('button', { name: 'Show a request that breaks it' }).first();
      await show.click();
      await page.state(3, 'invalid JSON');
      const [first, ...others] = await requests(page);
      assert.equal(first, 'An order');
      assert.match(others.at(-1) ?? '', /^Breaks: unescaped-in-string, line \d$/);
      // Once more is the same request.
      await show.click();
      assert.equal((await requests(page)).length, 4);
      await page.page.getByLabel('Named request').selectOption({ label: 'An order' });
      await eventually(async () => assert.equal(await page.text('Request body'), body));
    }),
  );

  test(
    'a request that breaks a response makes the backend answer so that this response is chosen',
    on(async (page) => {
      await page.page.getByLabel('Integration response shown').selectOption('1');
      await page.type('Response template', '{"message": "$input.path(\'$.message\')"}');
      const panel = await page.drawer('Problems');
      await panel.locator('.problem').filter({ hasText: 'response template' }).getByRole('button', { name: 'Show a request that breaks it' }).first().click();
      await page.state(6, '409, invalid JSON');
    }),
  );

  test(
    'what follows from a body that the backend would refuse is marked as such',
    on(async (page) => {
      await page.type('Request template', '{"TableName": orders}');
      await page.state(3, 'invalid JSON');
      await page.state(4, '200, broken request');
      await page.state(5, 'runs, broken request');
      await page.state(6, '200, broken request');
      for (const pane of [4, 5, 6]) {
        assert.match((await page.pane(pane).locator('.state').getAttribute('class')) ?? '', /warning/);
        await page.pane(pane).getByText('Based on a broken request').waitFor();
      }
      await page.pane(6).getByRole('button', { name: 'Show where' }).click();
      await eventually(async () => assert.equal(await focused(page), 'Body to the backend'));
      await page.type('Request template', '{"TableName": "orders"}');
      await page.state(6, /200$/);
      assert.equal(await page.page.locator('.broken-request').count(), 0);
    }),
  );

  test(
    'a form is no broken JSON',
    on(async (page) => {
      await page.button('Route').click();
      await page.page.getByLabel('Integration URI').fill('arn:aws:apigateway:eu-west-1:sqs:path/123456789012/orders');
      await page.page.getByLabel('Request parameters').fill("integration.request.header.Content-Type: 'application/x-www-form-urlencoded'");
      await page.type('Request template', "Action=SendMessage&MessageBody=$util.urlEncode($input.body)");
      await page.state(3, 'not JSON');
      assert.match((await page.pane(3).locator('.state').getAttribute('class')) ?? '', /ok/);
      await page.state(6, /200$/);
    }),
  );

  test(
    'messages cover no button, show code as code, and go away by themselves',
    on(async (page) => {
      await page.page.clock.install();
      await page.button('Open').click();
      await page.dialog.getByLabel('Definition').setInputFiles({ name: 'proxy.yaml', mimeType: 'text/plain', buffer: Buffer.from(OPENAPI.replace('type: mock', 'type: http_proxy\n        httpMethod: POST\n        uri: https://example.com')) });
      await page.notice(/HTTP_PROXY/);
      const notice = page.page.locator('.notice').first();
      assert.equal((await notice.innerText()).includes('`'), false);
      assert.ok((await notice.locator('code').count()) > 0);
      const box = await notice.boundingBox();
      const covered = await page.page.evaluate((box) => {
        if (!box) return ['no notice'];
        const overlaps = (/** @type {DOMRect} */ one) => one.width > 0 && one.left < box.x + box.width && one.right > box.x && one.top < box.y + box.height && one.bottom > box.y;
        return [...document.querySelectorAll('button, input, select, a')].filter((element) => !element.closest('.notice') && overlaps(element.getBoundingClientRect()) && element.checkVisibility() && !element.closest('.drawer-body')).map((element) => element.outerHTML.slice(0, 80));
      }, box);
      assert.deepEqual(covered, []);
      const drawer = await page.page.locator('.drawer').boundingBox();
      assert.ok((drawer?.y ?? 0) + (drawer?.height ?? 0) <= (box?.y ?? 0), 'the notice is below the tools');
      await page.page.clock.runFor(21_000);
      await eventually(async () => assert.equal(await page.page.locator('.notice').count(), 0));
      await drop(page, 'x.json', 'no');
      await page.page.locator('.notice.error').waitFor();
      await page.page.clock.runFor(31_000);
      await eventually(async () => assert.equal(await page.page.locator('.notice').count(), 0));
    }),
  );

  test(
    'a message stays while it is pointed at, and the panes stay where they are',
    on(async (page) => {
      await page.page.clock.install();
      const before = await page.pane(6).boundingBox();
      await page.page.keyboard.press('ControlOrMeta+s');
      await page.notice(/Link copied/);
      assert.deepEqual(await page.pane(6).boundingBox(), before);
      await page.page.locator('.notice').hover();
      await page.page.clock.runFor(60_000);
      assert.equal(await page.page.locator('.notice').count(), 1);
      await page.page.locator('.brand').hover();
      await page.page.clock.runFor(7_000);
      await eventually(async () => assert.equal(await page.page.locator('.notice').count(), 0));
    }),
  );

  test(
    'an error while a dialog is open is shown in the dialog',
    on(async (page) => {
      await page.button('Open').click();
      await page.dialog.getByLabel('Definition').setInputFiles({ name: 'x.yaml', mimeType: 'text/plain', buffer: Buffer.from('a: [') });
      await page.dialog.locator('.notice.error').filter({ hasText: 'x.yaml cannot be opened' }).waitFor();
      await page.dialog.getByRole('button', { name: 'Dismiss' }).click();
      assert.equal(await page.page.locator('.notice').count(), 0);
    }),
  );

  test(
    'code in messages is shown as code, in every tool',
    on(async (page) => {
      await page.type('Request template', "#if($input.path('$.gone'))$input.path('$.x')#end {\"a\": $nothing.foo(1)}");
      await page.state(3, 'invalid JSON');
      for (const tool of ['Problems', 'Trace', 'Attack', 'Throttle']) {
        const panel = await page.drawer(tool);
        const attack = panel.getByRole('button', { name: 'Attack my template' });
        if (await attack.isVisible()) await attack.click();
        await page.settled();
        assert.equal((await panel.innerText()).includes('`'), false, tool);
      }
      await page.editor('Request template').locator('.cm-lintRange').first().hover();
      const tip = page.page.locator('.cm-tooltip .cm-diagnostic').first();
      await tip.waitFor();
      assert.equal((await tip.innerText()).includes('`'), false);
      await page.page.getByLabel('Named request').selectOption({ label: 'Stored already' });
      for (const pane of [1, 2, 3, 4, 5, 6]) assert.equal((await page.pane(pane).innerText()).includes('`'), false, `pane ${pane}`);
    }),
  );

  test(
    'a screen reader is told when the number of problems changes, and not of what the page starts with',
    on(async (page) => {
      const said = page.page.locator('.problems-said');
      await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
      await page.page.waitForTimeout(1000);
      assert.equal(await said.getAttribute('role'), 'status');
      assert.equal(await said.innerText(), '');
      await page.type('Request template', '#if($x)');
      await eventually(async () => assert.match(await said.innerText(), /^[1-9] errors?/));
      await page.type('Request template', '{}');
      await eventually(async () => assert.equal(await said.innerText(), 'No problems'));
    }),
  );

  test(
    'buttons that look alike have names that differ',
    on(async (page) => {
      await page.button('Add a response').click();
      await page.button('Add a template').click();
      await page.button('Add a request').click();
      await eventually(async () => {
        const names = await page.page.getByRole('button', { name: /^(Add|Remove|Rename)/ }).evaluateAll((all) => all.map((element) => element.getAttribute('aria-label') ?? element.textContent));
        assert.deepEqual(names.toSorted(), ['Add a request', 'Add a response', 'Add a template', 'Remove this request', 'Remove this response', 'Remove this template', 'Rename this request']);
      });
    }),
  );

  test(
    'states of panes and badges of loops say what they are, and lead to it, by keyboard too',
    on(async (page) => {
      await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
      for (const pane of [1, 2, 3, 4, 5, 6]) assert.ok(((await page.pane(pane).locator('.state').getAttribute('title')) ?? '').length > 10, `pane ${pane}`);
      const pill = page.pane(2).getByRole('button', { name: /problem.*Go to the list of problems/ });
      await pill.press('Enter');
      await eventually(async () => assert.equal(await page.page.evaluate(() => document.activeElement?.className), 'link problem-title'));
      const badge = page.editor('Request template').getByRole('button', { name: 'The loop makes 2 rounds: step through them' });
      assert.equal(await badge.innerText(), '×2 rounds');
      await badge.press('Enter');
      await page.page.getByRole('region', { name: 'Rounds of the request template' }).waitFor();
      await page.type('Request template', '{"a": }');
      await page.pane(3).getByRole('button', { name: /^invalid JSON/ }).click();
      await eventually(async () => assert.equal(await page.page.evaluate(() => getSelection()?.toString()), '}'));
    }),
  );

  test(
    'errors are listed before warnings, and F8 goes through them in this order',
    on(async (page) => {
      await page.type('Request template', "{\n  \"a\": \"$input.path('$.customer')\",\n  \"b\": $input.path('$.x')\n}");
      const panel = await page.drawer('Problems');
      await eventually(async () => {
        const signs = await panel.locator('.problem .sign').evaluateAll((all) => all.map((sign) => sign.className.replace('sign ', '')));
        assert.deepEqual(signs.slice(0, 2), ['error', 'warning']);
      });
      await page.page.keyboard.press('F8');
      await eventually(async () => assert.equal(await page.page.evaluate(() => getSelection()?.toString()), "$input.path('$.x')"));
    }),
  );

  test(
    'at a zoom of 200 % the problems are one key away from the template',
    on(
      async (page) => {
        await page.editor('Request template').locator('.cm-lintRange').first().waitFor();
        const pill = page.pane(2).getByRole('button', { name: /Go to the list of problems/ });
        await pill.click();
        const first = page.page.locator('#drawer-panel .problem-title').first();
        await eventually(async () => {
          assert.equal(await first.evaluate((element) => element === document.activeElement), true);
          const box = await first.boundingBox();
          assert.ok(box && box.y >= 0 && box.y + box.height <= 450, JSON.stringify(box));
        });
        await first.press('Enter');
        await eventually(async () => assert.equal(await focused(page), 'Request template'));
      },
      { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
    ),
  );
});
