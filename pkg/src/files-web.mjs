import { VtlkitError } from "./error.mjs";

/**
 * A file of wasm that is fetched, and the rest of it, if it is in two. `address` and `rest` are functions, as bundlers look
 * for `new URL` where it is written.
 */
export const files = (address, part, rest) => ({
  whole() {
    throw new VtlkitError({
      kind: "not-ready",
      message: `the engine of ${part} is not loaded yet`,
      help: `import { init } from "${part}", and write \`await init()\` first`,
    });
  },
  load: (source) => compile(source ?? address()),
  /** Loads the rest once there is nothing better to do. */
  async ahead() {
    await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
    return compile(fetched(rest(), { priority: "low" }));
  },
  /** Loads the rest while a call waits for it. */
  rest: () => new WebAssembly.Module(fetchedAtOnce(rest())),
});

/** Compiles what is given: an address, an answer, bytes, or a module that is compiled already. */
export async function compile(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given);
  const answer = given instanceof Response ? given : await fetched(given);
  if (!answer.ok) throw unavailable(answer.url, `the server answers ${answer.status}`);
  if (answer.headers.get("Content-Type")?.startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(answer);
  }
  // Many servers do not know the type, and streaming insists on it.
  const bytes = await answer.arrayBuffer();
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw unavailable(answer.url, `it is no WebAssembly: ${error.message}`, error);
  }
}

async function fetched(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    throw unavailable(address.url ?? address, error.message, error);
  }
}

/** The bytes at an address, for which everything waits: a call cannot give way to the page in its middle. */
function fetchedAtOnce(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  // Each byte as a character: while a page waits it gets texts only.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
  } catch (error) {
    throw unavailable(address, error.message, error);
  }
  if (request.status !== 200) throw unavailable(address, `the server answers ${request.status}`);
  return Uint8Array.from(request.responseText, (byte) => byte.charCodeAt(0) & 255);
}

function unavailable(address, why, cause) {
  const failure = new VtlkitError({
    kind: "load",
    message: `cannot load ${address}: ${why}`,
    help: "serve the file, or give `init` its address",
  });
  if (cause) failure.cause = cause;
  return failure;
}
