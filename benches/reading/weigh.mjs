// What a page costs its reader: requests, bytes, times, layout shifts and elements.

// The two devices. Throughput in bits per second, latency per request in ms, and how many times slower the processor is.
export const DEVICES = {
  phone: { options: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true }, throughput: 1.6e6, latency: 150, slowdown: 4 },
  desktop: { options: { viewport: { width: 1280, height: 800 } }, throughput: 10e6, latency: 40, slowdown: 1 },
};

// A page is idle if nothing was loaded and no long task ran for this time, in ms.
const QUIET = 1000;

// Loads a page with a cold cache, then a second one of the same site. Returns what each cost.
export async function weighed(browser, server, device, first, second) {
  const { options, throughput, latency, slowdown } = DEVICES[device];
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: throughput / 8, uploadThroughput: throughput / 8 });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      globalThis.seen = { shift: 0, busy: 0 };
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; })).observe({ type: 'layout-shift', buffered: true });
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { seen.busy = entry.startTime + entry.duration; })).observe({ type: 'longtask', buffered: true });
    });
    const foreign = [];
    page.on('request', (request) => { if (!request.url().startsWith(server.origin)) foreign.push(request.url()); });
    const cold = await visit(page, server, first);
    const warm = await visit(page, server, second);
    if (foreign.length) throw new Error(`the page asks other hosts, which are not measured: ${foreign.join(' ')}`);
    return { ...cold, next: { requests: warm.requests, bytes: warm.bytes } };
  } finally {
    await context.close();
  }
}

async function visit(page, server, path) {
  server.sent.length = 0;
  await page.goto(server.origin + path, { waitUntil: 'load' });
  const times = await idle(page, server);
  const kinds = {};
  for (const { kind, bytes } of server.sent) kinds[kind] = (kinds[kind] ?? 0) + bytes;
  return { requests: server.sent.length, bytes: server.sent.reduce((sum, { bytes }) => sum + bytes, 0), kinds, ...times };
}

// Waits until the page is idle. Returns its times, in ms since the navigation began, its layout shifts and elements.
async function idle(page, server) {
  for (;;) {
    const state = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation');
      const loaded = performance.getEntriesByType('resource').map(({ responseEnd }) => responseEnd);
      return {
        now: performance.now(), origin: performance.timeOrigin, load: navigation.loadEventEnd, last: Math.max(navigation.loadEventEnd, seen.busy, ...loaded),
        paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime, shift: seen.shift, elements: document.querySelectorAll('*').length,
      };
    });
    // A worker of the page loads files that the page does not list.
    const last = Math.max(state.last, ...server.sent.map(({ end }) => end - state.origin));
    if (state.load && state.now - last > QUIET) return { paint: state.paint, load: state.load, idle: last, shift: state.shift, elements: state.elements };
    await page.waitForTimeout(100);
  }
}
