// Search as readers use it: from a disk, under the strict content policy, on a slow connection, with missing files, by
// keyboard and touch.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { browser, exampleSite, findings, largeSite, opened, ownSite, served } from './site.mjs';

const own = ownSite();
const large = largeSite();
const kubernetes = exampleSite('kubernetes');
after(() => browser.close());

const titles = (page) => page.locator('[role=option] strong').allTextContents();
const status = (page) => page.locator('.search [role=status]');

// Waits for the results of the current text.
const answered = async (page) => {
  await page.locator('[role=listbox][aria-busy=false]').waitFor();
  await page.locator('[role=option] mark').first().waitFor();
};

async function typed(page, text) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(text);
  await answered(page);
}

test('from a disk: find, open, mark, and remove the marks', async (t) => {
  const page = await opened(t, `file://${own}/aws-developer/47.html`);
  await typed(page, 'dynomodb scan');
  assert.match((await titles(page))[0], /scan/i);
  assert.match(await page.locator('.note').textContent(), /Nothing has “dynomodb”. Did you mean dynamodb scan/);
  const input = page.getByRole('combobox', { name: 'Search the notes' });
  assert.equal(await input.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  const chosen = await input.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`#${chosen}`).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#q=dynomodb%20scan$/);
  await page.locator('mark.found').first().waitFor();
  assert.ok((await page.locator('mark.found').allTextContents()).some((text) => text === 'DynamoDB'));
  assert.match(await page.getByRole('region', { name: 'Matches' }).textContent(), /\d+ matches/);
  await page.getByRole('button', { name: 'Next match' }).click();
  assert.equal(await page.locator('mark.current').count(), 1);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await page.locator('mark').count(), 0);
  assert.doesNotMatch(page.url(), /#/);
  assert.deepEqual(page.troubles, []);
});

test('under a strict content policy, the query never leaves the page', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/aws-developer/1.html`);
  await typed(page, 'visibility timeout');
  assert.match(await status(page).textContent(), /\d+ sections/);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.goto(`${server.origin}/search.html?q=DLQ`);
  await page.locator('[role=option] mark').first().waitFor();
  assert.match((await titles(page))[0], /Dead-letter/);
  await page.getByRole('combobox', { name: 'Search the notes' }).fill('sticky sessions');
  await page.locator('[role=option]', { hasText: /Sticky/ }).first().waitFor();
  assert.match(page.url(), /search\.html\?q=sticky%20sessions$/);
  await page.locator('h1').click();
  await page.keyboard.press('Control+k');
  assert.equal(await page.getByRole('combobox', { name: 'Search the notes' }).count(), 1);
  assert.ok(await page.evaluate(() => document.activeElement.matches('#search-page input')));
  assert.deepEqual(server.asked.filter((path) => /visib|sticky/i.test(path)), []);
  assert.deepEqual(page.troubles, []);
});

// Our notes are 200 KB of text.
test('the first results of two words cost at most 68 KB', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/index.html`);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search the notes' }).fill('sticky sessions');
  await page.locator('[role=option] mark').first().waitFor();
  const scripts = [...new Set(server.asked)].filter((path) => path.endsWith('.js'));
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(own, path))).length, 0);
  assert.ok(scripts.length >= 3 && bytes <= 68_000, `${bytes} bytes in ${scripts.length} files`);
});

test('Enter opens the first result of the current text, not of an earlier one', async (t) => {
  const server = await served(t, large);
  const page = await opened(t, `${server.origin}/index.html`);
  await typed(page, 'kinesis');
  await page.getByRole('combobox', { name: 'Search the notes' }).fill('elasticache');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#q=elasticache$/);
  assert.match(await page.locator('h1').textContent(), /ElastiCache/);
});

