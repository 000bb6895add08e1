// What tests and benchmarks in a browser share, those of the playground too.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

/** How a Chromium is started on any machine: without a window, and without asking for anything on its own. */
export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves a folder, as any static host does; the type of wasm is unknown to it as it is to many of them. `requests` are
 * the addresses it was asked for.
 * @param {string} folder
 * @param {{ base?: string, port?: number, headers?: Record<string, string>, types?: Record<string, string> }} [options]
 */
export async function serve(folder, { base = "/", port = 0, headers = {}, types = {} } = {}) {
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? "");
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const inside = path.startsWith(base) ? normalize(path.slice(base.length)) : "..";
    const named = join(folder, inside);
    try {
      if (inside.startsWith("..")) throw new Error("outside of the folder");
      const isFolder = (await stat(named)).isDirectory();
      if (isFolder && !path.endsWith("/")) return void response.writeHead(301, { Location: `${path}/` }).end();
      const file = isFolder ? join(named, "index.html") : named;
      const bytes = await readFile(file);
      const type = types[extname(file)] ?? TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, ...headers }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const chosen = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${chosen}${base}`,
    port: chosen,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
