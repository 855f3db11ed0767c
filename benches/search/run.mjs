// Compares the search of a built site with Pagefind, MiniSearch and elasticlunr, on the same sections and queries, in
// Chromium. node run.mjs NOTES.md QUERIES.json [engine …]; see README.md.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import elasticlunr from 'elasticlunr';
import MiniSearch from 'minisearch';
import * as pagefind from 'pagefind';

const here = fileURLToPath(new URL('.', import.meta.url));
const [notes, queryFile, ...wanted] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(queryFile, 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'search-'));
const site = join(folder, 'site');
mkdirSync(join(folder, 'root'));
writeFileSync(join(folder, 'root/site.toml'), '');
const program = process.env.NOTEWRIGHT ?? resolve(here, '../..', process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
execFileSync(program, ['build', '--quiet', '--root', join(folder, 'root'), '--notes', notes, '--out', site], { stdio: ['ignore', 'ignore', 'inherit'] });

const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;

// All sections, from which the index of each engine is made.
const sections = [];
globalThis.S = (name, data) => { if (name[0] === 'x') sections[Number(name.slice(1))] = data; };
for (const name of readdirSync(join(site, 'search'))) (0, eval)(readFileSync(join(site, 'search', name), 'utf8'));
const documents = sections.flat().map(([, number, title, text], id) => ({ id, number, title, text }));

const require = createRequire(import.meta.url);
const own = (name) => join(folder, name);
const engines = {
  async notewright() {
    const index = readdirSync(join(site, 'search')).filter((name) => name[0] !== 'x')
      .reduce((sum, name) => sum + packed(readFileSync(join(site, 'search', name))), 0);
    return { folder: site, page: 'index.html', index, counts: (path) => path.endsWith('.js') };
  },
  async minisearch() {
    const options = { fields: ['title', 'text'], storeFields: ['number'] };
    const mini = new MiniSearch(options);
    mini.addAll(documents);
    return whole('minisearch', require.resolve('minisearch').replace(/dist.*/, 'dist/umd/index.js'), JSON.stringify(mini), `
      const index = MiniSearch.loadJSON(JSON.stringify(INDEX), ${JSON.stringify(options)});
      globalThis.ask = (text) => index.search(text, { boost: { title: 3 }, prefix: true, fuzzy: 0.2 }).slice(0, 10).map(({ number }) => number);`,
    JSON.stringify(documents.map(({ text }) => text)));
  },
  async elasticlunr() {
    const index = elasticlunr(function fields() {
      this.addField('title');
      this.addField('text');
      this.setRef('id');
    });
    documents.forEach((document) => index.addDoc({ ...document, id: String(document.id + 1) }));
    return whole('elasticlunr', require.resolve('elasticlunr').replace(/elasticlunr\.js$/, 'elasticlunr.min.js'), JSON.stringify(index), `
      const index = elasticlunr.Index.load(INDEX);
      globalThis.ask = (text) => index.search(text, { bool: 'OR', expand: true, fields: { title: { boost: 2 }, text: { boost: 1 } } })
        .slice(0, 10).map(({ ref }) => index.documentStore.getDoc(ref).number);`);
  },
  async pagefind() {
    const folder = own('pagefind');
    const { index } = await pagefind.createIndex();
    for (const { id, number, title, text } of documents) {
      const escape = (words) => words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
      const { errors } = await index.addHTMLFile({
        url: `/${id}/`,
        content: `<!doctype html><html lang="en"><body><h1>${escape(title)}</h1><meta data-pagefind-meta="number:${number}"><p>${escape(text)}</p></body></html>`,
      });
      if (errors.length) throw new Error(errors.join('; '));
    }
    await index.writeFiles({ outputPath: join(folder, 'pagefind') });
    await pagefind.close();
    writeFileSync(join(folder, 'index.html'), `<!doctype html><script type="module">
      const pagefind = await import('/pagefind/pagefind.js');
      globalThis.ask = async (text) => {
        const { results } = await pagefind.search(text);
        const shown = await Promise.all(results.slice(0, 6).map((result) => result.data()));
        return shown.map(({ meta }) => meta.number);
      };</script>`);
    const files = readdirSync(join(folder, 'pagefind'), { recursive: true }).filter((name) => /\.(pf_index|pf_meta)$/.test(name));
    const bytes = files.reduce((sum, name) => sum + readFileSync(join(folder, 'pagefind', name)).length, 0);
    return { folder, page: 'index.html', index: bytes, counts: (path) => path.startsWith('/pagefind/') };
  },
};

// An engine that loads its whole index. The texts are a separate file if the index does not contain them.
function whole(name, library, json, script, texts) {
  const folder = own(name);
  mkdirSync(folder);
  const files = { 'library.js': readFileSync(library), 'index.js': `INDEX=${json}`, 'run.js': script, ...(texts && { 'texts.js': `TEXTS=${texts}` }) };
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  writeFileSync(join(folder, 'index.html'), `<!doctype html>${Object.keys(files).map((file) => `<script src="${file}"></script>`).join('')}`);
  return { folder, page: 'index.html', index: packed(files['index.js']), counts: (path) => path.endsWith('.js') };
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css', '.wasm': 'application/wasm' };
let served, loaded = 0;
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  const file = join(served.folder, path);
  if (!existsSync(file)) { response.writeHead(404).end(); return; }
  const bytes = readFileSync(file);
  if (served.counts(path)) loaded += Math.min(packed(bytes), bytes.length);
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'max-age=600' }).end(bytes);
}).listen(0);
const origin = `http://127.0.0.1:${server.address().port}`;