test('the introduction of a notebook is found, opened and marked', async (t) => {
  const page = await opened(t, `file://${large}/one/47.html`);
  await typed(page, 'crams tonight');
  await page.keyboard.press('Enter');
  await page.waitForURL(/four\/index\.html#q=crams%20tonight$/);
  await page.locator('mark.found').first().waitFor();
  assert.deepEqual(await page.locator('mark.found').allTextContents(), ['crams', 'tonight']);
  assert.deepEqual(page.troubles, []);
});

test('numbers, services, filters, recent searches', async (t) => {
  const server = await served(t, large);
  const page = await opened(t, `${server.origin}/index.html`);
  await page.locator('header').getByRole('link', { name: 'Search' }).click();
  await page.keyboard.type('47');
  const first = page.locator('[role=option]').first();
  await first.locator('.number', { hasText: /^47$/ }).waitFor();
  await page.getByRole('combobox', { name: 'Search the notes' }).fill('sqs');
  await page.getByRole('group', { name: 'Services' }).getByRole('option', { name: /Amazon SQS|Simple Queue Service/ }).waitFor();
  const total = async () => Number(/(\d+) section/.exec(await status(page).textContent())?.[1]);
  await page.waitForFunction(() => /\d+ section/.test(document.querySelector('.search [role=status]').textContent));
  const all = await total();
  const notebooks = page.getByRole('group', { name: 'Notebook' });
  await notebooks.getByRole('radio').nth(1).check({ force: true });
  await page.waitForFunction((before) => !document.querySelector('.search [role=status]').textContent.startsWith(before), `${all} `);
  assert.equal(await total() * 3, all);
  const services = page.getByRole('group', { name: 'Service', exact: true });
  await services.getByText('More').click();
  await services.getByRole('radio', { name: 'AWS Lambda', exact: true }).check({ force: true });
  assert.ok(await total() < all / 3);
  await page.locator('[role=option] mark').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('header').getByRole('link', { name: 'Search' }).click();
  await page.getByRole('combobox', { name: 'Search the notes' }).fill('visibility');
  await answered(page);
  await page.locator('[role=option]').first().click();
  await page.waitForURL(/#q=visibility/);
  await page.keyboard.press('Control+k');
  const input = page.getByRole('combobox', { name: 'Search the notes' });
  await answered(page);
  assert.equal(await input.inputValue(), 'visibility');
  await input.fill('');
  await page.getByRole('option', { name: 'visibility' }).click();
  await page.locator('[role=option] mark').first().waitFor();
  assert.deepEqual(page.troubles, []);
});

test('chips filter by keyboard, and count the sections of the services', async (t) => {
  const page = await opened(t, `file://${own}/index.html`);
  await typed(page, 'queue');
  const services = page.getByRole('group', { name: 'Service', exact: true });
  const first = services.getByRole('radio').nth(1);
  const count = Number(await services.locator('small').first().textContent());
  assert.ok(count > 3);
  await services.getByRole('radio', { name: 'All services' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.ok(await first.isChecked() && await first.evaluate((radio) => radio === document.activeElement));
  await page.waitForFunction((count) => document.querySelector('.search [role=status]').textContent === `${count} sections`, count);
  assert.ok(await first.isChecked());
  assert.deepEqual(page.troubles, []);
});

test('from 62 rem the whole text of a section is beside the results', async (t) => {
  const page = await opened(t, `file://${own}/index.html`, { viewport: { width: 1280, height: 900 } });
  await typed(page, 'sticky sessions');
  const passage = page.getByRole('region', { name: 'The text of the section' });
  const of = async (at) => (await titles(page))[at];
  assert.ok((await passage.textContent()).startsWith(await of(0)));
  assert.ok(await passage.locator('mark').count() > 1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.ok((await passage.textContent()).startsWith(await of(1)));
  await page.locator('[role=option]').nth(2).hover();
  assert.ok((await passage.textContent()).startsWith(await of(2)));
  await passage.getByRole('link').click();
  await page.waitForURL(/#q=sticky%20sessions$/);
  await page.setViewportSize({ width: 800, height: 900 });
  await page.keyboard.press('Control+k');
  await answered(page);
  assert.ok(await passage.isHidden());
  assert.deepEqual(page.troubles, []);
});

test('the key / opens the search until the reader turns it off', async (t) => {
  const server = await served(t, own);
  const page = await opened(t, `${server.origin}/aws-developer/47.html`);
  const dialog = page.getByRole('dialog', { name: 'Search' });
  await page.keyboard.press('/');
  await page.keyboard.type('read/write');
  await answered(page);
  assert.equal(await page.getByRole('combobox').inputValue(), 'read/write');
  await page.getByRole('checkbox', { name: 'The key / opens the search' }).uncheck();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement === document.body);
  await page.keyboard.press('/');
  assert.ok(await dialog.isHidden());
  await page.goto(`${server.origin}/aws-developer/48.html`);
  await page.keyboard.press('/');
  assert.equal(await dialog.count(), 0);
  await page.keyboard.press('Control+k');
  await page.getByRole('checkbox', { name: 'The key / opens the search' }).check();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement === document.body);
  await page.keyboard.press('/');
  assert.ok(await dialog.isVisible());
  assert.deepEqual(page.troubles, []);
});

test('the name of a service puts its page first, and Enter opens the first section', async (t) => {
  const page = await opened(t, `file://${own}/index.html`);
  await typed(page, 'SQS');
  assert.deepEqual(await page.locator('[role=listbox] [role=group]').evaluateAll((groups) => groups.map(({ ariaLabel }) => ariaLabel).slice(0, 2)), ['Services', 'Sections']);
  assert.equal(await page.locator('[role=option]').first().textContent(), 'Amazon SQS');
  await page.keyboard.press('Enter');
  await page.waitForURL(/aws-developer\/\d+\.html#q=SQS$/);
});

test('a catalogue of other things has its own folder and words', async (t) => {
  const page = await opened(t, `file://${kubernetes}/index.html`);
  await typed(page, 'deployment');
  const folder = /"catalogue":\["([^"]+)","([^"]+)"\]/.exec(readFileSync(join(kubernetes, 'search/index.js'), 'utf8'));
  assert.equal(await page.getByRole('group', { name: 'Notebook' }).count(), 0);
  await page.getByRole('group', { name: folder[2] }).getByRole('option').first().click();
  await page.waitForURL(new RegExp(`/${folder[1]}/deployment\\.html`));
  assert.equal((await page.locator('h1').textContent()).trim(), 'Deployment');
});

test('on a slow connection the box responds at once, and late files never restore old results', async (t) => {
  const server = await served(t, large);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const page = await opened(t, `${server.origin}/index.html`);
  const line = await page.context().newCDPSession(page);
  // Slow 3G, as in Chromium's tools.
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('visib');
  assert.equal(await page.getByRole('combobox', { name: 'Search the notes' }).inputValue(), 'visib');
  await page.locator('[role=option]', { hasText: /visibility/i }).first().waitFor();
  // The files of `kinesis` are delayed until `elasticache` has its results.
  const loaded = new Set(server.asked);
  server.answer = (path) => loaded.has(path) || !path.includes('/search/t') ? undefined : held;
  const input = page.getByRole('combobox', { name: 'Search the notes' });
  await input.fill('kinesis');
  await page.waitForFunction(() => /Searching/.test(document.querySelector('.search [role=status]').textContent));
  server.answer = () => undefined;
  await input.fill('elasticache');
  await page.locator('[role=option]', { hasText: /ElastiCache/ }).first().waitFor();
  release();
  await page.waitForTimeout(1500);
  assert.ok((await titles(page)).some((title) => /ElastiCache/.test(title)));
  assert.ok(!(await titles(page)).some((title) => /Kinesis/.test(title)));
  assert.ok(server.most <= 5, `${server.most} at once`);
  assert.deepEqual(page.troubles, []);
});

test('a failed file is retried, reported, and can be requested again', async (t) => {
  const server = await served(t, large);
  const page = await opened(t, `${server.origin}/index.html`);
  let isBroken = true;
  const failed = [];
  server.answer = (path) => {
    if (!isBroken || !/\/search\/[tx]/.test(path)) return undefined;
    failed.push(path);
    return false;
  };
  await page.keyboard.press('Control+k');
  await page.keyboard.type('throttling');
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  assert.ok(failed.length >= 3, `${failed.length} tries`);
  isBroken = false;
  await again.click();
  await page.locator('[role=option] mark').first().waitFor();
});

test('by touch on a phone', async (t) => {
  const page = await opened(t, `file://${own}/index.html`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  await page.locator('header').getByRole('link', { name: 'Search' }).tap();
  await page.keyboard.type('long poll');
  await page.locator('[role=option] mark').first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.locator('[role=option]').first().tap();
  await page.locator('mark.found').first().waitFor();
  assert.deepEqual(page.troubles, []);
});

test('without scripts the page links to other ways', async (t) => {
  const page = await opened(t, `file://${own}/search.html`, { javaScriptEnabled: false });
  assert.match(await page.locator('main').textContent(), /runs no scripts here/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds no violation, ${colorScheme}`, async (t) => {
    const server = await served(t, own);
    const page = await opened(t, `${server.origin}/aws-developer/6.html`, { colorScheme, bypassCSP: true });
    await typed(page, 'dynomodb scan');
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await findings(page), []);
    await page.keyboard.press('Enter');
    await page.locator('mark.found').first().waitFor();
    assert.deepEqual(await findings(page), []);
    await page.goto(`${server.origin}/search.html?q=policy`);
    await page.locator('[role=option] mark').first().waitFor();
    assert.deepEqual(await findings(page), []);
  });
}
