// The study page in Firefox, which keeps the storage of each file under `file://` apart.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { browser as chromium, served } from './site.mjs';
import { KEY, studySite } from './study-site.mjs';

const site = studySite();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const firefox = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true });
after(() => Promise.all([firefox.close(), chromium.close()]));

async function opened(t, address) {
  const context = await firefox.createBrowserContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') page.troubles.push(message.text()); });
  await page.goto(address);
  return page;
}

// Puppeteer waits with a function made of a text, which Firefox refuses under the policy of the pages.
async function says(page, selector, text) {
  for (let tries = 0; tries < 300; tries++) {
    const found = await page.evaluate((place, words) => document.querySelector(place)?.textContent.includes(words), selector, text);
    if (found) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${selector} does not say: ${text}`);
}

for (const way of ['from a disk', 'from a server']) {
  test(`${way}: asked, answered, graded, kept, undone`, async (t) => {
    const origin = way === 'from a server' ? (await served(t, site)).origin : `file://${site}`;
    const page = await opened(t, `${origin}/study.html`);
    await says(page, '.today .counts', '20 new');
    await page.focus('.today button');
    await page.keyboard.press('Enter');
    await says(page, '.front', 'fact 1');
    await page.keyboard.press(' ');
    await says(page, '.back', 'SendMessage');
    await page.click('.text summary');
    await says(page, '.text mark', 'Fact 1 uses');
    await page.keyboard.press('3');
    await says(page, '.front', 'fact 2');
    assert.match(await page.evaluate((key) => localStorage.getItem(key), KEY), /"cloud\/1#gist":"\w+G/);
    await page.reload();
    await says(page, '.today .counts', '19 new');
    await page.click('.today button');
    await says(page, '.front', 'fact 2');
    await page.keyboard.press(' ');
    await page.keyboard.press('1');
    await says(page, '.left', '1 again');
    await page.click('.undo');
    await says(page, '.front', 'fact 2');
    assert.deepEqual(page.troubles, []);
  });
}

test('from a disk, a section leads to the study page instead of keeping a grade that it would not see', async (t) => {
  const page = await opened(t, `file://${site}/cloud/3.html`);
  await says(page, 'notewright-grade', 'Firefox keeps what pages opened from a disk');
  assert.equal(await page.$('notewright-grade button'), null);
  await page.click('notewright-grade a');
  await says(page, '.front', 'fact 3');
  await page.click('.review .over button:last-child');
  await says(page, 'notewright-study-data', 'In Firefox, a page that is opened from a disk');
  assert.deepEqual(page.troubles, []);
});

test('from a server, a grade on a section is one of the study page', async (t) => {
  const { origin } = await served(t, site);
  const page = await opened(t, `${origin}/cloud/1.html`);
  await page.click('.grade-3');
  await says(page, '[role=status]', 'Now: known');
  await page.goto(`${origin}/cloud/index.html`);
  await says(page, '[data-level=known]', 'Queue facts 1');
  await page.goto(`${origin}/study.html`);
  await says(page, '.today .counts', '19 new');
  assert.deepEqual(page.troubles, []);
});

test('questions, and nothing for axe to find', async (t) => {
  const page = await opened(t, `file://${site}/study.html`);
  const look = async (what) => {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await globalThis.axe.run(document, { preload: false })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
    assert.deepEqual(found, [], what);
  };
  await says(page, '.today .counts', '20 new');
  await look('overview');
  await page.click('#study-quiz + .ways button');
  await page.waitForSelector('.option');
  await page.click('.option');
  await page.click('.bar .primary');
  await page.waitForSelector('.verdict');
  await look('practice');
});
