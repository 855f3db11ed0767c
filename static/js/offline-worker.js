// The service worker of a site that is readable offline. It caches one complete version of the site, and answers all
// requests from it, so that two versions never mix. The build prepends two constants: BUILD, the name of the version,
// and FILES, the path of each file with the beginning of its SHA-256.
'use strict';

(() => {
  const AT_ONCE = 6, HASHED = 12, TAKE_OVER = 'take over';
  const files = new Map(FILES), { scope } = registration, base = new URL(scope).pathname;
  // Other sites may use the same host. The scope separates their caches.
  const ours = `notewright ${scope} `, name = ours + BUILD;

  const address = (path) => scope + path.split('/').map(encodeURIComponent).join('/');
  // The key of a cached file contains its hash, so a new version reuses unchanged files.
  const key = (path) => `${address(path)}?${encodeURIComponent(files.get(path))}`;

  // Returns the file of an address. Some hosts remove `.html`.
  function pathOf(url) {
    const { pathname } = new URL(url);
    let path;
    try { path = decodeURIComponent(pathname.slice(base.length)); } catch { return undefined; }
    return [path, /(^|\/)$/.test(path) ? `${path}index.html` : `${path}.html`].find((each) => files.has(each));
  }

  /* Caching */

  // Fetches a file of this version. During a deploy, hosts and caches may still send old files. The response is
  // rebuilt, because a cached response must not be marked as redirected.
  async function fetched(path) {
    for (const cache of ['no-cache', 'reload']) {
      const response = await fetch(address(path), { cache });
      if (!response.ok) continue;
      const bytes = await response.arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, HASHED);
      if (btoa(String.fromCharCode(...digest)) !== files.get(path)) continue;
      const headers = new Headers(response.headers);
      // A response with `vary: *` cannot be cached. No request of the site varies.
      headers.delete('vary');
      return new Response(bytes, { headers });
    }
    throw new Error(`${path} is missing or has another version`);
  }

  async function keep(cache, path) {
    if (!await cache.match(key(path))) await cache.put(key(path), await caches.match(key(path)) ?? await fetched(path));
  }

  // Caches all files, a few at a time. If one fails, the version is not installed and the old one stays. The next
  // attempt reuses the files that are already cached.
  async function keepAll() {
    const cache = await caches.open(name), waiting = [...files.keys()];
    const work = async () => {
      while (waiting.length) await keep(cache, waiting.shift());
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      waiting.length = 0;
    }
  }

  async function forget(isWanted) {
    const names = (await caches.keys()).filter((other) => other.startsWith(ours) && !isWanted(other));
    await Promise.all(names.map((other) => caches.delete(other)));
  }

  /* Answering */

  // Matching by cache name does not create a missing cache.
  const kept = (path) => caches.match(key(path), { cacheName: name });

  async function page(request) {
    const path = pathOf(request.url);
    if (path !== undefined) return await kept(path) ?? fetch(request);
    if (pathOf(`${request.url.replace(/[?#].*/, '')}/`) !== undefined) return Response.redirect(`${request.url.replace(/[?#].*/, '')}/`);
    // This version does not have the page; a newer one may.
    try { return await fetch(request); } catch (error) {
      const lost = await kept('404.html');
      if (!lost) throw error;
      return new Response(lost.body, { status: 404, headers: lost.headers });
    }
  }

  async function part(request, path, clientId) {
    const client = clientId && await clients.get(clientId);
    // A page from the network gets its files from the network too.
    if (client && pathOf(client.url) === undefined) {
      try { return await fetch(request); } catch { /* Offline, on the cached 404 page. */ }
    }
    return await kept(path) ?? fetch(request);
  }

  // Removes this worker if its file no longer exists: the site is not readable offline any more.
  async function retireIfGone() {
    let answer;
    try { answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }); } catch { return; }
    const isScript = answer.headers.get('content-type')?.includes('javascript');
    if (![403, 404, 410].includes(answer.status) && !(answer.ok && !isScript)) return;
    await registration.unregister();
    await forget(() => false);
  }

  addEventListener('install', (event) => event.waitUntil(keepAll()));
  addEventListener('activate', (event) => event.waitUntil(forget((other) => other === name)));
  // The reader clicked on Reload. Until then, open pages keep their version.
  addEventListener('message', (event) => { if (event.data === TAKE_OVER) event.waitUntil(skipWaiting()); });
  addEventListener('fetch', (event) => {
    const { request, clientId } = event;
    if (request.method !== 'GET' || !request.url.startsWith(scope) || request.headers.has('range')) return;
    if (request.mode === 'navigate') {
      event.respondWith(page(request));
      event.waitUntil(retireIfGone());
    } else {
      const path = pathOf(request.url);
      if (path !== undefined) event.respondWith(part(request, path, clientId));
    }
  });
})();
