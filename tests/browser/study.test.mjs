// The study page in Chromium, from a disk and under the strict policy: reviews, state, plan, questions, grades on sections.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { browser, findings, opened, served } from './site.mjs';
import { KEY, largeDeck, SITE, studySite } from './study-site.mjs';

const site = studySite();
const file = (path) => `file://${site}/${path}`;
after(() => browser.close());

const minute = () => Math.floor(Date.now() / 60_000);
const stored = (page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);
const front = (page) => page.locator('.front');
const status = (page) => page.locator('notewright-study > [role=status]');
const button = (page, name) => page.getByRole('button', { name });
const counts = async (page, text) => page.locator('.today .counts', { hasText: text }).waitFor();
const packed = (daysAgo, grades) => grades.split('').map((grade, at) => (at ? `1${grade}` : `${(minute() - daysAgo * 1440).toString(36)}${grade}`)).join('');

// Opens the page with a log in the storage. axe reads style sheets, which browsers allow on a server only.
async function withLog(t, log, path = 'study.html', options = {}, address = file) {
  const page = await opened(t, address('cloud/cards.html'), options);
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, typeof log === 'string' ? log : JSON.stringify({ version: 1, reviews: {}, ...log })]);
  await page.goto(address(path));
  return page;
}

for (const way of ['from a disk', 'from a server']) {
  test(`${way}: cards are asked, answered, graded and kept, by keyboard only`, async (t) => {
    const server = way === 'from a server' ? await served(t, site) : undefined;
    const page = await opened(t, server ? `${server.origin}/study.html` : file('study.html'));
    await counts(page, '20 new');
    await page.getByRole('link', { name: 'Skip to the text' }).focus();
    for (let tab = 0; tab < 10 && !await page.evaluate(() => document.activeElement.textContent === 'Start'); tab++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await front(page).waitFor();
    assert.equal(await front(page).textContent(), 'What is fact 1?');
    assert.ok(await page.evaluate(() => document.activeElement.matches('.front')));
    await page.keyboard.press('3');
    assert.equal(await page.locator('.back').count(), 0, 'no grade before the answer');
    await page.keyboard.press('Space');
    assert.match(await page.locator('.answer').textContent(), /Fact 1 uses SendMessage.*first/s);
    assert.equal(await page.locator('.answer code').textContent(), 'SendMessage');
    assert.ok(await page.evaluate(() => document.activeElement.matches('.back')));
    assert.deepEqual(await page.locator('.grades small').allTextContents(), ['10 min', '1 day', '2 days', '8 days']);
    await page.keyboard.press('3');
    await front(page).filter({ hasText: 'fact 2' }).waitFor();
    assert.equal(await status(page).textContent(), 'Good: next time in 2 days.');
    const { reviews } = await stored(page);
    assert.match(reviews['cloud/1#gist'], /^[0-9a-z]+G:[0-9a-z]+;$/);
    await page.reload();
    await counts(page, '19 new');
    assert.deepEqual(page.troubles, []);
  });
}

test('undo takes a grade back, and the grade that follows counts', async (t) => {
  const page = await opened(t, file('study.html'));
  await button(page, 'Start').click();
  await button(page, 'Show answer').click();
  await button(page, /^Easy/).click();
  await front(page).filter({ hasText: 'fact 2' }).waitFor();
  await button(page, 'Undo').click();
  await front(page).filter({ hasText: 'fact 1' }).waitFor();
  assert.equal(await button(page, 'Undo').isDisabled(), true);
  await button(page, 'Show answer').click();
  await button(page, /^Again/).click();
  await front(page).filter({ hasText: 'fact 2' }).waitFor();
  assert.match((await stored(page)).reviews['cloud/1#gist'], /^[0-9a-z]+[EZ](:\w+;)?0[EZ](:\w+;)?1A:\w+;$/);
  assert.match(await page.locator('.left').textContent(), /1 again/);
  assert.deepEqual(page.troubles, []);
});

test('a card that was not known comes back at the end of the sitting', async (t) => {
  const page = await withLog(t, { reviews: { 'cloud/1#gist': packed(3, 'G') }, settings: { new: [minute() - 9000, 0] } });
  await counts(page, /^1 to review$/);
  await button(page, 'Start').click();
  for (const grade of [/^Again/, /^Good/]) {
    await front(page).filter({ hasText: 'fact 1' }).waitFor();
    await button(page, 'Show answer').click();
    await button(page, grade).click();
  }
  await page.getByText('2 cards reviewed').waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.matches('#study-today')));
  await button(page, 'Undo the last grade').click();
  await front(page).filter({ hasText: 'fact 1' }).waitFor();
  await button(page, 'Show answer').click();
  await button(page, /^Easy/).click();
  await page.getByText('2 cards reviewed').waitFor();
  assert.match((await stored(page)).reviews['cloud/1#gist'], /G\w+A:\w+;\w+Y0G\w+E$/);
  assert.deepEqual(page.troubles, []);
});

