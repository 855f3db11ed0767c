// Measures the time from a write to the new text over HTTP, for `notewright serve` and, if named, `hugo server`. node
// run.mjs NOTES.md [EDITS] [HUGO HUGO_SITE]; see README.md.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [notes, edits = '20', hugo, hugoSite] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const program = process.env.NOTEWRIGHT ?? resolve(here, '../..', process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
const folder = mkdtempSync(join(tmpdir(), 'serve-'));
const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

const get = (url) => new Promise((resolve) => {
  const asked = request(url, (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('end', () => resolve(response.statusCode === 200 ? Buffer.concat(parts).toString() : ''));
  });
  asked.on('error', () => resolve(''));
  asked.end();
});

// Returns CPU seconds and peak memory of a process (proc(5)).
function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, peak: Math.round(peak / 1024) };
}

const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

async function measured(name, command, args, url, write) {
  const begin = performance.now();
  const server = spawn(command, args, { stdio: 'ignore' });
  try {
    while (!await get(url(0))) await wait(2);
    const ready = performance.now() - begin;
    await wait(3000);
    const before = usage(server.pid);
    const times = [];
    for (let edit = 1; edit <= Number(edits); edit++) {
      const word = `edited${edit}x${Math.floor(performance.now())}`;
      write(edit, word);
      const written = performance.now();
      while (!(await get(url(edit))).includes(word)) {
        if (performance.now() - written > 60_000) throw new Error(`${name} never showed edit ${edit}`);
        await wait(2);
      }
      times.push(performance.now() - written);
      // The author is idle, so the server can do deferred work.
      await wait(1500);
    }
    const { cpu, peak } = usage(server.pid);
    console.log(`| ${name} | ${quantile(times, 0.5).toFixed(0)} | ${quantile(times, 0.95).toFixed(0)} | ${((cpu - before.cpu) / times.length).toFixed(2)} | ${(ready / 1000).toFixed(2)} | ${peak} |`);
  } finally {
    server.kill('SIGKILL');
  }
}

function overwrite(path, text) {
  const file = openSync(path, 'w');
  writeSync(file, text);
  closeSync(file);
}

const text = readFileSync(notes, 'utf8');
mkdirSync(join(folder, 'notes'));
writeFileSync(join(folder, 'site.toml'), '');
const own = join(folder, 'notes/notes.md');
copyFileSync(notes, own);
const headings = [...text.matchAll(/^### (\d+)\..*$/gm)];
const section = (edit) => headings[(edit * 7919) % headings.length];
console.log(`${headings.length} sections\n\n| server | median ms | p95 ms | CPU s an edit | ready s | peak MiB |\n|---|---|---|---|---|---|`);
let current = text;
const port = await freePort();
await measured('notewright', program, ['serve', '--root', folder, '--port', String(port)],
  (edit) => `http://127.0.0.1:${port}/notes/${section(edit)[1]}.html`,
  (edit, word) => {
    const heading = section(edit)[0];
    current = current.replace(`${heading}\n`, `${heading}\n\nHere is ${word} about AWS Lambda.\n`);
    overwrite(own, current);
  });
if (hugo) {
  const site = join(folder, 'hugo');
  execFileSync('cp', ['-r', hugoSite, site]);
  const pages = readdirSync(join(site, 'content'), { recursive: true }).filter((name) => name.endsWith('.md') && !name.includes('_index')).sort();
  const page = (edit) => pages[(edit * 7919) % pages.length];
  const port = await freePort();
  await measured('hugo server', hugo, ['server', '-s', site, '--port', String(port), '--bind', '127.0.0.1', '--renderToMemory', '--disableLiveReload=false'],
    (edit) => `http://127.0.0.1:${port}/${page(edit).replace(/\.md$/, '/').toLowerCase()}`,
    (edit, word) => {
      const path = join(site, 'content', page(edit));
      overwrite(path, `${readFileSync(path, 'utf8')}\n\nHere is ${word} about AWS Lambda.\n`);
    });
}
rmSync(folder, { recursive: true });
