import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { conformance } from './plugins/conformance.ts';
import { examples } from './plugins/examples.ts';
import { contentSecurityPolicy } from './plugins/policy.ts';
import { serviceWorker } from './plugins/service-worker.ts';

/** CodeMirror adds style elements; a nonce made for each build lets those in, and no others. */
const nonce = randomBytes(12).toString('base64url');

/** The files of `public`, which the bundle does not list. */
const PUBLIC = ['icon.svg', 'manifest.webmanifest', 'theme.js'];

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the page knows of the repository. */
const data = () => [conformance(here('../tests/conformance')), examples(here('../examples'))];

export default defineConfig({
  base: './',
  define: { __NONCE__: JSON.stringify(nonce) },
  plugins: [
    contentSecurityPolicy({ nonce }),
    serviceWorker({ name: 'play', more: PUBLIC, address: (file) => (file === 'index.html' ? './' : file) }),
    ...data(),
  ],
  worker: { format: 'es', plugins: data },
  server: { fs: { allow: [here('..')] } },
  build: {
    outDir: 'dist/play',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here('index.html'), sw: here('src/sw.ts') },
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
