// Reading as readers do: theme, previews, code, keyboard, paper, and the ways from a question to its answer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { browser, executablePath, hardSite, opened, ownSite, served } from './site.mjs';

const own = ownSite();
after(() => browser.close());

test('two sections are read side by side', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/aws-developer/1.html`);
  await page.getByRole('link', { name: 'Side by side' }).click();
  await page.getByRole('heading', { name: 'Choose what to read beside it' }).waitFor();
  await page.locator('.beside > section:last-child > ul a').first().click();
  const columns = page.locator('.beside > section');
  await page.getByText('What both say is grey.').waitFor();
  assert.equal(await columns.count(), 2);
  assert.match(page.url(), /compare\.html#aws-developer\/1,aws-developer\/\d+$/);
  // Links and pictures of a section are relative to its own page.
  const links = await columns.locator('.prose a[href]').evaluateAll((all) => all.map(({ href }) => href));
  const inside = new Set(links.filter((href) => href.startsWith(server.origin)));
  assert.ok(inside.size > 0);
  for (const href of inside) assert.equal((await fetch(href)).status, 200, href);
  // The page of confusables leads there too.
  await page.goto(`${server.origin}/aws-developer/confusables.html`);
  await page.getByRole('link', { name: 'Side by side' }).first().click();
  await page.getByText('What both say is grey.').waitFor();
  assert.deepEqual(page.troubles, []);
});

test('what two sections both say is grey', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'notewright-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'sea.md'), '# Sea\n\n## 1. Gulls\n\nThey fly **low**. They eat fish.\n\n- All of this is the same\n- Grey wings\n\n## 2. Terns\n\nThey dive. They eat fish.\n\n- All of this is the same\n- Forked tails\n');
  execFileSync(process.env.NOTEWRIGHT, ['build', '--quiet', '--notes', folder, '--out', join(folder, 'site')]);
  const server = await served(t, join(folder, 'site'));
  const page = await opened(t, `${server.origin}/compare.html#sea/1,sea/2`);
  await page.locator('.both').first().waitFor();
  const both = (await page.locator('.both').allTextContents()).map((text) => text.trim());
  assert.deepEqual(both, ['They eat fish.', 'All of this is the same', 'They eat fish.', 'All of this is the same']);
});

test('only pages of the site are shown side by side, and from a disk there are links', async (t) => {
  const server = await served(t, own);
  for (const name of ['//example.org/a', 'https:example.org', '..%2F..%2Fetc', 'javascript:alert(1)', 'index', 'no/such']) {
    const page = await opened(t, `${server.origin}/compare.html#${name},aws-developer/2`);
    await page.getByText('These sections could not be loaded.').waitFor();
    assert.ok((await page.locator('#compare a').evaluateAll((all) => all.map(({ href }) => href))).every((href) => href.startsWith(server.origin)));
  }
  const page = await opened(t, `file://${own}/compare.html#aws-developer/47,aws-developer/48`);
  await page.getByText('From a disk, browsers show one page at a time.').waitFor();
  assert.equal(await page.locator('#compare a').count(), 2);
});

const background = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test('the theme follows the system until the reader chooses, and is set before the page is drawn', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/index.html`, { colorScheme: 'light' });
  const light = await background(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background(page);
  assert.notEqual(light, dark);
  await page.emulateMedia({ colorScheme: 'light' });
  const button = page.getByRole('button', { name: 'Theme: Auto' });
  await button.click();
  await page.getByRole('button', { name: 'Theme: Light' }).click();
  await page.getByRole('button', { name: 'Theme: Dark' }).waitFor();
  assert.equal(await background(page), dark);
  // The state when the browser parses the first line of the next page's body.
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      globalThis.atFirst = [document.documentElement.dataset.theme, document.querySelector('meta[name=color-scheme]').content];
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${server.origin}/aws-developer/47.html`);
  assert.deepEqual(await page.evaluate(() => globalThis.atFirst), ['dark', 'dark']);
  assert.equal(await background(page), dark);
  await page.getByRole('button', { name: 'Theme: Dark' }).click();
  assert.equal(await background(page), light);
  assert.deepEqual(page.troubles, []);
});

