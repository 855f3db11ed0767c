// The service worker of a site that can be read offline. It keeps one version of the site, whole or not at all, and answers
// every page and file from there, so that nothing of two versions ever meets. The build puts two constants before it:
// BUILD, the name of the version, and FILES, the path of each file with the beginning of its SHA-256.
'use strict';

(() => {
  const AT_ONCE = 6, HASHED = 12, TAKE_OVER = 'take over';
  const files = new Map(FILES), { scope } = registration, base = new URL(scope).pathname;
  // Other sites may live on the same host: the scope keeps their caches apart.
  const ours = `notewright ${scope} `, name = ours + BUILD;

  const address = (path) => scope + path.split('/').map(encodeURIComponent).join('/');
  // A cached file is named by its content too: a new version takes over what has not changed.
  const key = (path) => `${address(path)}?${encodeURIComponent(files.get(path))}`;

  // The file that an address leads to. Some hosts take `.html` away.
  function pathOf(url) {
    const { pathname } = new URL(url);
    let path;
    try { path = decodeURIComponent(pathname.slice(base.length)); } catch { return undefined; }
    return [path, /(^|\/)$/.test(path) ? `${path}index.html` : `${path}.html`].find((each) => files.has(each));
  }

  /* Keeping */

  // A file as the build made it. While a site is being published, hosts and caches on the way hand out old files; and
  // a stored answer must not remember that it came by a redirect.
  async function fetched(path) {
    for (const cache of ['no-cache', 'reload']) {
      const response = await fetch(address(path), { cache });
      if (!response.ok) continue;
      const bytes = await response.arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, HASHED);
      if (btoa(String.fromCharCode(...digest)) !== files.get(path)) continue;
      const headers = new Headers(response.headers);
      // No request varies here, and an answer that says it varies with everything cannot be stored.
      headers.delete('vary');
      return new Response(bytes, { headers });
    }
    throw new Error(`${path} is not there, or of another version`);
  }

  async function keep(cache, path) {
    if (!await cache.match(key(path))) await cache.put(key(path), await caches.match(key(path)) ?? await fetched(path));
  }

  // A few files at a time. When one fails, the version is not installed, the old one stays, and what is here already need
  // not be fetched by the next attempt.
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

  // Asking for it by name makes no cache where there is none any more.
  const kept = (path) => caches.match(key(path), { cacheName: name });

  async function page(request) {
    const path = pathOf(request.url);
    if (path !== undefined) return await kept(path) ?? fetch(request);
    if (pathOf(`${request.url.replace(/[?#].*/, '')}/`) !== undefined) return Response.redirect(`${request.url.replace(/[?#].*/, '')}/`);
    // A page that this version does not have: perhaps a newer one does.
    try { return await fetch(request); } catch (error) {
      const lost = await kept('404.html');
      if (!lost) throw error;
      return new Response(lost.body, { status: 404, headers: lost.headers });
    }
  }

  async function part(request, path, clientId) {
    const client = clientId && await clients.get(clientId);
    // A page that came from the network gets its parts from there too.
    if (client && pathOf(client.url) === undefined) {
      try { return await fetch(request); } catch { /* It is our 404 page, offline. */ }
    }
    return await kept(path) ?? fetch(request);
  }

  // A site that is not to be read offline any more has no worker at this address: then the old one goes.
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
  // Only a reader's click on Reload says so: a page that is open stays with the version that it came from.
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
