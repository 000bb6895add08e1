/** The service workers: each keeps the files of its build under a name that changes with their content. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

interface Options {
  /** Whose files they are: the names of the caches begin with it. */
  name: string;
  /** Files beside the bundle that are kept, too. */
  more?: string[];
  /** The addresses of files that are served as something else than their name, if they are. */
  address?: (file: string) => string;
}

/** Fills the list of files into `sw.js`. */
export function serviceWorker({ name, more = [], address = (file) => file }: Options): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = Object.values(bundle).find((file) => file.fileName === 'sw.js');
      if (worker?.type !== 'chunk') throw new Error('the build has no service worker');
      const files = Object.values(bundle).filter(({ fileName }) => fileName !== 'sw.js' && !fileName.endsWith('.map'));
      const hash = createHash('sha256');
      for (const file of files) hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
      const list = [...new Set([...files.map(({ fileName }) => address(fileName)), ...more])];
      worker.code = worker.code
        .replaceAll('__FILES__', JSON.stringify(list))
        .replaceAll('__NAME__', JSON.stringify(name))
        .replaceAll('__VERSION__', JSON.stringify(hash.digest('base64url').slice(0, 16)));
    },
  };
}