test('a preview describes the link target, can be hovered, and closes with Escape', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/47.html`);
  const card = page.getByRole('tooltip');
  const service = page.locator('.prose a.service', { hasText: 'Amazon S3' });
  await service.hover();
  await card.waitFor();
  assert.match(await card.textContent(), /^Amazon S3Stores any number of objects/);
  assert.equal(await service.getAttribute('aria-describedby'), await card.getAttribute('id'));
  await card.hover();
  await page.waitForTimeout(600);
  assert.ok(await card.isVisible());
  await page.keyboard.press('Escape');
  assert.ok(await card.isHidden());
  // A section to which the text links, and that no list on the page contains.
  await page.locator('.prose a', { hasText: 'see 91' }).hover();
  await card.waitFor();
  assert.match(await card.textContent(), /^91 One CloudFront distribution/);
  await page.mouse.move(5, 5);
  await card.waitFor({ state: 'hidden' });
  // By keyboard.
  await service.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await card.waitFor();
  assert.match(await card.textContent(), /Amazon S3/);
  await page.keyboard.press('Tab');
  assert.doesNotMatch(await card.textContent(), /^Amazon S3/);
  assert.deepEqual(page.troubles, []);
});

test('every link to a section or a service in the text of a section has a preview', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/38.html`);
  const links = page.locator('.prose > :not(.block) a:not([href^="http"]):not([href^="#"])');
  assert.ok(await links.count() > 8);
  for (const link of await links.all()) {
    await page.mouse.move(5, 5);
    await page.getByRole('tooltip').waitFor({ state: 'hidden' });
    await link.scrollIntoViewIfNeeded();
    await link.hover();
    await page.getByRole('tooltip').waitFor();
  }
});

test('a touch opens a link without a preview', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/47.html`, { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true });
  await page.locator('.prose a.service').first().tap();
  await page.waitForURL(/services\/amazon-ec2\.html$/);
  assert.ok(await page.locator('.preview').isHidden());
});

for (const source of ['a server', 'the disk']) {
  test(`code is copied and wrapped, from ${source}`, async (t) => {
    const origin = source === 'the disk' ? `file://${own}` : (await served(t, own)).origin;
    const page = await opened(t, `${origin}/aws-developer/38.html`, { permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 500, height: 800 } });
    const block = page.locator('.block').nth(1);
    const text = await block.locator('pre').textContent();
    await block.getByRole('button', { name: 'Copy' }).click();
    await block.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    assert.equal(JSON.parse(text).Statement.length, 3);
    const overflows = () => block.locator('pre').evaluate((pre) => pre.scrollWidth > pre.clientWidth);
    assert.ok(await overflows());
    await block.getByRole('button', { name: 'Wrap' }).click();
    assert.ok(!await overflows());
    assert.equal(await block.getByRole('button', { name: 'Wrap' }).getAttribute('aria-pressed'), 'true');
    assert.deepEqual(page.troubles, []);
  });
}

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('on a phone the text begins near the top, and twenty sections in a row are twenty taps', async (t) => {
  for (const number of [1, 38, 47, 151]) {
    const page = await opened(t, `file://${own}/aws-developer/${number}.html`, PHONE);
    const text = await page.locator('.prose > *').first().boundingBox();
    assert.ok(text.y <= 190, `${number}: the text begins at ${text.y}`);
    assert.deepEqual(page.troubles, []);
  }
  const page = await opened(t, `file://${own}/aws-developer/20.html`, PHONE);
  for (let at = 21; at <= 40; at++) {
    const box = await page.locator('.thumb [rel=next]').boundingBox();
    assert.ok(box.y + box.height <= 844 && box.height >= 44 && box.width >= 44, `${at}: ${JSON.stringify(box)}`);
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForURL(`**/${at}.html`);
  }
  const texts = await page.locator('.thumb a').allInnerTexts();
  assert.deepEqual(texts.map((text) => text.replace(/\s+/g, ' ')), ['Previous: ‹ 39', '40 of 151', 'Next: 41 ›']);
});

test('the bar of a phone leads to the list at the section, hides while the reader scrolls down, and works without scripts', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/47.html`, { ...PHONE, reducedMotion: 'reduce' });
  const bar = page.locator('.thumb');
  const isAway = async () => (await bar.boundingBox()).y >= 844;
  assert.ok(!await isAway());
  assert.equal(await bar.evaluate((found) => getComputedStyle(found).transitionDuration), '0s');
  await page.evaluate(() => scrollTo(0, 600));
  await page.waitForFunction(() => document.documentElement.classList.contains('scrolled'));
  assert.ok(await isAway());
  // The bar returns when the focus moves into it.
  await bar.locator('a').first().focus();
  assert.ok(!await isAway());
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 500); });
  await page.waitForFunction(() => !document.documentElement.classList.contains('scrolled'));
  assert.ok(!await isAway());
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForTimeout(200);
  assert.ok(!await isAway(), 'at the end of the page');
  const plain = await opened(t, page.url(), { ...PHONE, javaScriptEnabled: false });
  await plain.locator('.thumb').getByText('47 of 151').tap();
  await plain.waitForURL(/aws-developer\/index\.html#-at-47$/);
  const entry = await plain.locator('.sections a[href="47.html"]').boundingBox();
  assert.ok(entry.y > 40 && entry.y < 844, `${entry.y}`);
  // A large notebook lists its sections on several pages.
  const many = await opened(t, `file://${hardSite()}/many/225.html`, PHONE);
  await many.locator('.thumb').getByText('225 of 450').tap();
  await many.waitForURL(/many\/from-201\.html#-at-225$/);
  assert.deepEqual(page.troubles, []);
});

