// The package in a browser: in a page that Vite builds, one that it serves, and one that webpack builds.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import * as vite from "vite";
import webpack from "webpack";
import { ARGUMENTS, serve } from "./support.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const built = (name) => path(`../../target/wasm/site-${name}`);
const WANTED = {
  early: "not-ready",
  seldom: "a-b-é 00042",
  failed: 10_000,
  rendered: "é😀",
  rules: ["unescaped-in-string"],
  status: 200,
  valid: false,
  worker: "hello from a worker",
  deep: "x",
};

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: ARGUMENTS });
});
after(() => browser?.close());

async function open(address) {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(address);
  await page.waitForFunction("window.page !== undefined");
  assert.deepEqual(await page.evaluate("window.page"), WANTED);
  assert.deepEqual(problems, []);
  return page;
}

test("a page built by Vite, and every case in it", async () => {
  await vite.build({ root: path("site"), base: "./", logLevel: "error", build: { outDir: built("vite"), emptyOutDir: true }, worker: { format: "es" } });
  const server = await serve(built("vite"));
  try {
    const page = await open(server.url);
    const lines = readFileSync(process.env.VTLKIT_JOBS, "utf8").trimEnd().split("\n");
    const results = await page.evaluate((lines) => window.run(lines), lines);
    assert.equal(results.length, lines.length);
    writeFileSync(process.env.VTLKIT_RESULTS_BROWSER, results.join("\n"));
  } finally {
    await server.close();
  }
});

test("a page served by Vite for development", async () => {
  const server = await vite.createServer({
    root: path("site"),
    logLevel: "error",
    cacheDir: built("vite-cache"),
    optimizeDeps: { exclude: ["vtlkit"] },
    server: { port: 0, host: "127.0.0.1", fs: { allow: [path("..")] } },
  });
  await server.listen();
  try {
    await open(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
});

test("a page built by webpack", async () => {
  rmSync(built("webpack"), { recursive: true, force: true });
  const stats = await new Promise((resolve, reject) => {
    webpack(
      { mode: "production", context: path("site"), entry: "./main.js", output: { path: built("webpack"), filename: "main.js" }, performance: false },
      (error, stats) => (error ? reject(error) : resolve(stats)),
    );
  });
  assert.equal(stats.hasErrors(), false, stats.toString());
  copyFileSync(path("site/index.html"), `${built("webpack")}/index.html`);
  const server = await serve(built("webpack"));
  try {
    await open(server.url);
  } finally {
    await server.close();
  }
});