test('the section of a card: the link, its text with the lines marked, text that is not HTML', async (t) => {
  const page = await withLog(t, { reviews: { 'cloud/2#label-trap': packed(3, 'G') } });
  await button(page, 'Start').click();
  await front(page).filter({ hasText: 'Trap 2?' }).waitFor();
  assert.equal(await page.locator('.context').textContent(), 'Queue facts 2');
  await button(page, 'Show answer').click();
  assert.equal(await page.locator('.answer').textContent(), 'Mind the a`b and <b>tags</b>.');
  assert.equal(await page.locator('.source a').getAttribute('href'), 'cloud/2.html');
  await page.getByText('The text of the section').click();
  await page.locator('.text mark').waitFor();
  assert.deepEqual(await page.locator('.text mark').allTextContents(), ['Mind the trap.']);
  assert.equal(await page.locator('.text pre').textContent(), 'aws sqs send-message\n--queue-url x');
  assert.deepEqual(page.troubles, []);
});

test('a changed card says so, a leech leads to its section, and both keep their history', async (t) => {
  const page = await withLog(t, { reviews: { 'cloud/3#gist': `${packed(9, 'G')}:old;`, 'cloud/4#gist': packed(3, `G${'AG'.repeat(8)}`) } });
  await page.getByRole('heading', { name: 'Sections to read again' }).waitFor();
  assert.match(await page.locator('.progress li').textContent(), /Queue facts 4.*forgotten 8 times/);
  await button(page, 'Start').click();
  await page.locator('.changed').waitFor();
  await button(page, 'Show answer').click();
  await button(page, /^Good/).click();
  await front(page).filter({ hasText: 'fact 4' }).waitFor();
  assert.equal(await page.locator('.changed').count(), 0);
  await button(page, 'Show answer').click();
  assert.match(await page.locator('.leech').textContent(), /8 times.*Queue facts 4/s);
  assert.match((await stored(page)).reviews['cloud/3#gist'], /^\w+G:old;\w+G:\w+;$/);
  assert.deepEqual(page.troubles, []);
});

test('hiding, the list of bad cards, and bringing back', async (t) => {
  const page = await opened(t, file('study.html'));
  await button(page, 'Start').click();
  await button(page, 'Show answer').click();
  await button(page, 'Bad card').click();
  await page.keyboard.type('1 2 3 4: the answer is old');
  await page.keyboard.press('Enter');
  await page.getByText('on the list for the author').waitFor();
  await button(page, 'Hide this card').click();
  await front(page).filter({ hasText: 'fact 2' }).waitFor();
  await button(page, 'Stop').click();
  await page.getByText('Bad cards (1)').click();
  assert.equal(await page.getByLabel('Lines for the author').inputValue(), 'cloud/1#gist: 1 2 3 4: the answer is old');
  await page.getByText('Hidden cards (1)').click();
  await button(page, 'Show again').click();
  await page.getByText('Hidden cards').waitFor({ state: 'detached' });
  assert.deepEqual(Object.keys((await stored(page)).reviews), []);
  assert.deepEqual(page.troubles, []);
});