test('beside the text there is a list of the sections around, with the own one marked', async (t) => {
  for (const [width, height] of [[1280, 800], [1440, 900], [2560, 1300]]) {
    const page = await opened(t, `file://${own}/aws-developer/47.html`, { viewport: { width, height } });
    const rail = page.getByRole('navigation', { name: 'Sections around this one' });
    assert.equal(await rail.locator('h2').innerText(), '47 of 151');
    assert.deepEqual(await rail.locator('.number').allInnerTexts(), Array.from({ length: 13 }, (_, at) => String(41 + at)));
    assert.match(await rail.locator('[aria-current=page]').innerText(), /^47\s+Static files/);
    const boxes = await Promise.all(['.rail', 'article', '.margin'].map((part) => page.locator(part).boundingBox()));
    assert.ok(boxes[0].x + boxes[0].width < boxes[1].x && boxes[1].x + boxes[1].width < boxes[2].x, `${width}`);
    assert.ok(boxes[1].width >= 700, `${width}: ${boxes[1].width}`);
    await page.evaluate(() => scrollTo(0, 700));
    for (const number of [46, 47, 48]) {
      const { y } = await rail.locator(`a[href="${number}.html"]`).boundingBox();
      assert.ok(y > 56 && y < height, `${number} at ${y}, ${width}`);
    }
    await rail.locator('a[href="53.html"]').click();
    await page.waitForURL(/53\.html$/);
    assert.equal(await rail.locator('[aria-current=page] .number').innerText(), '53');
    assert.deepEqual(page.troubles, []);
  }
  const small = await opened(t, `file://${own}/aws-developer/47.html`, { viewport: { width: 1100, height: 800 } });
  assert.ok(await small.locator('.rail').isHidden());
  assert.equal(await small.locator('.top .trail [aria-current]').innerText(), '47 of 151');
});

test('the explanation of a policy can be folded', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/38.html`);
  const words = page.locator('details.policy').first();
  assert.ok(await words.locator('li').first().isVisible());
  await words.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.ok(await words.locator('li').first().isHidden());
});

test('a policy is a sentence for each statement, and a table from three statements on', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/47.html`);
  const words = page.locator('details.policy').first();
  assert.match(await words.locator('li').first().innerText(), /^Allows .*cloudfront.*only if/s);
  assert.deepEqual(await words.locator('li').first().locator('strong').allInnerTexts(), ['Allows', 'only if']);
  assert.match(await words.locator('li small').first().innerText(), /s3:GetObject/);
  for (const number of [31, 38, 47, 54]) {
    await page.goto(`file://${own}/aws-developer/${number}.html`);
    for (const policy of await page.locator('details.policy').all()) {
      const sentences = await policy.locator('li').count();
      assert.equal(await policy.locator('table').count(), sentences > 2 ? 1 : 0, `${number}`);
    }
  }
});

// Returns the number of lines of an element's text.
const lines = (element) => element.evaluate((found) => {
  const range = document.createRange();
  range.selectNodeContents(found);
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
});

test('a form under a policy decides about a request of the reader', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/38.html`);
  const scripts = () => page.locator('script[src*="policy-evaluate"]').count();
  assert.equal(await scripts(), 0);
  await page.getByRole('button', { name: 'Would this be allowed?' }).first().click();
  const form = page.locator('form.ask');
  const answer = async (action) => {
    await form.getByLabel('Do', { exact: true }).fill(action);
    await form.getByLabel('On', { exact: true }).fill('arn:aws:s3:::notes');
    await form.getByRole('button', { name: 'Decide' }).click();
    await page.waitForFunction(() => document.querySelector('.ask [role=status]').textContent);
    return form.getByRole('status').innerText();
  };
  assert.match(await answer('s3:DeleteBucketPolicy'), /^Not allowed: /);
  assert.equal(await scripts(), 1);
  // The reader may know better what the policy is attached to: only that of a resource asks who.
  const owner = form.getByLabel('The policy belongs to');
  await owner.selectOption('resource');
  assert.equal(await form.getByLabel('As', { exact: true }).isVisible(), true);
  await owner.selectOption('servicecontrol');
  assert.equal(await form.getByLabel('As', { exact: true }).isVisible(), false);
  assert.match(await answer('s3:DeleteBucketPolicy'), /service control policy/);
  assert.deepEqual(page.troubles, []);
});

test('names of statements stay whole, on a screen and on paper', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/38.html`);
  // A4 without margins is 673 pixels wide.
  for (const [media, width] of [['screen', 2560], ['screen', 1280], ['screen', 900], ['print', 673]]) {
    await page.emulateMedia({ media });
    await page.setViewportSize({ width, height: 800 });
    const names = await page.locator('.policy td:first-child small, .policy td:first-child strong').all();
    assert.equal(names.length, 6);
    for (const name of names) assert.equal(await lines(name), 1, `${await name.textContent()}, ${media}, ${width}`);
  }
});

