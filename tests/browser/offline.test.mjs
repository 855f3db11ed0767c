// A site that is readable offline: without the server, after a new version, after half a version, and turned off again.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { browser, opened, program, repository, served } from './site.mjs';

after(() => browser.close());

// Serves a site of the first notes. `edit()` changes a file, `build()` publishes.
async function offline(t) {
  const root = mkdtempSync(join(tmpdir(), 'notewright-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'notes'));
  const notes = join(root, 'notes/aws-developer.md');
  writeFileSync(join(root, 'site.toml'), '[site]\noffline = true\n');
  writeFileSync(notes, readFileSync(join(repository, 'notes/aws-developer.md'), 'utf8').split('\n### 13.')[0]);
  const site = {
    root, dist: join(root, 'dist'),
    edit: (before, now, file = notes) => {
      const text = readFileSync(file, 'utf8');
      assert.ok(text.includes(before), before);
      writeFileSync(file, text.replace(before, now));
    },
    build: () => execFileSync(program, ['build', '--quiet', '--root', root]),
  };
  site.build();
  const server = await served(t, site.dist);
  site.asked = server.asked;
  site.origin = server.origin;
  site.stop = () => { server.answer = () => false; };
  site.start = () => { server.answer = () => undefined; };
  return site;
}

// Visits a page and waits until the worker has cached everything.
async function visited(t, site, path = '/index.html') {
  const page = await opened(t, site.origin + path);
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  return page;
}

const caches = (page) => page.evaluate(async () => (await globalThis.caches.keys()).length);

// Looks for a new version and waits for the result.
const looked = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const next = registration.installing ?? registration.waiting;
  if (!next) return 'none';
  while (!['installed', 'activated', 'redundant'].includes(next.state)) {
    await new Promise((resolve) => { next.addEventListener('statechange', resolve, { once: true }); });
  }
  return next.state;
});

const notice = (page) => page.getByRole('region', { name: 'Newer version' });
const sheet = (page) => page.locator('link[rel=stylesheet]').first().getAttribute('href');

async function finds(page, words, expected) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search the notes' }).fill(words);
  await page.locator('[role=option]', { hasText: expected }).first().waitFor();
  await page.keyboard.press('Escape');
}

test('after one visit the whole site works without the server', async (t) => {
  const site = await offline(t);
  const page = await visited(t, site);
  assert.deepEqual(page.troubles, []);
  site.stop();
  site.asked.length = 0;
  for (const [path, heading] of [
    ['/aws-developer/6.html', '6'], ['/', 'Study notes'], ['/aws-developer/', 'AWS'], ['/services/aws-lambda.html', 'AWS Lambda'],
    ['/search.html?q=lambda', 'Search'], ['/aws-developer/print.html', 'AWS'],
    // Hosts that remove `.html`, and folders without a slash.
    ['/aws-developer/7', '7'], ['/aws-developer', 'AWS'],
  ]) {
    const response = await page.goto(site.origin + path);
    assert.equal(response.status(), 200, path);
    assert.ok(response.fromServiceWorker(), path);
    await page.locator('h1', { hasText: heading }).waitFor();
    assert.ok(await page.evaluate(() => document.styleSheets.length > 0), path);
  }
  assert.match(page.url(), /\/aws-developer\/$/);
  await page.goto(`${site.origin}/aws-developer/6.html`);
  await finds(page, 'lambda', 'Lambda');
  // The only requests to the server ask for a newer worker.
  assert.deepEqual(new Set(site.asked), new Set(['/sw.js']));
  const lost = await page.goto(`${site.origin}/nowhere/at/all.html`);
  assert.equal(lost.status(), 404);
  await page.locator('h1', { hasText: 'Page not found' }).waitFor();
  assert.ok(await page.evaluate(() => document.styleSheets.length > 0));
});

test('a new version waits for the reader, then all pages change together', async (t) => {
  const site = await offline(t);
  const page = await visited(t, site);
  await page.goto(`${site.origin}/aws-developer/6.html`);
  const other = await page.context().newPage();
  await other.goto(`${site.origin}/aws-developer/7.html`);
  const before = await sheet(page);
  mkdirSync(join(site.root, 'static/css'), { recursive: true });
  writeFileSync(join(site.root, 'static/css/style.css'), readFileSync(join(repository, 'static/css/style.css')));
  appendFileSync(join(site.root, 'static/css/style.css'), '\nh1 { color: rgb(1, 2, 3) !important; }\n');
  site.edit('\n### 7.', '\nThe quokka is a small animal.\n\n### 7.');
  site.build();
  site.asked.length = 0;
  assert.equal(await looked(page), 'installed');
  // Unchanged files are reused from the version before.
  assert.ok(site.asked.some((path) => path.includes('/6.html')) && !site.asked.some((path) => path.includes('/assets/icon')), String(site.asked));
  await notice(page).waitFor();
  await page.getByText('A newer version of these notes is ready.').waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map(({ id }) => id), []);
  // Until then nothing is new: pages, their style, search.
  for (const path of ['/aws-developer/6.html', '/aws-developer/5.html']) {
    await page.goto(site.origin + path);
    assert.equal(await sheet(page), before);
    assert.equal(await page.getByText('quokka').count(), 0);
    assert.notEqual(await page.locator('h1').evaluate((each) => getComputedStyle(each).color), 'rgb(1, 2, 3)');
  }
  await page.goto(`${site.origin}/aws-developer/6.html`);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search the notes' }).fill('quokka');
  await page.getByText('No section has these words').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await caches(page), 2);
  // By keyboard, like every control.
  await notice(page).getByRole('button', { name: 'Reload' }).focus();
  await Promise.all([page.waitForEvent('load'), other.waitForEvent('load'), page.keyboard.press('Enter')]);
  await page.getByText('The quokka').waitFor();
  site.stop();
  for (const each of [page, other]) {
    assert.notEqual(await sheet(each), before);
    assert.equal(await each.locator('h1').evaluate((heading) => getComputedStyle(heading).color), 'rgb(1, 2, 3)');
    assert.equal(await notice(each).count(), 0);
  }
  await finds(other, 'quokka', '6');
  assert.equal(await caches(page), 1);
});

