// Bundles in a browser: opened from a disk, without any network request, with and without scripts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { browser, opened, program, repository } from './site.mjs';

const folder = mkdtempSync(join(tmpdir(), 'notewright-bundle-'));
const file = join(folder, 'notes.html');
execFileSync(program, ['build', '--quiet', '--single-file', '--root', repository, '--out', file]);
// Only the first sections, because axe checks the whole document every time.
const first = readFileSync(join(repository, 'notes/aws-developer.md'), 'utf8').split('\n### 13.')[0];
const small = join(folder, 'small.html');
writeFileSync(join(folder, 'aws-developer.md'), first);
execFileSync(program, ['build', '--quiet', '--single-file', '--notes', join(folder, 'aws-developer.md'), '--out', small]);
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

// Opens the file at a fragment. Any request except for the file itself is an error.
async function read(t, fragment = '', options = {}, path = file) {
  const page = await opened(t, 'about:blank', options);
  page.on('request', (request) => {
    if (!/^(data:|file:.*\.html)/.test(request.url())) page.troubles.push(`asks for ${request.url()}`);
  });
  await page.goto(`file://${path}${fragment}`);
  return page;
}

const heading = (page) => page.locator('h1:visible');
const shown = async (page, text) => {
  await page.locator('h1:visible', { hasText: text }).waitFor();
  assert.equal(await heading(page).count(), 1);
};

test('to a service and back: one page at a time, with scroll position, title and focus', async (t) => {
  const page = await read(t);
  await shown(page, 'Exam notes');
  assert.equal(await page.title(), 'Exam notes');
  await page.goto(`file://${file}#aws-developer/47`);
  await shown(page, '47');
  await page.evaluate(() => scrollTo(0, 200));
  await page.waitForFunction(() => history.state?.top === 200);
  await page.locator('a.service:visible').last().click();
  await page.waitForURL(/#services\/[a-z0-9-]+$/);
  const service = await heading(page).textContent();
  assert.equal(await page.title(), `${service} · Exam notes`);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), service);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await shown(page, '47');
  await page.waitForFunction(() => scrollY === 200);
  await page.goForward();
  await shown(page, service);
  await page.reload();
  await shown(page, service);
  assert.deepEqual(page.troubles, []);
});

test('search finds, opens and marks', async (t) => {
  const page = await read(t, '#aws-developer/47');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('DLQ');
  const option = page.locator('[role=option]', { hasText: 'Dead-letter' }).first();
  await option.locator('mark').first().waitFor();
  assert.match(await option.getAttribute('href'), /^#aws-developer\/\d+\?q=DLQ$/);
  await page.keyboard.press('Enter');
  await shown(page, 'Dead-letter');
  await page.locator('mark.found:visible').first().waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await page.locator('mark.found').count(), 0);
  assert.match(page.url(), /#aws-developer\/\d+$/);
  await shown(page, 'Dead-letter');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sqs');
  await page.locator('[role=option]', { hasText: 'Show more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[role=option] strong').length > 10);
  await page.locator('[role=group][aria-label=Services] a').first().click();
  await page.waitForURL(/#services\//);
  assert.deepEqual(page.troubles, []);
});

test('an address scrolls to its target, and the skip link stays on the page', async (t) => {
  const page = await read(t, '#aws-developer/');
  const text = await heading(page).textContent();
  await page.locator('a.skip').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/#-main$/);
  await shown(page, text);
  await page.goto(`file://${file}#aws-developer/47//no-such-heading`);
  await shown(page, '47');
  assert.deepEqual(page.troubles, []);
});

test('an unknown address shows the 404 page and stays in the address bar', async (t) => {
  const page = await read(t, '#aws-developer/47');
  for (const wrong of ['#aws-developer/9999', '#nope/1', '#%', '#aws-developer/9999?q=queue']) {
    await page.evaluate((hash) => { location.hash = hash; }, wrong);
    await shown(page, 'Page not found');
    assert.equal(await page.title(), 'Page not found · Exam notes');
    assert.equal(await page.evaluate(() => location.hash), wrong);
    await page.locator('.bundled.shown a', { hasText: 'AWS Developer' }).click();
    await page.waitForURL(/#aws-developer\/$/);
    await shown(page, 'AWS Developer');
  }
  await page.goto('about:blank');
  await page.goto(`file://${file}#nope/1`);
  await shown(page, 'Page not found');
  await page.evaluate(() => { location.hash = '#/'; });
  await shown(page, 'Exam notes');
  assert.deepEqual(page.troubles, []);
});

test('the print button prints all pages, the browser prints the current one', async (t) => {
  const page = await read(t, '#aws-developer/47');
  const one = await page.pdf();
  await page.evaluate(() => {
    globalThis.print = () => {
      globalThis.printed = document.querySelectorAll('h1').length - document.querySelectorAll('.paged h1').length;
      dispatchEvent(new Event('afterprint'));
    };
  });
  await page.getByRole('button', { name: 'Print everything' }).click();
  assert.ok(await page.evaluate(() => globalThis.printed) > 150);
  assert.equal(await heading(page).count(), 1);
  assert.ok(one.length < 200_000, `${one.length}`);
  assert.deepEqual(page.troubles, []);
});

test('without scripts it is one long page whose links work', async (t) => {
  const page = await read(t, '', { javaScriptEnabled: false });
  assert.ok(await page.locator('h1:visible').count() > 200);
  assert.ok(await page.locator('.lost').isHidden());
  await page.locator('[id="aws-developer/47"] a.service').first().click();
  const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
  assert.match(id, /^services\//);
  const box = await page.locator(`[id="${id}"]`).boundingBox();
  assert.ok(Math.abs(box.y) < 800, `${box.y}`);
  assert.equal(await page.locator('a.find:visible').count(), 0);
  assert.deepEqual(page.troubles, []);
});

test('axe finds no violation on any kind of page', async (t) => {
  for (const colorScheme of ['light', 'dark']) {
    for (const fragment of ['', '#aws-developer/', '#aws-developer/6', '#services/', '#services/aws-lambda', '#nope']) {
      const page = await read(t, fragment, { colorScheme, viewport: { width: 320, height: 640 } }, small);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => [fragment, id, nodes.map(({ target }) => target)]), []);
      assert.deepEqual(page.troubles, []);
    }
  }
});

test('no page scrolls horizontally on a phone', async (t) => {
  for (const fragment of ['', '#aws-developer/', '#aws-developer/47', '#services/', '#services/amazon-sqs']) {
    const page = await read(t, fragment, { viewport: { width: 320, height: 640 } });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), fragment);
  }
});

test('the content policy blocks every request outside the file', async (t) => {
  const page = await read(t);
  const refused = await page.evaluate(() => new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.isRun = true;';
    document.head.append(script);
  }));
  assert.equal(refused, 'script-src-elem');
  assert.equal(await page.evaluate(() => globalThis.isRun), undefined);
});

test('previews and code buttons work as on a site', async (t) => {
  const page = await read(t, '#aws-developer/47');
  await page.locator('.bundled.shown .prose a.service', { hasText: 'Amazon S3' }).hover();
  await page.getByRole('tooltip').waitFor();
  assert.match(await page.getByRole('tooltip').textContent(), /^Amazon S3Stores any number/);
  assert.ok(await page.locator('.bundled.shown').getByRole('button', { name: 'Copy' }).isVisible());
  assert.deepEqual(page.troubles, []);
});

test('the W3C checker finds no error', () => {
  const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url));
  execFileSync('java', ['-jar', jar, '--errors-only', file, small], { stdio: ['ignore', 'inherit', 'inherit'] });
});