test('no policy needs horizontal scrolling, or is cut off on paper', async (t) => {
  const page = await opened(t, 'about:blank');
  let tables = 0;
  for (const number of [31, 38, 47, 54]) {
    await page.goto(`file://${own}/aws-developer/${number}.html`);
    tables += await page.locator('.policy table').count();
    for (const [media, width] of [['screen', 2560], ['screen', 1280], ['screen', 1201], ['screen', 1000], ['screen', 870], ['screen', 320], ['print', 673], ['print', 438]]) {
      await page.emulateMedia({ media });
      await page.setViewportSize({ width, height: 800 });
      const cut = await page.locator('.policy, .policy table, .policy td, .policy li').evaluateAll((found) => found.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.outerHTML));
      assert.deepEqual(cut, [], `${number}, ${media}, ${width}`);
    }
  }
  assert.ok(tables > 0);
});

test('buttons are beside code if there is room, else above it', async (t) => {
  const page = await opened(t, `file://${hardSite()}/japanese/2.html`);
  const boxes = async () => [await page.locator('.block').boundingBox(), await page.locator('.block code').boundingBox(), await page.locator('.tools').boundingBox()];
  let [block, code, tools] = await boxes();
  assert.ok(block.height < 60, `${block.height}: one line`);
  assert.ok(tools.y < code.y + code.height && tools.x > code.x + code.width);
  await page.setViewportSize({ width: 250, height: 700 });
  [block, code, tools] = await boxes();
  assert.ok(tools.y + tools.height - 8 <= code.y, 'over it');
  assert.ok(tools.x + tools.width <= block.x + block.width);
  await page.locator('.tools button').first().click();
});

test('buttons in the corner of code cover nothing, and take no line of their own', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/151.html`);
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const gaps = await page.locator('.block.short').evaluateAll((blocks) => blocks.map((block) => {
      const tools = block.querySelector('.tools').getBoundingClientRect();
      const lines = document.createRange();
      lines.selectNodeContents(block.querySelector('code'));
      const covered = [...lines.getClientRects()].filter((line) => line.top < tools.bottom && line.bottom > tools.top && line.right > tools.left);
      return [covered.length, block.querySelector('pre').getBoundingClientRect().top - block.getBoundingClientRect().top < 2];
    }));
    assert.ok(gaps.length > 0);
    assert.ok(gaps.every(([covered, isAtTop]) => covered === 0 && isAtTop), `${width}: ${gaps}`);
  }
});

test('the site name is complete on the smallest screen', async (t) => {
  for (const width of [320, 390]) {
    const page = await opened(t, `file://${own}/aws-developer/47.html`, { viewport: { width, height: 640 } });
    const name = page.locator('.top .name');
    assert.ok(await name.evaluate((found) => found.scrollWidth <= found.clientWidth && found.scrollHeight <= found.clientHeight + 1), `${width}`);
    assert.ok(await lines(name) <= (width === 320 ? 1 : 2));
  }
});

