/** The service worker of the playground, and of the site around it: keeps the files of its build, which work without a network then. */

declare const self: ServiceWorkerGlobalScope;
/** Filled in when the page is built. */
declare const __FILES__: string[];
declare const __NAME__: 'play' | 'site';
declare const __VERSION__: string;

const CACHE = `vtlkit-${__NAME__}-${__VERSION__}`;

/** Whether a cache is an older one of this worker. Those without a name are of the time when the playground was alone. */
function isOlder(name: string): boolean {
  if (name === CACHE) return false;
  return name.startsWith(`vtlkit-${__NAME__}-`) || (__NAME__ === 'site' && /^vtlkit-(?!play-)/.test(name));
}

/** A page that was kept. As on a server, an address without its slash leads to the one with it, from which links are relative. */
async function keptPage(cache: Cache, request: Request): Promise<Response | undefined> {
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname.replace(/\/index\.html$/, '/');
  if (address.endsWith('/')) return (await cache.match(address)) ?? cache.match('./');
  return (await cache.match(`${address}/`)) ? Response.redirect(`${address}/`) : cache.match('./');
}

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
    await Promise.all(names.filter(isOlder).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    // A page itself comes fresh where there is a network; everything else has its content in its name.
    if (request.mode === 'navigate') {
      try {
        return await fetch(request);
      } catch {
        return (await keptPage(cache, request)) ?? Response.error();
      }
    }
    return (await cache.match(request)) ?? fetch(request);
  };
  event.respondWith(answer());
});
export {};
