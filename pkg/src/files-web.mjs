import { VtlkitError } from "./error.mjs";

/** A file of wasm that is fetched. `address` is a function, as bundlers look for `new URL` where it is written. */
export const files = (address, part) => ({
  whole() {
    throw new VtlkitError({
      kind: "not-ready",
      message: `the engine of ${part} is not loaded yet`,
      help: `import { init } from "${part}", and write \`await init()\` first`,
    });
  },
  load: (source) => compile(source ?? address()),
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

async function fetched(address) {
  try {
    return await fetch(address);
  } catch (error) {
    throw unavailable(address.url ?? address, error.message, error);
  }
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
