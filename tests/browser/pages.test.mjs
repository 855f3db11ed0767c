// Every kind of page: accessible in both themes, valid, within its size limit, under the strict content policy, without
// horizontal scrolling from 320 pixels up, readable without scripts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { browser, findings, hardSite, opened, ownSite, served } from './site.mjs';

const own = ownSite(), hard = hardSite();
after(() => browser.close());

const OWN = ['index.html', 'exam-guide/index.html', 'aws-developer/index.html', 'aws-developer/labels/trap.html', 'aws-developer/cards.html', 'aws-developer/numbers.html', 'aws-developer/confusables.html', 'aws-developer/38.html', 'aws-developer/47.html',
  'exam-guide/print.html', 'services/index.html', 'services/aws-lambda.html', 'search.html', 'compare.html#aws-developer/1,aws-developer/137', '404.html'];
const HARD = ['index.html', 'hard/index.html', 'hard/1.html', 'hard/2.html', 'hard/3.html', 'hard/4.html', 'hard/5.html', 'hard/print.html',
  'arabic/index.html', 'arabic/1.html', 'arabic/print.html', 'japanese/1.html', 'many/index.html', 'many/from-101.html', 'many/150.html', 'services/index.html', 'services/amazon-sqs.html', '404.html'];
const SITES = [['own', own, OWN], ['hard', hard, HARD]];

// A phone, a tablet, a desk and a wide screen; themes and forced colours. The phone is tall, because axe takes what is to be
// scrolled from below the thumb bar for covered.
const LOOKS = [
  { width: 360, height: 30000, colorScheme: 'light' }, { width: 768, colorScheme: 'dark' }, { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' }, { width: 2560, colorScheme: 'light' }, { width: 1440, colorScheme: 'dark', forcedColors: 'active' },
];
for (const { width, height = 900, ...colours } of LOOKS) {
  for (const [name, folder, paths] of SITES) {
    test(`axe finds no violation on the ${name} pages, ${width} pixels, ${Object.values(colours).join(' ')}`, async (t) => {
      const server = await served(t, folder);
      const page = await opened(t, server.origin, { viewport: { width, height }, ...colours, bypassCSP: true });
      // Forced colours are those of the system, and axe calculates with ours.
      const without = colours.forcedColors ? ['color-contrast'] : [];
      for (const path of paths) {
        await page.goto(`${server.origin}/${path}`);
        assert.deepEqual(await findings(page, without), [], path);
      }
    });
  }
}

for (const [name, folder, paths] of SITES) {
  test(`the ${name} pages work under the strict content policy and from a disk`, async (t) => {
    const server = await served(t, folder);
    const page = await opened(t, server.origin);
    for (const path of paths) {
      await page.goto(`${server.origin}/${path}`, { waitUntil: 'networkidle' });
      // From a disk, the root of the host is not the root of the site, so the 404 page finds no files.
      if (path !== '404.html') await page.goto(`file://${folder}/${path}`, { waitUntil: 'networkidle' });
    }
    assert.deepEqual(page.troubles, []);
  });

  for (const width of [320, 768, 1280, 1920]) {
    test(`the ${name} pages do not scroll horizontally at ${width} pixels`, async (t) => {
      const page = await opened(t, 'about:blank', { viewport: { width, height: 700 } });
      for (const path of paths) {
        await page.goto(`file://${folder}/${path}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${path} is ${wide} pixels too wide`);
      }
    });
  }
}

test('the W3C checker finds no error on any page, nor in the style sheet', () => {
  const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url));
  for (const folder of [own, hard]) {
    const style = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.css')).map((file) => join(folder, 'assets', file));
    for (const checked of [['--skip-non-html', folder], ['--css', ...style]]) {
      execFileSync('java', ['-jar', jar, '--errors-only', ...checked], { stdio: ['ignore', 'inherit', 'inherit'] });
    }
  }
});

