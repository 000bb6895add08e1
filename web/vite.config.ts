import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { conformance } from './plugins/conformance.ts';
import { examples } from './plugins/examples.ts';

/** CodeMirror adds style elements; a nonce made for each build lets those in, and no others. */
const nonce = randomBytes(12).toString('base64url');

/** What the page may do: load its own files, run WebAssembly, and nothing else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  `style-src 'self' 'nonce-${nonce}'`,
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the policy into the built page. The server for development needs inline scripts and has none. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

/** The files of `public`, which the bundle does not list. */
const PUBLIC = ['icon.svg', 'manifest.webmanifest', 'theme.js'];

/** Writes the service worker with the list of files it keeps, under a name that changes with their content. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = Object.values(bundle).find((file) => file.fileName === 'sw.js');
      if (worker?.type !== 'chunk') throw new Error('there is no service worker');
      const files = Object.keys(bundle).filter((name) => name !== 'sw.js' && !name.endsWith('.map'));
      const text = JSON.stringify(['./', ...files.filter((name) => name !== 'index.html'), ...PUBLIC]);
      worker.code = worker.code.replaceAll('__FILES__', text).replaceAll('__VERSION__', JSON.stringify(nonce));
    },
  };
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the page knows of the repository. */
const data = () => [conformance(here('../tests/conformance')), examples(here('../examples'))];

export default defineConfig({
  base: './',
  define: { __NONCE__: JSON.stringify(nonce) },
  plugins: [contentSecurityPolicy(), serviceWorker(), ...data()],
  worker: { format: 'es', plugins: data },
  server: { fs: { allow: [here('..')] } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here('index.html'), sw: here('src/sw.ts') },
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
