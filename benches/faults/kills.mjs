// Kills builds at random moments, and counts what they leave: see README.md.
//
//   node benches/faults/kills.mjs [SECTIONS] [KILLS] [FOLDER]

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { below, notes } from '../notes.mjs';

const PROGRAM = process.env.NOTEWRIGHT ?? resolve(process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
const sections = Number(process.argv[2] ?? 1_510);
const kills = Number(process.argv[3] ?? 300);
const root = mkdtempSync(join(process.argv[4] ?? tmpdir(), 'notewright-kills-'));
const MANIFEST = '.notewright.json';

mkdirSync(join(root, 'notes'));
const old = notes(sections);
// One section in fifty changes, some are new, one leaves, and another notebook comes.
const edited = `${old.replace(/### 7\. .*\n[^#]*/, '').replaceAll(/### (\d*[24]0)\. .*\n/g, '$&\nThis line is new.\n')}
${Array.from({ length: 20 }, (_, at) => `### ${sections + 1 + at}. A new section\n\nAmazon SQS, see ${at + 1}.\n\n`).join('')}`;
const other = '### 1. Another notebook\n\nLambda.\n';
const versions = [
  [['notes/n.md', old]],
  [['notes/n.md', edited], ['notes/other.md', other]],
];

const write = (version) => {
  rmSync(join(root, 'notes/other.md'), { force: true });
  for (const [path, text] of versions[version]) writeFileSync(join(root, path), text);
};
const args = (out) => ['build', '-q', '--root', root, '--out', out];
const build = (out) => {
  const ran = spawnSync(PROGRAM, args(out), { encoding: 'utf8' });
  if (ran.status > 1) throw new Error(ran.stderr);
};
// Returns the hash of every file by path, and the folder that a killed build staged files in.
function read(out) {
  const files = new Map();
  const folders = [out];
  while (folders.length > 0) {
    const folder = folders.pop();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.name === '.notewright-new') continue;
      if (entry.isDirectory()) folders.push(path);
      else files.set(relative(out, path), createHash('sha1').update(readFileSync(path)).digest('hex'));
    }
  }
  return files;
}
const same = (a, b) => a.size === b.size && [...a].every(([path, hash]) => b.get(path) === hash);

// Returns the files of the site that a page loads, and those that it links to.
function targets(path, html) {
  const found = { loaded: [], linked: [] };
  for (const [, tag, , address] of html.matchAll(/<(\w+)[^>]*? (src|href)="([^"#?]+)[^"]*"/g)) {
    if (/^[a-z]+:|^\/\//.test(address)) continue;
    const target = posix.join(posix.dirname(path), decodeURI(address));
    (tag === 'a' ? found.linked : found.loaded).push(target.endsWith('/') ? `${target}index.html` : target);
  }
  return found;
}

// Each page must be old or new, with all files that it loads. After the last build no link may be dead.
function faults(out, files, [before, after], { isFinal }) {
  let [mixed, missing, dead] = [0, 0, 0];
  for (const [path, hash] of files) {
    if (path === MANIFEST) continue;
    if (before.get(path) !== hash && after.get(path) !== hash) mixed += 1;
    if (!path.endsWith('.html') || path === '404.html') continue;
    const { loaded, linked } = targets(path, readFileSync(join(out, path), 'utf8'));
    missing += loaded.filter((target) => !files.has(target)).length;
    if (isFinal) dead += linked.filter((target) => !files.has(target)).length;
  }
  return { mixed, missing, dead };
}

const references = [0, 1].map((version) => {
  write(version);
  build(join(root, `reference-${version}`));
  return read(join(root, `reference-${version}`));
});
const out = join(root, 'dist');
write(0);
build(out);
write(1);
const begin = performance.now();
build(out);
const took = performance.now() - begin;
const counts = { old: 0, new: 0, between: 0, finished: 0, mixed: 0, missing: 0, mixedAfter: 0, missingAfter: 0, deadAfter: 0, unequalAfter: 0 };
let target = 0;
for (let number = 0; number < kills; number += 1) {
  write(target);
  const child = spawn(PROGRAM, args(out), { stdio: 'ignore' });
  const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
  // Half of the kills are in the last third of the build, where files are moved.
  const moment = number % 2 === 0 ? below(1000) / 1000 : 0.65 + below(350) / 1000;
  await wait(took * moment);
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL') counts.finished += 1;
  const pair = [references[1 - target], references[target]];
  const left = read(out);
  counts[same(left, pair[0]) ? 'old' : same(left, pair[1]) ? 'new' : 'between'] += 1;
  const now = faults(out, left, pair, { isFinal: false });
  counts.mixed += now.mixed;
  counts.missing += now.missing;
  build(out);
  const after = read(out);
  const then = faults(out, after, [pair[1], pair[1]], { isFinal: true });
  counts.mixedAfter += then.mixed;
  counts.missingAfter += then.missing;
  counts.deadAfter += then.dead;
  if (!same(after, pair[1])) counts.unequalAfter += 1;
  target = 1 - target;
}
console.log(`${kills} kills of builds with ${sections} sections, ${references[1].size} files, ${Math.round(took)} ms each, in ${root}`);
console.log(JSON.stringify(counts));
rmSync(root, { recursive: true });
const isBroken = counts.mixed + counts.missing + counts.mixedAfter + counts.missingAfter + counts.deadAfter + counts.unequalAfter > 0;
process.exitCode = isBroken ? 1 : 0;
