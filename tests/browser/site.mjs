// Builds sites, serves them, and opens them in Chromium.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const program = process.env.NOTEWRIGHT ?? resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/notewright');

// The content policy of the `notewright infra` template, so that the tests run under production headers.
export const POLICY = /ContentSecurityPolicy: "(.*)"/.exec(execFileSync(program, ['infra'], { encoding: 'utf8' }))[1];

const made = [];
process.on('exit', () => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function temporary() {
  const folder = mkdtempSync(join(tmpdir(), 'notewright-'));
  made.push(folder);
  return folder;
}

// This repository's own site.
export function ownSite() {
  const out = join(temporary(), 'site');
  execFileSync(program, ['build', '--quiet', '--root', repository, '--out', out]);
  return out;
}

// One of the sites in examples/.
export function exampleSite(name) {
  const out = join(temporary(), 'site');
  execFileSync(program, ['build', '--quiet', '--root', join(repository, 'examples', name), '--out', out]);
  return out;
}

// A site that is hard to lay out, and a notebook that is listed in groups.
export function hardSite() {
  const root = temporary();
  cpSync(join(repository, 'tests/browser/hard'), root, { recursive: true });
  const many = Array.from({ length: 450 }, (_, at) => `### ${at + 1}. Section ${at + 1}\n\nAmazon SQS, text ${at}.\n`);
  writeFileSync(join(root, 'notes/many.md'), `# Many sections\n\n${many.join('\n')}`);
  execFileSync(program, ['build', '--quiet', '--root', root]);
  return join(root, 'dist');
}

// A site with an index of several shards: the notes three times.
export function largeSite() {
  const root = temporary();
  mkdirSync(join(root, 'notes'));
  writeFileSync(join(root, 'site.toml'), '');
  for (const name of ['one', 'two', 'three']) copyFileSync(join(repository, 'notes/aws-developer.md'), join(root, `notes/${name}.md`));
  writeFileSync(join(root, 'notes/four.md'), '# Four\n\nWhoever crams tonight begins here.\n\n### 1. Sleep\n\nEnough of it.\n');
  execFileSync(program, ['build', '--quiet', '--root', root]);
  return join(root, 'dist');
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };

// Serves a folder for one test. `answer(path)` may return a promise to wait for, or false for an error.
export async function served(t, folder) {
  const asked = [];
  const server = { asked, answer: () => undefined, most: 0 };
  let open = 0;
  const http = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    asked.push(request.url);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (path.includes('/search/')) server.most = Math.max(server.most, ++open);
    const isServed = await server.answer(path);
    if (path.includes('/search/')) open--;
    if (isServed === false) { request.socket.destroy(); return; }
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY }).end(readFileSync(file));
  });
  await new Promise((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  server.origin = `http://127.0.0.1:${http.address().port}`;
  t.after(() => { http.closeAllConnections(); http.close(); });
  return server;
}

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

// Opens a page for one test. Its errors and console messages fail the test.
export async function opened(t, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(error.message));
  page.on('console', (message) => page.troubles.push(message.text()));
  await page.goto(address);
  return page;
}

// Returns the violations that axe finds on the current page, without those of some rules.
export async function findings(page, without = []) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).disableRules(without).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