test('filters by notebook, part, service, tag and kind', async (t) => {
  const page = await opened(t, file('study.html'));
  await page.getByText('Choose what to study').click();
  await page.getByLabel('Service').selectOption('Amazon SQS');
  await counts(page, /^6 new$/);
  await page.getByLabel('Part').selectOption({ label: 'Cloud: Second half' });
  await counts(page, 'Nothing is due.');
  await page.getByLabel('Part').selectOption('');
  await page.getByLabel('Service').selectOption('');
  await page.getByLabel('Notebook').selectOption('ملاحظات');
  await counts(page, /^1 new$/);
  await page.reload();
  await counts(page, /^1 new$/);
  await button(page, 'Start').click();
  await front(page).waitFor();
  assert.deepEqual(await front(page).evaluate((heading) => [heading.dir, heading.lang]), ['rtl', 'ar']);
  await button(page, 'Stop').click();
  await page.getByText('Choose what to study').click();
  await page.getByLabel('Notebook').selectOption('Cloud');
  await page.getByLabel('Tag').selectOption('exam');
  await page.getByLabel('Kind of card').selectOption('Multiple choice');
  await button(page, 'Everything, no limits').click();
  await page.locator('.option').first().waitFor();
  await page.locator('.option', { hasText: 'Right one' }).click();
  await page.locator('.option', { hasText: 'Right two' }).click();
  await page.keyboard.press('2');
  await page.locator('.option', { hasText: 'Right one' }).click();
  await button(page, 'Check').click();
  assert.equal(await page.locator('.verdict').textContent(), 'Right');
  assert.deepEqual(page.troubles, []);
});

test('two tabs: neither loses what the other kept', async (t) => {
  const one = await opened(t, file('study.html'));
  const other = await one.context().newPage();
  await other.goto(file('cloud/2.html'));
  await button(one, 'Start').click();
  await button(one, 'Show answer').click();
  await button(other, 'Known').click();
  await button(one, /^Good/).click();
  await front(one).filter({ hasText: 'fact 3' }).waitFor();
  assert.deepEqual(Object.keys((await stored(one)).reviews).sort(), ['cloud/1#gist', 'cloud/2#gist']);
  await other.reload();
  await other.getByText(/Now: known/).waitFor();
});

test('export on one device, import on another: merged, twice as well as once', async (t) => {
  const one = await withLog(t, { reviews: { 'cloud/1#gist': packed(3, 'G'), 'cloud/2#gist': packed(2, 'A') } });
  const [download] = await Promise.all([one.waitForEvent('download'), button(one, 'Export').click()]);
  assert.match(download.suggestedFilename(), /^study-test-reviews-\d{4}-\d\d-\d\d\.json$/);
  const path = await download.path();
  const exported = JSON.parse(readFileSync(path, 'utf8'));
  assert.deepEqual([exported.format, exported.version, exported.site, exported.reviews.length], ['notewright-study', 1, SITE, 2]);
  const other = await withLog(t, { reviews: { 'cloud/1#gist': packed(1, 'E') } });
  for (const [round, added] of [[1, 2], [2, 0]]) {
    await other.locator('input[type=file]').setInputFiles(path);
    await status(other).filter({ hasText: `Imported: ${added} new reviews.` }).waitFor();
    assert.deepEqual(Object.keys((await stored(other)).reviews).sort(), ['cloud/1#gist', 'cloud/2#gist'], `import ${round}`);
  }
  const wrong = async (text, words) => {
    await other.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await status(other).filter({ hasText: words }).waitFor();
  };
  await wrong('{', 'not an export');
  await wrong(JSON.stringify({ ...exported, site: 'elsewhere' }), 'of another site (elsewhere)');
  await wrong(JSON.stringify({ ...exported, version: 2 }), 'newer version');
  await wrong(JSON.stringify({ ...exported, reviews: [['x', 1, 9]] }), '1 entry of the file is damaged');
  await other.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ ...exported, site: 'old', reviews: [['cloud/5#gist', 29_000_000, 2]] })) });
  await button(other, 'Import it all the same').click();
  await status(other).filter({ hasText: 'Imported: 1 new review.' }).waitFor();
});

