// The preview as an author uses it: an editor writes files, Chromium shows pages.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { browser, opened, program, repository } from './site.mjs';

after(() => browser.close());

// Serves a copy of this repository's notes. `start()` starts the server again on the same port.
async function serving(t) {
  const root = mkdtempSync(join(tmpdir(), 'notewright-'));
  mkdirSync(join(root, 'notes'));
  writeFileSync(join(root, 'site.toml'), '');
  const notes = join(root, 'notes/aws-developer.md');
  copyFileSync(join(repository, 'notes/aws-developer.md'), notes);
  const server = { root, notes, port: 0 };
  server.start = async () => {
    server.process = spawn(program, ['serve', '--root', root, '--port', String(server.port)], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await server.process.stdout.take(1).toArray();
    server.origin = String(line).trim().replace(/\/$/, '');
    server.port = new URL(server.origin).port;
  };
  server.stop = () => new Promise((resolve) => { server.process.once('exit', resolve); server.process.kill(); });
  server.edit = (before, now) => {
    const text = readFileSync(notes, 'utf8');
    assert.ok(text.includes(before), before);
    writeFileSync(notes, text.replace(before, now));
  };
  await server.start();
  t.after(() => { server.process.kill('SIGKILL'); rmSync(root, { recursive: true, force: true }); });
  return server;
}

// Marks the document, so that a reload differs from a change without reload.
const mark = (page) => page.evaluate(() => { globalThis.isOld = true; });
const reloaded = (page) => page.waitForFunction(() => !globalThis.isOld && document.readyState === 'complete');
const listening = (page) => page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('live.css'))
  || document.querySelector('notewright-problems'));

test('a save appears at once in every affected tab, and the scroll position is kept', async (t) => {
  const server = await serving(t);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`, { viewport: { width: 800, height: 400 } });
  const same = await opened(t, `${server.origin}/aws-developer/6.html`);
  const other = await opened(t, `${server.origin}/aws-developer/90.html`);
  for (const each of [page, same, other]) { await listening(each); await mark(each); }
  await page.evaluate(() => scrollTo(0, 250));
  server.edit('\n### 7.', '\nA sentence that was just written.\n\n### 7.');
  await page.getByText('A sentence that was just written.').waitFor();
  await same.getByText('A sentence that was just written.').waitFor();
  assert.ok(Math.abs(await page.evaluate(() => scrollY) - 250) < 3);
  assert.ok(await other.evaluate(() => globalThis.isOld));
  assert.deepEqual([...page.troubles, ...same.troubles, ...other.troubles], []);
});

test('an error is shown above the page until it is fixed', async (t) => {
  const server = await serving(t);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`);
  await listening(page);
  server.edit('\n### 7.', '\n[gone](<nowhere.md>) <b onclick="x">\n\n### 7.');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.textContent(), /dead-link.*`nowhere\.md` leads nowhere/);
  assert.match(await alert.textContent(), /notes\/aws-developer\.md:\d+:\d+/);
  assert.equal(await page.locator('h1').count(), 1);
  server.edit('[gone](<nowhere.md>) <b onclick="x">\n', '');
  await alert.waitFor({ state: 'detached' });
  // A broken site.toml appears on every page, and hides nothing.
  writeFileSync(join(server.root, 'site.toml'), '[site]\ntitel = "x"\n');
  await alert.waitFor();
  assert.match(await alert.textContent(), /site\.toml:2:1/);
  assert.equal(await page.locator('article').count(), 1);
  writeFileSync(join(server.root, 'site.toml'), '');
  await alert.waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles, []);
});

test('a failing template shows its error above the old page, also after a reload', async (t) => {
  const server = await serving(t);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`);
  await listening(page);
  await mark(page);
  const text = await page.locator('article').textContent();
  mkdirSync(join(server.root, 'templates'));
  const template = join(server.root, 'templates/section.html');
  writeFileSync(template, '{% extends "base.html" %}{% block main %}{{ no.such.thing }}{% endblock %}');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.textContent(), /templates\/section\.html:1:\d+/);
  assert.ok(await page.evaluate(() => globalThis.isOld));
  // New visitors get the old page too, with its style and the pages beside it.
  await page.reload();
  await alert.waitFor();
  assert.equal(await page.locator('article').textContent(), text);
  await page.goto(`${server.origin}/aws-developer/7.html`);
  await alert.waitFor();
  assert.equal(await page.locator('article').count(), 1);
  await page.goto(`${server.origin}/aws-developer/6.html`);
  await alert.waitFor();
  await mark(page);
  rmSync(template);
  await alert.waitFor({ state: 'detached' });
  assert.equal(await page.locator('article').textContent(), text);
  // Only the error has changed, so no page was loaded again.
  assert.ok(await page.evaluate(() => globalThis.isOld));
  assert.deepEqual(page.troubles, []);
});

test('a broken catalogue removes no service', async (t) => {
  const server = await serving(t);
  const catalogue = join(server.root, 'notes/services.yaml');
  copyFileSync(join(repository, 'notes/services.yaml'), catalogue);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`);
  await listening(page);
  await mark(page);
  const services = await page.locator('a.service').count();
  assert.ok(services > 0);
  writeFileSync(catalogue, '- id: [\n');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.textContent(), /notes\/services\.yaml:\d+:\d+/);
  server.edit('\n### 7.', '\nWritten while it was broken.\n\n### 7.');
  await page.getByText('Written while it was broken.').waitFor();
  await alert.waitFor();
  assert.equal(await page.locator('a.service').count(), services);
  copyFileSync(join(repository, 'notes/services.yaml'), catalogue);
  await alert.waitFor({ state: 'detached' });
  assert.equal(await page.locator('a.service').count(), services);
  assert.deepEqual(page.troubles, []);
});

test('a style sheet is replaced without a reload', async (t) => {
  const server = await serving(t);
  mkdirSync(join(server.root, 'static/css'), { recursive: true });
  const sheet = join(server.root, 'static/css/style.css');
  copyFileSync(join(repository, 'static/css/style.css'), sheet);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`);
  await listening(page);
  await mark(page);
  appendFileSync(sheet, '\nh1 { color: rgb(1, 2, 3) !important; }\n');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)');
  assert.ok(await page.evaluate(() => globalThis.isOld));
  await page.waitForFunction(() => document.querySelectorAll('link[rel=stylesheet][href*="/style."]').length === 1);
  assert.deepEqual(page.troubles, []);
});

test('a page survives a restart of the server and is updated', async (t) => {
  const server = await serving(t);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`);
  await listening(page);
  await mark(page);
  await server.stop();
  server.edit('\n### 7.', '\nWritten while no server ran.\n\n### 7.');
  await server.start();
  await page.getByText('Written while no server ran.').waitFor();
  await reloaded(page);
});

test('search finds what was just written', async (t) => {
  const server = await serving(t);
  const page = await opened(t, `${server.origin}/aws-developer/6.html`);
  await listening(page);
  server.edit('\n### 7.', '\nThe quokka is a small animal.\n\n### 7.');
  await page.getByText('The quokka').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('quokka');
  await page.locator('[role=option] mark', { hasText: 'quokka' }).waitFor();
  assert.deepEqual(page.troubles, []);
});
