// nginx and Caddy with the configuration of `notewright infra`, on a small site: the same answers from both.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.NOTEWRIGHT ?? resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/notewright');
const folder = mkdtempSync(join(tmpdir(), 'notewright-servers-'));
after(() => rmSync(folder, { recursive: true }));
// Servers that root starts read files as another user.
chmodSync(folder, 0o755);
const root = join(folder, 'dist');
const notewright = (...words) => execFileSync(program, words, { cwd: folder, encoding: 'utf8' });

mkdirSync(join(folder, 'notes'));
writeFileSync(join(folder, 'notes/tides.md'), '---\naliases: [old-name/, "a b*{x}$1.html"]\n---\n\n### 1.1 Flood\n\nIt rises.\n\n### 2.1 Ebb\n\nIt falls.\n');
notewright('build', '-q');

// The headers of the preview are the same, except those that need HTTPS.
const guide = readFileSync(join(repository, 'docs/hosting.md'), 'utf8');
const SECURITY = [...guide.matchAll(/^([A-Z][\w-]+): (.+)$/gm)].map(([, name, value]) => [name, value]);
const asset = /assets\/style\.\w+\.css/.exec(readFileSync(join(root, 'index.html'), 'utf8'))[0];
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'public, max-age=0, must-revalidate';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// Runs a server until the test ends, and waits until it answers.
async function start(t, command, words, port) {
  const server = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } });
  let said = '';
  server.stderr.on('data', (text) => { said += text; });
  t.after(() => server.kill());
  for (let round = 0; round < 100; round++) {
    if (server.exitCode !== null) break;
    try {
      return await fetch(`http://127.0.0.1:${port}/`);
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  assert.fail(`${command} does not answer: ${said}`);
}

async function answers(port) {
  const get = (path) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
  for (const [path, cache] of [['/', REVALIDATE], ['/tides/1.1.html', REVALIDATE], [`/${asset}`, IMMUTABLE], ['/search/index.js', REVALIDATE]]) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get('cache-control'), cache, path);
    for (const [name, value] of SECURITY) assert.equal(answer.headers.get(name), value, `${path}: ${name}`);
  }
  // Addresses that readers type.
  assert.match(await (await get('/tides/2.1')).text(), /Ebb/);
  const slash = await get('/tides');
  assert.ok([301, 302, 308].includes(slash.status));
  assert.equal(new URL(slash.headers.get('location'), 'http://x/tides').pathname, '/tides/');
  // Former addresses.
  for (const from of ['/old-name/index.html', '/a%20b*%7Bx%7D$1.html']) {
    const moved = await get(from);
    assert.equal(moved.status, 301, from);
    assert.equal(new URL(moved.headers.get('location'), 'http://x/').pathname, '/tides/index.html');
  }
  for (const path of ['/tides/9.html', '/assets/gone.0123456789.css', '/.notewright.json', '/tides/.hidden']) {
    const missing = await get(path);
    assert.equal(missing.status, 404, path);
    assert.equal(await missing.text(), readFileSync(join(root, '404.html'), 'utf8'), path);
    assert.notEqual(missing.headers.get('cache-control'), IMMUTABLE, path);
    assert.equal(missing.headers.get('x-frame-options'), 'DENY', path);
  }
}

test('the guide lists the headers', () => assert.equal(SECURITY.length, 7));

test('nginx', async (t) => {
  const port = await freePort();
  const site = notewright('infra', '--for', 'nginx')
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('    listen [::]:80;\n', '')
    .replace('/var/www/notes', root);
  assert.ok(site.includes(`:${port};`) && site.includes(root));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, `pid ${folder}/nginx.pid;\nerror_log stderr;\ndaemon off;\nevents {}\nhttp {\ntypes { text/html html; text/css css; application/javascript js; }\naccess_log off;\n${temporary.join('\n')}\n${site}}\n`);
  execFileSync('nginx', ['-t', '-q', '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  await start(t, 'nginx', ['-c', file, '-e', 'stderr'], port);
  await answers(port);
});

test('Caddy', async (t) => {
  const port = await freePort();
  const site = notewright('infra', '--for', 'caddy').replace('notes.example.com', `http://127.0.0.1:${port}`).replace('/var/www/notes', root);
  assert.ok(site.includes(`:${port} {`) && site.includes(root));
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n}\n${site}`);
  execFileSync('caddy', ['validate', '--config', file, '--adapter', 'caddyfile'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } });
  await start(t, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], port);
  await answers(port);
});