test('storage that is refused, full, damaged or newer is reported, and nothing is lost', async (t) => {
  const grade = async (page) => {
    await button(page, 'Start').click();
    await button(page, 'Show answer').click();
    await button(page, /^Good/).click();
    await front(page).filter({ hasNotText: 'fact 1?' }).waitFor();
  };
  const refused = await browser.newContext();
  t.after(() => refused.close());
  await refused.addInitScript(() => Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }));
  const page = await refused.newPage();
  await page.goto(file('study.html'));
  await page.getByRole('alert').filter({ hasText: 'does not let the page keep anything' }).waitFor();
  await grade(page);

  const full = await opened(t, file('study.html'));
  await full.evaluate(() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; });
  await grade(full);
  await full.getByRole('alert').filter({ hasText: 'storage of this browser is full' }).waitFor();
  await button(full, 'Stop').click();
  await counts(full, '19 new');

  const damaged = '{"version":1,"reviews":{"cloud/1#gist":"abc';
  const broken = await withLog(t, damaged);
  await broken.getByRole('alert').filter({ hasText: 'was damaged' }).waitFor();
  const [download] = await Promise.all([broken.waitForEvent('download'), button(broken, 'Save the damaged data').click()]);
  assert.equal(readFileSync(await download.path(), 'utf8'), damaged);
  await grade(broken);
  const copies = await broken.evaluate((key) => Object.keys(localStorage).filter((name) => name.startsWith(`${key}:damaged`)).map((name) => localStorage.getItem(name)), KEY);
  assert.deepEqual(copies, [damaged]);

  const newer = '{"version":9,"reviews":{}}';
  const later = await withLog(t, newer);
  await later.getByRole('alert').filter({ hasText: 'newer version' }).waitFor();
  await grade(later);
  assert.equal(await later.evaluate((key) => localStorage.getItem(key), KEY), newer);
});

test('a reminder to export after seven days', async (t) => {
  const page = await withLog(t, { reviews: { 'cloud/1#gist': packed(8, 'G') } });
  await page.getByText('not exported for 8 days').waitFor();
  await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  await page.getByText('not exported for').waitFor({ state: 'hidden' });
});

test('the plan for an exam: what fits, what does not, and the last pass', async (t) => {
  const date = (days) => new Date(Date.now() + days * 86_400_000 - 4 * 3_600_000).toISOString().slice(0, 10);
  const page = await opened(t, file('study.html'), { timezoneId: 'UTC' });
  await page.getByLabel('Date of the exam').fill(date(21));
  await page.getByText('21 days left.').waitFor();
  await page.getByText(/^6 new cards a day until/).waitFor();
  await counts(page, /^6 new$/);
  await page.getByText('Day by day').click();
  await page.locator('.plan tbody tr').nth(20).waitFor();
  assert.equal(await page.locator('.plan tbody tr').count(), 21);
  await page.getByLabel('Date of the exam').fill(date(5));
  await page.getByText('The new cards do not fit: with 20 a day').waitFor();
  await button(page, 'Take 46 new cards a day').click();
  await page.getByText(/^46 new cards a day/).waitFor();
  await page.getByLabel('Date of the exam').fill('');
  await page.getByText('Set a date').waitFor();
  const near = await withLog(t, { reviews: { 'arabic/1#gist': packed(5, 'E') }, settings: { exam: [minute(), date(2)], notebook: [minute(), 'arabic'] } }, 'study.html', { timezoneId: 'UTC' });
  await near.getByText('The exam is near').waitFor();
  await counts(near, /^1 to review$/);
});

test('practice: feedback at once, the score by domain, answers are reviews', async (t) => {
  const page = await opened(t, file('study.html'));
  await button(page, 'Practise 20 questions').click();
  for (let question = 0; question < 20; question++) {
    const isSeveral = await page.locator('.option input[type=checkbox]').count() > 0;
    if (isSeveral) await page.locator('.option', { hasText: 'Right one' }).click();
    await page.locator('.option').filter({ hasText: isSeveral ? 'Right two' : 'FIFO' }).click();
    await button(page, 'Check').click();
    assert.equal(await page.locator('.verdict').textContent(), 'Right');
    assert.ok(await page.evaluate(() => document.activeElement.matches('.back')));
    await button(page, question < 19 ? 'Next question' : 'See the score').click();
  }
  await page.getByRole('heading', { name: '20 of 20 right (100 %)' }).waitFor();
  assert.deepEqual((await page.locator('tbody th').allTextContents()).sort(), ['Development', 'Security']);
  assert.equal(Object.keys((await stored(page)).reviews).length, 20);
  await button(page, 'Back to the overview').click();
  await page.locator('.today').waitFor();
  assert.deepEqual(page.troubles, []);
});