test('a right-to-left notebook has its layout and its language, and what is English is marked', async (t) => {
  const hard = hardSite();
  const page = await opened(t, `file://${hard}/arabic/1.html`);
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  const [text, margin, name, search] = await Promise.all(['article', '.margin', '.top .name', '.top .find'].map((part) => page.locator(part).boundingBox()));
  assert.ok(margin.x + margin.width < text.x, 'the margin is at the left');
  assert.ok(search.x + search.width < name.x, 'the name is at the right');
  const spoken = (locator) => locator.evaluate((element) => element.closest('[lang]').lang);
  for (const part of ['.top .name', '.top nav a', '.policy summary', '.chips a']) {
    assert.equal(await spoken(page.locator(part).first()), 'en', part);
  }
  for (const part of ['h1', '.prose p', '.contents a', '.neighbours a', '.footnotes li', '.trail li:nth-child(2) a', '.skip', '.top .find', 'notewright-theme button', '.margin > h2', '.neighbours small', '.tools button', '.alert-title']) {
    assert.equal(await spoken(page.locator(part).first()), 'ar', part);
  }
  assert.match(await page.locator('notewright-theme button').textContent(), /[\u0600-\u06ff]/, 'scripts speak the language too');
  assert.doesNotMatch(await page.locator('.neighbours small').first().textContent(), /[a-z]/i);
  const direction = (part) => page.locator(part).first().evaluate((element) => getComputedStyle(element).direction);
  for (const part of ['h1', '.prose p', '.prose li', '.prose > .table']) assert.equal(await direction(part), 'rtl', part);
  for (const part of ['.prose :not(pre) > code', 'pre.code', '.policy']) assert.equal(await direction(part), 'ltr', part);
  // The home page is in the language of the site, and offers the section in its own language.
  await page.goto(`file://${hard}/index.html`);
  assert.equal(await page.evaluate(() => document.documentElement.lang + document.documentElement.dir), 'en');
  assert.equal(await spoken(page.locator('notewright-continue a')), 'ar');
  await page.goto(`file://${hard}/japanese/1.html`);
  assert.equal(await page.evaluate(() => document.documentElement.lang + document.documentElement.dir), 'ja');
  assert.deepEqual(page.troubles, []);
});

test('a heading has a permalink that appears on hover and on focus', async (t) => {
  const page = await opened(t, `file://${hardSite()}/hard/1.html`);
  const link = page.getByRole('link', { name: 'Link to A third heading with code' });
  const opacity = () => link.evaluate((element) => getComputedStyle(element).opacity);
  assert.equal(await opacity(), '0');
  await page.locator('h2', { hasText: 'A third heading' }).hover();
  assert.equal(await opacity(), '1');
  await page.mouse.move(5, 5);
  assert.equal(await opacity(), '0');
  await page.locator('h3', { hasText: 'A smaller one' }).locator('a.here').focus();
  await page.keyboard.press('Tab');
  assert.ok(await link.evaluate((element) => element === document.activeElement));
  assert.equal(await opacity(), '1');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#a-third-heading-with-code$/);
  assert.equal(await page.locator('h2:target').textContent(), 'A third heading with code');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await link.isHidden());
  const finger = await opened(t, page.url(), { hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });
  assert.equal(await finger.locator('.here').first().evaluate((element) => getComputedStyle(element).opacity), '1');
});

test('visited sections have another colour in lists, with enough contrast', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'notewright-'));
  // A private context would forget visited links at once.
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox', '--disable-gpu'], viewport: { width: 1280, height: 800 } });
  t.after(async () => { await context.close(); rmSync(folder, { recursive: true, force: true }); });
  const server = await served(t, own);
  const page = await context.newPage();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${server.origin}/aws-developer/index.html`);
    await page.locator('.sections a[href="2.html"]').click();
    await page.waitForURL(/\/2\.html$/);
    await page.goto(`${server.origin}/aws-developer/index.html`);
    // Scripts cannot read whether a link was visited. A screenshot shows it: compare the darkest or lightest pixels.
    const colour = async (number) => {
      const picture = await page.locator(`.sections a[href="${number}.html"] > span:last-child`).screenshot();
      return page.evaluate(async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
        const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
        const drawing = canvas.getContext('2d');
        drawing.drawImage(bitmap, 0, 0);
        const { data } = drawing.getImageData(0, 0, bitmap.width, bitmap.height);
        const light = (at) => data[at] * 0.2126 + data[at + 1] * 0.7152 + data[at + 2] * 0.0722;
        let far = 0;
        for (let at = 0; at < data.length; at += 4) if (Math.abs(light(at) - light(0)) > Math.abs(light(far) - light(0))) far = at;
        return [[...data.slice(0, 3)], [...data.slice(far, far + 3)]];
      }, [...picture]);
    };
    const [paper, read] = await colour(2), [, unread] = await colour(3);
    assert.ok(Math.max(...read.map((part, at) => Math.abs(part - unread[at]))) > 40, `${read} and ${unread}, ${colorScheme}`);
    const luminance = (rgb) => rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const [low, high] = [luminance(paper), luminance(read)].sort((a, b) => a - b);
    assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${read} on ${paper}, ${colorScheme}`);
  }
});