const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

// Runs in the page: enters a query as a reader does, and returns the numbers of the sections shown.
const DRIVE = `
  globalThis.pause = () => new Promise((resolve) => setTimeout(resolve, 5));
  globalThis.settled = async () => {
    const box = document.querySelector('dialog.searching');
    while (/…/.test(box.querySelector('[role=status]').textContent) || box.querySelector('.pending')) await pause();
  };
  globalThis.open = async () => {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }));
    while (!document.querySelector('dialog.searching [role=status]')) await pause();
    globalThis.field = document.querySelector('dialog.searching input');
  };
  globalThis.key = (text) => { field.value = text; field.dispatchEvent(new InputEvent('input', { bubbles: true })); };
  globalThis.ask ??= async (text) => {
    if (!globalThis.field) await open();
    key(text);
    await settled();
    return [...document.querySelectorAll('dialog.searching [role=option] .number')].map((number) => number.textContent);
  };`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
console.log(`${documents.length} sections, ${queries.length} queries\n`);
console.log('| engine | first | in five | index KB | two words KB | all queries p50, p95 KB | ms a key p50, p95 |');
console.log('|---|---|---|---|---|---|---|');
for (const name of wanted.length ? wanted : Object.keys(engines)) {
  served = await engines[name]();
  const fresh = async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on('pageerror', (error) => { throw error; });
    loaded = 0;
    await page.goto(`${origin}/${served.page}`);
    if (name === 'notewright') await page.evaluate(DRIVE);
    else await page.waitForFunction(() => globalThis.ask);
    return page;
  };
  const costs = [];
  let first = 0, five = 0;
  for (const { q, expect } of queries) {
    const page = await fresh();
    const found = await page.evaluate((text) => globalThis.ask(text), q);
    const rank = found.findIndex((number) => expect.map(String).includes(number));
    if (rank === 0) first++;
    if (rank >= 0 && rank < 5) five++;
    costs.push(loaded);
    await page.context().close();
  }
  const twoWords = costs[queries.findIndex(({ q }) => q === 'sticky sessions')] ?? NaN;
  // The first round loads the files. The second round measures each key.
  const page = await fresh();
  const times = await page.evaluate(async ({ texts, isOwn }) => {
    const times = [];
    for (const text of texts) for (let end = 1; end <= text.length; end++) await ask(text.slice(0, end));
    for (const text of texts) {
      for (let end = 1; end <= text.length; end++) {
        const start = performance.now();
        if (isOwn) key(text.slice(0, end)); else await ask(text.slice(0, end));
        times.push(performance.now() - start);
        if (end % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
    }
    return times;
  }, { texts: queries.map(({ q }) => q), isOwn: name === 'notewright' });
  await page.context().close();
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
  console.log(`| ${name} | ${(first / queries.length).toFixed(2)} | ${(five / queries.length).toFixed(2)} | ${kilobytes(served.index)} | ${kilobytes(twoWords)} `
    + `| ${kilobytes(quantile(costs, 0.5))}, ${kilobytes(quantile(costs, 0.95))} | ${quantile(times, 0.5).toFixed(2)}, ${quantile(times, 0.95).toFixed(2)} |`);
}
await browser.close();
server.close();
rmSync(folder, { recursive: true });