test('the exam: 65 questions, flags, kept over a reload, reviewed at the end', async (t) => {
  const page = await opened(t, `${(await served(t, site)).origin}/study.html`);
  await button(page, 'Exam: 65 questions, 130 minutes').click();
  await page.getByText('2 h 10 min left').waitFor();
  assert.equal(await page.locator('.overview button').count(), 65);
  const first = await front(page).textContent();
  await page.locator('.option').first().click();
  await button(page, 'Flag for review').click();
  await page.locator('.overview .answered.flagged').waitFor();
  assert.equal(await page.locator('.verdict').count(), 0);
  await page.reload();
  await button(page, 'Go on with the exam').click();
  assert.equal(await front(page).textContent(), first);
  assert.equal(await page.locator('.option input:checked').count(), 1);
  await button(page, 'Question 1: answered, flagged').waitFor();
  await button(page, 'Next').click();
  await page.getByText('Question 2 of 65').waitFor();
  await button(page, 'Finish the exam').click();
  await page.getByRole('heading', { name: '64 questions are not answered.' }).waitFor();
  await button(page, 'Go on').click();
  await button(page, 'Finish the exam').click();
  await button(page, 'Finish anyway').click();
  await page.getByRole('heading', { name: /of 65 right/ }).waitFor();
  assert.equal(await page.locator('.text').count(), 65);
  await page.locator('.text summary').first().click();
  assert.match(await page.locator('.text[open]').textContent(), /right answer/);
  assert.deepEqual(await findings(page), []);
  assert.equal(Object.keys((await stored(page)).reviews).length, 1);
  await button(page, 'Back to the overview').click();
  await button(page, 'Exam: 65 questions').waitFor();
  assert.deepEqual(page.troubles, []);
});

test('the time of an exam runs out', async (t) => {
  const page = await opened(t, file('cloud/cards.html'));
  const ids = ['cloud/12#quiz-q1', 'cloud/12#quiz-q2'];
  await page.evaluate(([key, text]) => localStorage.setItem(`${key}:exam`, text), [KEY, JSON.stringify({ ids, answers: [[1], []], flags: [false, false], end: minute() - 1 })]);
  await page.goto(file('study.html'));
  await button(page, 'Go on with the exam').click();
  await page.getByRole('heading', { name: '1 of 2 right (50 %)' }).waitFor();
  assert.equal(await status(page).textContent(), 'The time is over.');
});

test('a section is graded on its own page: one model, undo, keys only when asked for', async (t) => {
  const { origin } = await served(t, site);
  const page = await opened(t, `${origin}/cloud/1.html`);
  await page.locator('body').press('k');
  assert.equal(await stored(page), null);
  await button(page, 'Shaky').click();
  await page.getByText('Shaky: noted. Now: shaky. Next review in 1 day.').waitFor();
  await button(page, 'Undo').click();
  await page.getByText('Taken back.').waitFor();
  await page.getByLabel('Keys A, S and K').check();
  await page.locator('body').press('k');
  await page.getByText('Known: noted. Now: known. Next review in 2 days.').waitFor();
  assert.deepEqual(await findings(page), []);
  await page.goto(`${origin}/cloud/index.html`);
  assert.equal(await page.locator('[data-level=known]').textContent(), '1 Queue facts 1 known');
  assert.equal(await page.locator('[data-level]').count(), 1);
  assert.deepEqual(await findings(page), []);
  await page.goto(`${origin}/cloud/3.html`);
  await page.getByRole('link', { name: 'Cards of this section' }).click();
  await front(page).filter({ hasText: 'fact 3' }).waitFor();
  await button(page, 'Stop').click();
  await counts(page, '19 new');
  assert.deepEqual(page.troubles, []);
});

test('what keeps the grades is loaded when the reader grades; a failure is reported, and the next grade tries again', async (t) => {
  const server = await served(t, site);
  const page = await opened(t, `${server.origin}/cloud/2.html`);
  await button(page, 'Known').waitFor();
  const isLoaded = () => server.asked.some((path) => path.includes('study-log'));
  assert.equal(isLoaded(), false);
  server.answer = (path) => (path.includes('study-store') ? false : undefined);
  await button(page, 'Known').click();
  await page.getByText('could not be loaded').waitFor();
  assert.equal(await stored(page), null);
  server.answer = () => undefined;
  const other = await page.context().newPage();
  await other.goto(`${server.origin}/cloud/2.html`);
  await button(other, 'Known').waitFor();
  await button(page, 'Known').click();
  await page.getByText('Known: noted.').waitFor();
  assert.ok(isLoaded());
  const { reviews } = await stored(page);
  assert.match(reviews['cloud/2#gist'], /^[0-9a-z]+G:abc;$/);
  // The other tab had nothing to show until now.
  await other.getByText('Now: known.').waitFor();
});