test('every control is reachable by keyboard, visible, and not under the header', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/38.html`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the text');
  await page.keyboard.press('Enter');
  const expected = await page.evaluate(() => [...document.querySelectorAll('main :is(a[href], button, summary, [tabindex="0"])')]
    .filter((element) => element.checkVisibility()).length);
  const reached = [];
  for (let at = 0; at < expected; at++) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => {
      const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
      const bar = document.querySelector('header').getBoundingClientRect().bottom;
      return { where: element.outerHTML.slice(0, 80), service: element.matches('pre a.service') && element.textContent, isIn: Boolean(element.closest('main')), isLined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        isSeen: box.bottom > bar && box.top < innerHeight };
    }));
  }
  assert.deepEqual(reached.filter(({ isIn, isLined, isSeen }) => !(isIn && isLined && isSeen)), []);
  assert.ok(reached.some(({ service }) => service === 'sts'), 'the services in JSON');
  // No single-letter shortcuts: dictation software would trigger them. `/` is one that a reader can switch off.
  await page.evaluate(() => document.activeElement.blur());
  for (const key of ['s', '?', 'ArrowRight', 'j', 'n']) await page.keyboard.press(key);
  assert.match(page.url(), /38\.html(#-main)?$/);
  assert.equal(await page.locator('dialog[open]').count(), 0);
});

test('headings with names of page elements are only headings', async (t) => {
  const page = await opened(t, `file://${hardSite()}/hard/1.html`);
  assert.deepEqual(await page.locator('.contents a').allTextContents(), ['Main', 'Preview', 'A third heading with code']);
  assert.equal(await page.locator('h2', { hasText: 'Preview' }).evaluate((heading) => getComputedStyle(heading).position), 'static');
  await page.locator('.contents a', { hasText: 'Main' }).click();
  assert.equal(await page.evaluate(() => document.querySelector(':target').textContent), 'Main');
  // The site name contains the separator of titles.
  await page.goto(page.url().replace(/hard\/1\.html.*/, 'index.html'));
  assert.match(await page.locator('notewright-continue a').textContent(), /^1\. This title .* always does it$/);
});

test('the home page offers the section that was read last', async (t) => {
  const page = await opened(t, `file://${own}/index.html`);
  assert.equal(await page.locator('notewright-continue a').count(), 0);
  await page.goto(`file://${own}/aws-developer/47.html`);
  await page.goto(`file://${own}/index.html`);
  await page.getByRole('link', { name: /^47\. Static files/ }).click();
  await page.waitForURL(/aws-developer\/47\.html$/);
});

test('on paper: numbered contents with working links, every section, policies in full', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'notewright-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const page = await opened(t, `file://${own}/aws-developer/print.html`);
  const pdf = join(folder, 'print.pdf');
  writeFileSync(pdf, await page.pdf({ format: 'A4', outline: true, tagged: true }));
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const pages = text.split('\f');
  assert.ok(pages.length > 40, `${pages.length} pages`);
  assert.match(pages[0], /Contents/);
  const titles = await page.locator('article h2:first-child').allTextContents();
  assert.equal(titles.length, 151);
  // With -raw, the two columns of the contents follow one another.
  const squeezed = execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 }).replace(/\s+/g, '');
  for (const title of titles) assert.ok(squeezed.split(title.replace(/\s+/g, '')).length > 2, `${title} in the contents and over its section`);
  // The first section begins a new page, after the contents.
  const first = pages.findIndex((each) => /^\s*1 +React to CodeCommit/m.test(each) && !/Contents/.test(each));
  assert.ok(first > 0 && !/^\s*15[01] /m.test(pages[first]), 'contents end before the first section');
  assert.ok(!text.includes('Skip to the text') && !/\bCopy\b\s+\bWrap\b/.test(text));
  // Chromium writes a destination into the file for each link within the page.
  const destinations = execFileSync('pdfinfo', ['-dests', pdf], { encoding: 'utf8', maxBuffer: 1 << 26 });
  for (const number of [1, 47, 151]) assert.match(destinations, new RegExp(`"s-${number}"`));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.deepEqual(await page.evaluate(() => { const { color, backgroundColor } = getComputedStyle(document.documentElement); return [color, backgroundColor]; }), ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  await page.emulateMedia({ media: null, colorScheme: null });
  await page.goto(`file://${own}/aws-developer/38.html`);
  const single = join(folder, '38.pdf');
  writeFileSync(single, await page.pdf({ format: 'A4' }));
  const printed = execFileSync('pdftotext', ['-layout', single, '-'], { encoding: 'utf8' });
  assert.match(printed, /AWSXRayDaemonWriteAccess/);
  assert.match(printed.replace(/\s+/g, ''), /log-group:\/aws\/lambda\/order-handler:\*/, 'long lines are not cut');
  assert.doesNotMatch(printed, /Related sections|Services here/);
});

