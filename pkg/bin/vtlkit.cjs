#!/usr/bin/env node
// The command: the native build for this machine where npm has installed it, or else the same as WebAssembly.
"use strict";

const args = process.argv.slice(2);

/**
 * How V8 compiles the module. Most functions are never called in a run: each is checked and compiled at its first call. The
 * optimising compiler starts later than usual, since most runs are over before it pays off.
 */
const FLAGS = ["--wasm-lazy-compilation", "--wasm-lazy-validation", "--wasm-tiering-budget=180000000"];

/** The native build of this machine, which npm installs as an optional dependency. */
function native() {
  const suffix = process.platform === "win32" ? ".exe" : "";
  try {
    return require.resolve(`@vtlkit/cli-${process.platform}-${process.arch}/vtlkit${suffix}`);
  } catch {
    return undefined;
  }
}

/** Runs the native build in place of this process, as far as that is possible. */
function runNative(program) {
  const child = require("node:child_process").spawn(program, args, { stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on("error", runWasm);
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function runWasm() {
  const fs = require("node:fs");
  const path = require("node:path");
  for (const flag of FLAGS) require("node:v8").setFlagsFromString(flag);
  const module = new WebAssembly.Module(fs.readFileSync(path.join(__dirname, "../dist/command.wasm")));
  try {
    process.exitCode = require("./wasi.cjs").run(module, args);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    process.stderr.write(`error: vtlkit has failed: ${error.message}\n`);
    process.exitCode = 101;
  }
}

const program = native();
if (program === undefined) runWasm();
else runNative(program);
