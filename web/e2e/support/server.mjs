// @ts-check
/** Serves the built site, with the playground in it. */
import { fileURLToPath } from 'node:url';
import { serve as serveFolder } from '../../../pkg/test/support.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Below some path, to see that the site does not need to be at the root. */
export const serveSite = (port = 0) => serveFolder(DIST, { base: '/tools/vtlkit/', port, types: { '.wasm': 'application/wasm' } });

/** The same, with the address of the playground. */
export async function serve(port = 0) {
  const server = await serveSite(port);
  return Object.assign(server, { url: `${server.url}play/` });
}