test('a section page has at most 6 KB of HTML, 9 KB of CSS, 7 KB of JavaScript', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/aws-developer/47.html`);
  await page.waitForLoadState('networkidle');
  const weigh = (end) => server.asked.filter((path) => path.endsWith(end))
    .reduce((sum, path) => sum + gzipSync(readFileSync(join(own, path)), { level: 9 }).length, 0);
  assert.ok(weigh('.css') > 0 && weigh('.css') <= 9 * 1024, `${weigh('.css')} bytes of CSS`);
  assert.ok(weigh('.js') > 0 && weigh('.js') <= 7 * 1024, `${weigh('.js')} bytes of JavaScript`);
  const sections = readdirSync(join(own, 'aws-developer')).filter((file) => /^\d+\.html$/.test(file));
  assert.equal(sections.length, 151);
  for (const file of sections) {
    const bytes = gzipSync(readFileSync(join(own, 'aws-developer', file)), { level: 9 }).length;
    assert.ok(bytes <= 6 * 1024, `${file}: ${bytes} bytes`);
  }
});

test('the HTML of a section page does not grow with the number of sections', () => {
  const bytes = (number) => readFileSync(join(hard, `many/${number}.html`)).length;
  // Ten times as many sections before it and after it; only the numbers have more digits.
  assert.ok(Math.abs(bytes(225) / bytes(25) - 1) < 0.03, `${bytes(25)} and ${bytes(225)} bytes`);
  for (const number of [1, 2, 25, 225, 449, 450]) {
    const around = /<nav class="rail"[^]*?<\/nav>/.exec(readFileSync(join(hard, `many/${number}.html`), 'utf8'))[0];
    assert.equal(around.match(/<li>/g).length, 13, `${number}`);
    assert.match(around, new RegExp(`>${number} of 450<`));
  }
});

test('a style sheet of the site is loaded after ours, and its rules win', async (t) => {
  const page = await opened(t, `file://${hard}/many/index.html`);
  assert.equal(await page.locator('.facts').first().evaluate((facts) => getComputedStyle(facts).fontStyle), 'italic');
  assert.deepEqual(await page.locator('link[rel=stylesheet]').evaluateAll((links) => links.map(({ href }) => /([a-z]+)\.[0-9a-f]+\.css$/.exec(href)[1])).then((names) => names.slice(0, 2)), ['style', 'own']);
});

test('the 404 page has a way to search', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/404.html`);
  await page.locator('main').getByRole('link', { name: /^Search/ }).click();
  assert.ok(await page.getByRole('searchbox').or(page.getByRole('combobox')).first().isVisible());
});

test('forced colours show the selected search result', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/47.html`, { forcedColors: 'active' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('queue');
  await page.locator('[role=listbox][aria-busy=false] [role=option] mark').first().waitFor();
  await page.keyboard.press('ArrowDown');
  const outlines = await page.locator('[role=option]').evaluateAll((found) => found.map((option) => [option.ariaSelected, getComputedStyle(option).outlineStyle]));
  assert.ok(outlines.some(([selected]) => selected === 'true'));
  for (const [selected, style] of outlines) assert.equal(style, selected === 'true' ? 'solid' : 'none');
});

test('without scripts every page is readable and has links to others', async (t) => {
  const page = await opened(t, `file://${own}/index.html`, { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'AWS Developer' }).click();
  await page.getByRole('link', { name: /^47 / }).first().click();
  assert.match(await page.locator('h1').textContent(), /^47 Static files/);
  await page.locator('.prose a.service', { hasText: 'Amazon S3' }).click();
  assert.match(await page.locator('h1').textContent(), /Amazon S3/);
  for (const folded of await page.locator('.reading summary').all()) await folded.click();
  await page.locator('.occurrences a', { hasText: /^47 / }).click();
  await page.getByRole('link', { name: /^Next/ }).click();
  assert.match(page.url(), /48\.html$/);
  await page.locator('header').getByRole('link', { name: 'Search' }).click();
  assert.match(await page.locator('main').textContent(), /runs no scripts here/);
  assert.equal(await page.getByRole('button').count(), 0);
});

test('every page has metadata for sharing', () => {
  for (const path of [...HARD].filter((path) => path !== '404.html')) {
    const html = readFileSync(join(hard, path), 'utf8');
    const content = (pattern) => pattern.exec(html)?.[1];
    const address = `https://notes.example.com/${path}`;
    assert.equal(content(/<link rel="canonical" href="([^"]*)">/), address);
    assert.equal(content(/<meta property="og:url" content="([^"]*)">/), address);
    assert.ok(content(/<meta name="description" content="([^"]+)">/), `${path} has no description`);
    assert.ok(content(/<meta property="og:title" content="([^"]+)">/), `${path} has no title`);
  }
  const moved = readFileSync(join(hard, 'old-hard/index.html'), 'utf8');
  assert.match(moved, /http-equiv="refresh" content="0; url=\.\.\/hard\/index\.html"/);
  const sitemap = readFileSync(join(hard, 'sitemap.xml'), 'utf8');
  for (const path of ['index.html', 'hard/3.html', 'many/from-101.html']) assert.ok(sitemap.includes(`https://notes.example.com/${path}<`), path);
});
