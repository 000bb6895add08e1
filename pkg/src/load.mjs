import { VtlkitError } from "./error.mjs";

/**
 * What wasm-bindgen makes an instance of: bytes, a compiled module, or an answer, which is compiled while it arrives. The
 * source is one of them, or an address.
 */
export async function load(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) return WebAssembly.compile(given);
  const answer = given instanceof Response ? given : await fetched(given);
  if (!answer.ok) throw unavailable(answer.url, `the server answers ${answer.status}`);
  if (answer.headers.get("Content-Type")?.startsWith("application/wasm")) return answer;
  // Many servers do not know the type, and streaming insists on it.
  const bytes = await answer.arrayBuffer();
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw unavailable(answer.url, `it is not WebAssembly: ${error.message}`, error);
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
