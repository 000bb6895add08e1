// @ts-check
/** Serves the built page. */
import { fileURLToPath } from 'node:url';
import { serve as serveFolder } from '../../../pkg/test/support.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Below some path, to see that the page does not need to be at the root. */
export const serve = (port = 0) => serveFolder(DIST, { base: '/tools/vtlkit/', port, types: { '.wasm': 'application/wasm' } });
