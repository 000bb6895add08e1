// @ts-check
/** Serves the built page as a static host does, over a slow connection, and slows a browser down. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../../dist/play/', import.meta.url));

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
};

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How often bytes are sent, in milliseconds. */
const TICK = 20;

/**
 * A line that all answers share: they take turns, as on a real one.
 * @param {number} bytesPerSecond
 */
function line(bytesPerSecond) {
  const part = Math.round((bytesPerSecond * TICK) / 1000);
  let turn = Promise.resolve();
  return {
    /**
     * Sends bytes over the line.
     * @param {import('node:http').ServerResponse} response
     * @param {Buffer} bytes
     */
    async send(response, bytes) {
      for (let at = 0; at < bytes.length; at += part) {
        const before = turn;
        turn = before.then(() => pause(TICK)).then(() => undefined);
        await turn;
        response.write(bytes.subarray(at, at + part));
      }
      response.end();
    },
  };
}

/**
 * The server. `requests` are the files it was asked for with the bytes that each took; `fail` names what it answers with
 * an error.
 * @param {{ latency: number, bytesPerSecond: number, folder?: string }} options
 */
export async function serveSlowly({ latency, bytesPerSecond, folder = DIST }) {
  /** @type {{ file: string, bytes: number, at: number }[]} */
  const requests = [];
  /** @type {RegExp | undefined} */
  let failing;
  const wire = line(bytesPerSecond);
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const inside = normalize(path.endsWith('/') ? `${path.slice(1)}index.html` : path.slice(1));
    const entry = { file: inside, bytes: 0, at: Date.now() };
    requests.push(entry);
    await pause(latency);
    try {
      if (inside.startsWith('..')) throw new Error('outside of the folder');
      const bytes = gzipSync(await readFile(join(folder, inside)));
      if (failing?.test(inside)) throw new Error('told to fail');
      entry.bytes = bytes.length;
      response.writeHead(200, { 'Content-Type': TYPES[extname(inside)] ?? 'application/octet-stream', 'Content-Encoding': 'gzip', 'Cache-Control': 'max-age=600' });
      await wire.send(response, bytes);
    } catch {
      response.writeHead(503).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
    requests,
    /** @param {RegExp | undefined} files */
    fail: (files) => void (failing = files),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/**
 * Lets the processes that draw pages, with all their workers, run for one part of the time only. Gives a function that
 * ends it.
 * @param {import('playwright-core').Browser} browser
 * @param {number} times
 */
export async function slowDown(browser, times) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  /** @param {NodeJS.Signals} signal */
  const signal = (signal) => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  };
  const run = 10;
  let isOver = false;
  const turns = (async () => {
    while (!isOver) {
      signal('SIGSTOP');
      await pause(run * (times - 1));
      signal('SIGCONT');
      await pause(run);
    }
  })();
  return async () => {
    isOver = true;
    await turns;
    await session.detach();
  };
}