test('folded text is printed, and found in the page', async (t) => {
  const page = await opened(t, `file://${hardSite()}/hard/1.html`);
  const folder = mkdtempSync(join(tmpdir(), 'notewright-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const pdf = join(folder, '1.pdf');
  writeFileSync(pdf, await page.pdf());
  assert.match(execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }), /The answer is quokka/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('quokka');
  await page.locator('[role=listbox][aria-busy=false] [role=option] mark').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('mark.found', { hasText: 'quokka' }).waitFor({ state: 'visible' });
  assert.ok(await page.locator('details').first().evaluate((details) => details.open));
});

const WAYS = [
  ['with a mouse, from a server', {}, true],
  ['on a phone', { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true }, true],
  ['from a USB stick', {}, false],
];

for (const [name, options, isServed] of WAYS) {
  test(`"how do I keep a Lambda warm?" is answered ${name}, and a service leads to its sections and back`, async (t) => {
    const origin = isServed ? (await served(t, own)).origin : `file://${own}`;
    const page = await opened(t, `${origin}/index.html`, options);
    const press = (locator) => options.hasTouch ? locator.tap() : locator.click();
    await press(page.locator('main').getByRole('link', { name: /^Search/ }));
    await page.keyboard.type('how do I keep a Lambda warm?');
    await page.locator('[role=listbox][aria-busy=false] [role=option] mark').first().waitFor();
    await press(page.locator('[role=option]:nth-child(-n + 4)', { hasText: /^55 Provisioned concurrency/ }));
    await page.locator('article').waitFor();
    assert.match(await page.locator('article').textContent(), /skip the cold start/i);
    await page.goto(`${origin}/index.html`);
    await press(page.locator('.categories').getByRole('link', { name: 'Amazon SQS', exact: true }));
    await page.waitForURL(/services\/amazon-sqs\.html$/);
    const count = Number(/(\d+) sections/.exec(await page.locator('h2').first().textContent())[1]);
    assert.equal(await page.locator('.occurrences > li').count(), count);
    for (const at of [0, count - 1]) {
      if (at > 0) await press(page.locator('summary', { hasText: /^In passing/ }));
      await press(page.locator('.occurrences > li > a').nth(at));
      await page.locator('article').waitFor();
      await press(page.locator('.margin .chips').getByRole('link', { name: 'Amazon SQS', exact: true }));
      await page.waitForURL(/services\/amazon-sqs\.html$/);
    }
    assert.deepEqual(page.troubles, []);
  });
}

for (const isServed of [true, false]) {
  test(`all about a service is read one section after the other, ${isServed ? 'from a server' : 'from a disk'}`, async (t) => {
    const origin = isServed ? (await served(t, own)).origin : `file://${own}`;
    const page = await opened(t, `${origin}/services/amazon-sqs.html`, { viewport: { width: 390, height: 844 }, hasTouch: true });
    const listed = await page.locator('.occurrences > li > a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
    await page.locator('.occurrences > li > a').first().tap();
    const read = [];
    for (;;) {
      await page.locator('.path').waitFor();
      read.push(new URL(page.url()).pathname);
      assert.match(await page.locator('.path').textContent(), new RegExp(`^Amazon SQS · ${read.length} of ${listed.length} · Leave$`));
      const onward = page.locator('.thumb').getByRole('link', { name: /^Next/ });
      if (await onward.count() === 0) break;
      assert.equal(await onward.getAttribute('href'), await page.locator('.neighbours a[rel=next]').getAttribute('href'));
      await onward.tap();
      await page.waitForURL((url) => url.pathname !== read.at(-1));
    }
    assert.deepEqual(read, listed);
    await page.locator('.path').getByRole('link', { name: 'Leave' }).click();
    await page.locator('.path').waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).pathname, read.at(-1));
    await page.goto(`${origin}/aws-developer/1.html#in=aws-iam-nothing`);
    assert.equal(await page.locator('.path').count(), 0);
  });
}

// The ways from a list that has no file of its own: what the page lists, and what a search found.
for (const [name, start, links, expected] of [
  ['the exam guide', 'exam-guide/2.html', '.rows >> nth=0 >> a', /./],
  ['all traps', 'aws-developer/labels/trap.html', '.collected h2 a', /^All traps|Trap/],
]) {
  test(`a path leads through ${name}`, async (t) => {
    const page = await opened(t, `${(await served(t, own)).origin}/${start}`);
    const list = page.locator(links);
    await page.waitForFunction((hash) => document.querySelector('main').innerHTML.includes(hash), '#in=-list');
    const listed = await list.evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
    assert.ok(listed.length > 1);
    await list.nth(1).click();
    await page.locator('.path').waitFor();
    assert.equal(new URL(page.url()).pathname, listed[1]);
    assert.match(await page.locator('.path').textContent(), new RegExp(` · 2 of ${listed.length} · Leave$`));
    assert.match(await page.locator('.path a').first().textContent(), expected);
    await page.locator('.neighbours a[rel=prev]').click();
    await page.waitForURL((url) => url.pathname === listed[0]);
    await page.locator('.path', { hasText: `1 of ${listed.length}` }).waitFor();
    await page.locator('.path a').first().click();
    await page.waitForURL(`**/${start}`);
    assert.deepEqual(page.troubles, []);
  });
}