test('an incomplete version is not installed, and its files are not fetched again', async (t) => {
  const site = await offline(t);
  const page = await visited(t, site);
  await page.goto(`${site.origin}/aws-developer/6.html`);
  const old = readFileSync(join(site.dist, 'aws-developer/6.html'));
  site.edit('\n### 7.', '\nThe quokka is a small animal.\n\n### 7.');
  site.edit('\n### 9.', '\nIt lives on an island.\n\n### 9.');
  site.build();
  const now = readFileSync(join(site.dist, 'aws-developer/6.html'));
  assert.notDeepEqual(now, old);
  writeFileSync(join(site.dist, 'aws-developer/6.html'), old);
  assert.equal(await looked(page), 'redundant');
  assert.equal(await notice(page).count(), 0);
  await page.goto(`${site.origin}/aws-developer/8.html`);
  assert.equal(await page.getByText('island').count(), 0);
  writeFileSync(join(site.dist, 'aws-developer/6.html'), now);
  site.asked.length = 0;
  assert.equal(await looked(page), 'installed');
  assert.ok(!site.asked.some((path) => path.includes('/8.html')), String(site.asked));
  await notice(page).waitFor();
});

test('a page of the next version comes from the network with all its files', async (t) => {
  const site = await offline(t);
  const page = await visited(t, site);
  await page.goto(`${site.origin}/index.html`);
  appendFileSync(join(site.root, 'notes/aws-developer.md'), '\n### 13. The quokka\n\nA small animal.\n');
  site.build();
  site.asked.length = 0;
  await page.goto(`${site.origin}/aws-developer/13.html`);
  await page.locator('h1', { hasText: 'The quokka' }).waitFor();
  await finds(page, 'quokka', 'The quokka');
  assert.ok(site.asked.includes('/search/index.js'), String(site.asked));
});

test('turning offline off removes worker and caches', async (t) => {
  const site = await offline(t);
  const page = await visited(t, site);
  site.edit('offline = true', 'offline = false', join(site.root, 'site.toml'));
  site.edit('\n### 7.', '\nThe quokka is a small animal.\n\n### 7.');
  site.build();
  // The last page of the old version. It finds that the worker is gone.
  await page.goto(`${site.origin}/aws-developer/6.html`);
  await page.waitForFunction(async () => !await navigator.serviceWorker.getRegistration() && !(await globalThis.caches.keys()).length);
  await page.goto(`${site.origin}/aws-developer/6.html`);
  await page.getByText('The quokka').waitFor();
  assert.equal(await page.locator('link[rel=manifest], script[src*=offline]').count(), 0);
});

test('without the option, and in the preview, there is no worker', async (t) => {
  const site = await offline(t);
  const server = spawn(program, ['serve', '--root', site.root, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => server.kill('SIGKILL'));
  const [line] = await server.stdout.take(1).toArray();
  site.edit('offline = true', 'offline = false', join(site.root, 'site.toml'));
  site.build();
  for (const origin of [site.origin, String(line).trim().replace(/\/$/, '')]) {
    const page = await opened(t, 'about:blank');
    await page.addInitScript(() => {
      if (navigator.serviceWorker) navigator.serviceWorker.register = () => { throw new Error('a worker is registered'); };
    });
    await page.goto(`${origin}/index.html`);
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
    assert.equal((await page.request.get(`${origin}/sw.js`)).status(), 404);
    assert.deepEqual(page.troubles, []);
  }
});

test('from a disk the site works as usual', async (t) => {
  const site = await offline(t);
  const page = await opened(t, `file://${site.dist}/aws-developer/6.html`);
  await finds(page, 'lambda', 'Lambda');
  assert.deepEqual(page.troubles, []);
});

test('the web manifest has a start page, colours and icons', async (t) => {
  const site = await offline(t);
  const page = await opened(t, `${site.origin}/aws-developer/6.html`);
  const client = await page.context().newCDPSession(page);
  const { errors, data, url } = await client.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.equal(new URL(manifest.start_url, url).href, `${site.origin}/index.html`);
  assert.equal(new URL(manifest.scope, url).href, `${site.origin}/`);
  for (const { src, sizes, type } of manifest.icons) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return image.naturalWidth;
    }, new URL(src, url).href);
    assert.ok(type === 'image/svg+xml' || `${size}x${size}` === sizes, src);
  }
  assert.deepEqual(page.troubles, []);
});
