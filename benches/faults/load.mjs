// Asks the preview for many pages at once while slow bodies are open: see README.md.
//
//   node benches/faults/load.mjs [REQUESTS] [AT_ONCE] [SLOW_BODIES]

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { below, notes } from '../notes.mjs';

const PROGRAM = process.env.NOTEWRIGHT ?? resolve(process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
const requests = Number(process.argv[2] ?? 10_000);
const atOnce = Number(process.argv[3] ?? 200);
const slow = Number(process.argv[4] ?? 50);
const SECTIONS = 151;

const root = mkdtempSync(join(tmpdir(), 'notewright-load-'));
mkdirSync(join(root, 'notes'));
writeFileSync(join(root, 'notes/n.md'), notes(SECTIONS));
const server = spawn(PROGRAM, ['serve', '--root', root, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
const port = await new Promise((done, failed) => {
  let said = '';
  const listen = (data) => {
    said += data;
    const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
    if (found) done(Number(found[1]));
  };
  server.stdout.on('data', listen);
  server.stderr.on('data', listen);
  server.on('exit', () => failed(new Error(said)));
});

// Posts that send one byte a second. The preview answers and ends them early; each is then followed by another one.
let posted = 0;
let is_done = false;
function post() {
  posted += 1;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  socket.resume();
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 60000\r\n\r\n`);
  const timer = setInterval(() => socket.write('x'), 1000);
  socket.on('close', () => {
    clearInterval(timer);
    posts.delete(socket);
    if (!is_done) posts.add(post());
  });
  return socket;
}
const posts = new Set();
for (let number = 0; number < slow; number += 1) posts.add(post());

// Sends one request. Returns its time in milliseconds, or nothing if it failed.
const ask = (path) =>
  new Promise((done) => {
    const begin = performance.now();
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('data', (data) => (answer += answer.length < 16 ? data.subarray(0, 16) : ''));
    socket.on('error', () => {});
    socket.on('close', () => done(answer.startsWith('HTTP/1.1 200') ? performance.now() - begin : undefined));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  });

const times = [];
let left = requests;
let errors = 0;
const begin = performance.now();
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    while (left > 0) {
      left -= 1;
      const time = await ask(`/n/${1 + below(SECTIONS)}.html`);
      if (time === undefined) errors += 1;
      else times.push(time);
    }
  }),
);
const took = (performance.now() - begin) / 1000;
const open = posts.size;
is_done = true;
times.sort((a, b) => a - b);
const ticks = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
const cpu = ticks.reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(1) ?? '-';
console.log(`${requests} requests, ${atOnce} at once, ${open} slow bodies open (${posted} in all): ${took.toFixed(1)} s`);
console.log(`p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms, ${errors} errors, ${(cpu / requests).toFixed(2)} ms of CPU for each request`);
posts.forEach((socket) => socket.destroy());
server.removeAllListeners('exit');
server.kill();
rmSync(root, { recursive: true });
process.exitCode = errors > 0 || open < slow ? 1 : 0;