test('without scripts the page leads to the cards', async (t) => {
  const page = await opened(t, file('study.html'), { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Cloud' }).click();
  await page.getByText('What is fact 1?').click();
  assert.ok(await page.getByText('Fact 1.').isVisible());
});

test('a piece that cannot be loaded is reported and requested again; without an index the links stay', async (t) => {
  const server = await served(t, site);
  server.answer = (path) => (path.includes('/study/p0') ? false : undefined);
  const page = await opened(t, `${server.origin}/study.html`);
  await button(page, 'Start').click();
  await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
  server.answer = () => undefined;
  await button(page, 'Try again').click();
  await front(page).filter({ hasText: 'fact 1' }).waitFor();
  server.answer = (path) => (path.includes('/study/index') ? false : undefined);
  await page.reload();
  await page.getByText('The cards could not be loaded').waitFor();
  assert.ok(await page.getByRole('link', { name: 'Cloud' }).isVisible());
});

test('nothing is to be found by axe, and nothing scrolls sideways, on a phone and a desk, light and dark', async (t) => {
  const { origin } = await served(t, site);
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [{ width: 320, height: 640 }, { width: 1280, height: 800 }]) {
      const page = await withLog(t, { reviews: { 'cloud/1#gist': packed(20, 'GA'), 'cloud/2#gist': packed(3, 'H'), 'cloud/3#gist': packed(0, 'E') }, bad: { 'cloud/2#gist': [minute(), 'x'] }, hidden: { 'cloud/9#gist': [minute(), true] } }, 'study.html', { colorScheme, viewport }, (path) => `${origin}/${path}`);
      const look = async (what) => {
        assert.deepEqual(await findings(page), [], `${what}, ${colorScheme}, ${viewport.width}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}, ${viewport.width}`);
      };
      await page.locator('.filters summary').click();
      await page.getByLabel('Date of the exam').fill(new Date(Date.now() + 9e8).toISOString().slice(0, 10));
      for (const summary of ['Day by day', 'By part', 'By service', 'By exam domain', 'Hidden cards', 'Bad cards']) await page.getByText(summary).click();
      await look('overview');
      await button(page, 'Start').click();
      await look('question');
      await button(page, 'Show answer').click();
      await page.getByText('The text of the section').click();
      await button(page, 'Bad card').click();
      await look('answer');
      await button(page, 'Stop').click();
      await button(page, 'Practise').click();
      await page.locator('.option').first().click();
      await button(page, 'Check').click();
      await look('practice');
      await button(page, 'Stop').click();
      await look('score');
      await button(page, 'Back to').click();
      await button(page, 'Exam:').click();
      await button(page, 'Flag').click();
      await look('exam');
      assert.deepEqual(page.troubles, []);
    }
  }
});

// What a reader's browser loads until the first card, in bytes: as it is, and compressed.
async function weight(t, folder) {
  const server = await served(t, folder);
  const page = await opened(t, `${server.origin}/study.html`);
  await button(page, 'Start').click();
  await front(page).waitFor();
  await page.waitForLoadState('networkidle');
  const paths = [...new Set(server.asked)].filter((path) => !path.includes('favicon'));
  const sizes = paths.map((path) => readFileSync(join(folder, path)));
  return { page, raw: sizes.reduce((sum, bytes) => sum + bytes.length, 0), packed: sizes.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0), paths };
}

test('468 cards: the page, its scripts and the first card are at most 60 KB compressed', async (t) => {
  const { packed: bytes, paths } = await weight(t, studySite(largeDeck({ sections: 151, cards: 468 })));
  t.diagnostic(`${bytes} bytes in ${paths.length} files`);
  assert.ok(bytes <= 60_000, `${bytes} bytes: ${paths}`);
});

test('15,100 sections, 46,800 cards: at most 150 KB until the first card', async (t) => {
  const { page, raw, packed: bytes, paths } = await weight(t, studySite(largeDeck({ sections: 15_100, cards: 46_800 })));
  t.diagnostic(`${bytes} bytes compressed, ${raw} as they are, in ${paths.length} files`);
  assert.ok(bytes <= 150_000, `${bytes} bytes: ${paths}`);
  assert.ok(paths.filter((path) => /study\/p\d/.test(path)).length <= 2, `${paths}`);
  assert.deepEqual(page.troubles, []);
});
