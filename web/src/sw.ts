/** The service worker: keeps the files of this build, so that the page works without a network. */

declare const self: ServiceWorkerGlobalScope;
/** Filled in when the page is built. */
declare const __FILES__: string[];
declare const __VERSION__: string;

const CACHE = `vtlkit-${__VERSION__}`;

self.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    // What has its content in its name is most often in the browser's cache already: the page has just loaded it.
    await cache.addAll(__FILES__.map((file) => new Request(file, { cache: file.startsWith('assets/') ? 'default' : 'reload' })));
  };
  event.waitUntil(keep());
});

self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith('vtlkit-') && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    // The page itself comes fresh where there is a network; everything else has its content in its name.
    if (request.mode === 'navigate') {
      try {
        return await fetch(request);
      } catch {
        return (await cache.match('./')) ?? Response.error();
      }
    }
    return (await cache.match(request)) ?? fetch(request);
  };
  event.respondWith(answer());
});
export {};
