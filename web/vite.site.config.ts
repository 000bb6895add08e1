import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy } from './plugins/policy.ts';
import { serviceWorker } from './plugins/service-worker.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where Eleventy has written the pages. */
const PAGES = here('../target/site/pages');

/** The pages, each an entry of the build. */
function pages(): Record<string, string> {
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('index.html'));
  return Object.fromEntries(files.map((file) => [file, `${PAGES}/${file}`]));
}

/** Files of the site that keep their names: those of the playground that the site has, too, and the index of the search. */
function named(files: Record<string, string>): Plugin {
  return {
    name: 'named-files',
    generateBundle() {
      for (const [fileName, path] of Object.entries(files)) this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
    },
  };
}

/** The documentation site, from the pages that Eleventy has written. */
export default defineConfig({
  root: PAGES,
  base: './',
  publicDir: false,
  resolve: { alias: { '/@site': here('site') } },
  plugins: [
    contentSecurityPolicy(),
    named({ 'icon.svg': here('public/icon.svg'), 'theme.js': here('public/theme.js'), 'search.json': `${PAGES}/search.json` }),
    serviceWorker({ name: 'site', address: (file) => file.replace(/(^|\/)index\.html$/, '$1') || './' }),
  ],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { ...pages(), sw: here('src/sw.ts') },
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});