test('a path leads through the results of a search', async (t) => {
  const page = await opened(t, `${(await served(t, own)).origin}/index.html`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sticky sessions');
  await page.locator('[role=option] mark').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('[role=listbox][aria-busy=false]').waitFor();
  const found = await page.locator('a[role=option][href*="html#q="]').evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  await page.keyboard.press('Enter');
  await page.locator('.path').waitFor();
  assert.match(await page.locator('.path').textContent(), new RegExp(`^“sticky sessions” · 1 of ${found.length} · Leave$`));
  await page.locator('.neighbours a[rel=next]').click();
  await page.waitForURL((url) => url.pathname === found[1]);
  await page.locator('mark.found').first().waitFor();
  await page.locator('.path').getByRole('link', { name: 'Leave' }).click();
  await page.locator('.path').waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).pathname, found[1]);
  // Another section with the same words is not opened from the results.
  await page.goto(page.url().replace(/\d+\.html.*/, '1.html#q=sticky%20sessions'));
  await page.locator('article').waitFor();
  assert.equal(await page.locator('.path').count(), 0);
  assert.deepEqual(page.troubles, []);
});

test('every section is a numbered square on the home page and on that of its notebook', async (t) => {
  for (const [path, viewport] of [['index.html', { width: 1280, height: 800 }], ['aws-developer/index.html', { width: 390, height: 844 }]]) {
    const page = await opened(t, `file://${own}/${path}`, { viewport });
    const squares = page.locator('.squares', { hasText: '151' }).getByRole('link');
    assert.equal(await squares.count(), 151);
    // The name has the title and the category for those who see no colours.
    const name = await squares.nth(46).textContent();
    assert.match(name, /^47 Static files.*Compute$/);
    const { width, height } = await squares.nth(46).boundingBox();
    assert.ok(width >= 24 && height >= 24, `${width} by ${height}`);
    const title = squares.nth(46).locator('span');
    assert.ok((await title.boundingBox()).width <= 1);
    await squares.nth(46).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    assert.ok((await title.boundingBox()).width > 100, 'the title is shown');
    await squares.nth(46).click();
    await page.waitForURL(/47\.html$/);
    assert.deepEqual(page.troubles, []);
  }
  // A large notebook has ranges, with the titles of their first and last sections.
  const many = await opened(t, `file://${hardSite()}/many/index.html`);
  assert.equal(await many.locator('.ranges a').nth(1).innerText().then((text) => text.replace(/\s+/g, ' ')), '101 – 200 Section 101 … Section 200');
  await many.locator('.ranges a').nth(1).click();
  await many.waitForURL(/from-101\.html$/);
  assert.equal(await many.locator('.squares a').count(), 100);
});

test('a list of section numbers shows their titles, each large enough for a finger', async (t) => {
  const page = await opened(t, `file://${own}/exam-guide/2.html`, PHONE);
  const row = page.locator('.rows a').first();
  assert.match(await row.innerText(), /^43\s+How far Amazon SQS scales/);
  for (const link of await page.locator('.rows a').all()) assert.ok((await link.boundingBox()).height >= 24);
  // Readers without the style sheet, and those who copy the text, still have the commas.
  assert.match(await page.locator('.rows').first().textContent(), /^43 How far .*, 96 /s);
  await row.tap();
  await page.waitForURL(/aws-developer\/43\.html#in=-list$/);
  assert.deepEqual(page.troubles, []);
});

test('the same by keyboard only, and by number', async (t) => {
  const page = await opened(t, `file://${own}/index.html`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('how do I keep a Lambda warm?');
  await page.locator('[role=listbox][aria-busy=false] [role=option] mark').first().waitFor();
  const titles = await page.locator('[role=option] strong').allTextContents();
  const position = titles.findIndex((title) => /^55 Provisioned concurrency/.test(title));
  assert.ok(position >= 0 && position < 3, titles.join('; '));
  for (let at = 0; at <= position; at++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/55\.html/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('47');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/47\.html/);
  assert.match(await page.locator('h1').textContent(), /^47 /);
});
