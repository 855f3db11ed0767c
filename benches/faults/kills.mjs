// Kills builds, and counts what they leave: see README.md.
//
//   node benches/faults/kills.mjs [SECTIONS] [KILLS] [KILLS_AT_CALLS] [WHERE…]

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { below } from '../notes.mjs';
import { faults, read, same } from './left.mjs';
import { versions, write } from './versions.mjs';

const PROGRAM = process.env.NOTEWRIGHT ?? resolve(process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
const CALLS = ['openat', 'write', 'rename', 'renameat2', 'unlink', 'unlinkat', 'mkdir', 'rmdir', 'fsync', 'syncfs', 'flock', 'fchmod', 'ftruncate'];
const WHERE = ['disk', 'memory', 'overlay', 'mount', 'bind'];

const [sections = '1510', kills = '300', at_calls = '200', ...chosen] = process.argv.slice(2);
const wrong = chosen.filter((where) => !WHERE.includes(where));
if (wrong.length > 0) throw new Error(`there is no ${wrong[0]}: name ${WHERE.join(', ')}`);

function run(command, ...args) {
  const ran = spawnSync(command, args, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.stderr || ran.error}`);
}

// Makes a folder for the site in a file system, with the output folder as it is to be. Root may mount.
function prepare(where) {
  const base = where === 'memory' ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(base, `notewright-kills-${where}-`));
  const root = join(folder, 'site');
  const mounts = [];
  const mount = (target, ...args) => {
    mkdirSync(target, { recursive: true });
    run('mount', ...args, target);
    mounts.push(target);
  };
  mkdirSync(root);
  if (where === 'overlay') {
    for (const name of ['lower', 'upper', 'work']) mkdirSync(join(folder, name));
    const layers = ['lower', 'upper', 'work'].map((name) => `${name}dir=${join(folder, name)}`).join(',');
    mount(root, '-t', 'overlay', 'overlay', '-o', layers);
  }
  if (where === 'mount') mount(join(root, 'dist'), '-t', 'tmpfs', 'tmpfs');
  if (where === 'bind') {
    mkdirSync(join(folder, 'volume'));
    mount(join(root, 'dist'), '--bind', join(folder, 'volume'));
  }
  const end = () => {
    mounts.reverse().forEach((target) => run('umount', target));
    rmSync(folder, { recursive: true });
  };
  return { root, out: join(root, 'dist'), can_vanish: !['mount', 'bind'].includes(where), end };
}

// The record of the last build is kept with the site, so that nothing outlives the measurement.
const environment = (root) => ({ ...process.env, XDG_CACHE_HOME: join(root, 'cache') });
const args = (root, out) => ['build', '-q', '--root', root, '--out', out];

function build(root, out) {
  const ran = spawnSync(PROGRAM, args(root, out), { encoding: 'utf8', env: environment(root) });
  if (ran.status > 1) throw new Error(ran.stderr || ran.error);
}

// Returns how often a thread of a build makes each call: the most of all threads.
function counted(root, out) {
  const log = join(root, 'calls');
  run('strace', '-f', '-qq', '--seccomp-bpf', '-o', log, '-e', `trace=${CALLS.map((call) => `?${call}`)}`, '-E', `XDG_CACHE_HOME=${join(root, 'cache')}`, PROGRAM, ...args(root, out));
  const by_thread = new Map();
  for (const [, thread, call] of readFileSync(log, 'utf8').matchAll(/^(\d+) +(\w+)\(/gm)) {
    const key = `${call} ${thread}`;
    by_thread.set(key, (by_thread.get(key) ?? 0) + 1);
  }
  rmSync(log);
  const most = new Map();
  for (const [key, count] of by_thread) {
    const call = key.split(' ')[0];
    most.set(call, Math.max(most.get(call) ?? 0, count));
  }
  return [...most];
}

// Starts a build and kills it at a random time. Half of the kills are after the journal is there, where files are moved; a new
// folder appears in one step, without a journal.
async function kill_at_a_time(root, out, took, is_moved) {
  const child = spawn(PROGRAM, args(root, out), { stdio: 'ignore', env: environment(root) });
  const ended = new Promise((done) => child.on('exit', (_, signal) => done(signal === 'SIGKILL')));
  let has_ended = false;
  ended.then(() => (has_ended = true));
  if (!is_moved) {
    await wait((took * below(1000)) / 1000);
  } else {
    const journal = join(out, '.notewright-new/journal.json');
    while (!existsSync(journal) && !has_ended) await wait(1);
    await wait(below(40));
  }
  child.kill('SIGKILL');
  return ended;
}

// Starts a build and kills it at a random call of the system, of those that it makes.
function kill_at_a_call(root, out, calls) {
  const [call, most] = calls[below(calls.length)];
  const inject = `inject=${call}:signal=KILL:when=${1 + below(most)}`;
  // `--seccomp-bpf` would be faster, but swallows the signal (strace 6.1).
  const ran = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject, PROGRAM, ...args(root, out)], { env: environment(root) });
  return ran.signal === 'SIGKILL' || ran.status === 137;
}

async function measure(where, kills, at_calls) {
  const { root, out, can_vanish, end } = prepare(where);
  try {
    const all = versions(Number(sections));
    const references = all.map((version, at) => {
      write(root, version);
      const folder = join(root, `reference-${at}`);
      build(root, folder);
      const files = read(folder);
      rmSync(folder, { recursive: true });
      return files;
    });
    write(root, all[0]);
    build(root, out);
    write(root, all[1]);
    const begin = performance.now();
    build(root, out);
    const took = performance.now() - begin;
    write(root, all[2]);
    const calls = at_calls > 0 ? counted(root, out) : [];
    const counts = { old: 0, new: 0, between: 0, none: 0, finished: 0, mixed: 0, missing: 0, dead: 0, unequalAfter: 0, wrongAfter: 0, left: 0 };
    let now = 2;
    for (let number = 0; number < kills + at_calls; ) {
      const next = (now + 1) % 3;
      // Now and then the folder does not exist yet.
      const is_first = number % 10 === 9;
      if (is_first) {
        const entries = existsSync(out) ? readdirSync(out) : [];
        entries.forEach((entry) => rmSync(join(out, entry), { recursive: true }));
        if (can_vanish) rmSync(out, { recursive: true, force: true });
      }
      const before = is_first ? new Map() : references[now];
      const after = references[next];
      write(root, all[next]);
      const was_killed = number < kills ? await kill_at_a_time(root, out, took, !is_first && number % 2 === 1) : kill_at_a_call(root, out, calls);
      if (was_killed) number += 1;
      else counts.finished += 1;
      if (counts.finished > 10 + 3 * number) throw new Error('most builds end before they are killed');
      const left = read(out);
      counts[left.size === 0 ? 'none' : same(left, before) ? 'old' : same(left, after) ? 'new' : 'between'] += 1;
      const found = faults(out, left, before, after);
      build(root, out);
      const then = read(out);
      const wrong = faults(out, then, after, after);
      counts.mixed += found.mixed;
      counts.missing += found.missing;
      counts.dead += found.dead;
      counts.wrongAfter += wrong.mixed + wrong.missing + wrong.dead;
      if (!same(then, after)) counts.unequalAfter += 1;
      if (existsSync(join(out, '.notewright-new')) || existsSync(join(root, '.dist.notewright-new'))) counts.left += 1;
      now = next;
    }
    console.log(`${where}: ${kills} kills at random times, ${at_calls} at calls; ${sections} sections, ${references[1].size} files, ${Math.round(took)} ms a build`);
    console.log(`  ${JSON.stringify(counts)}`);
    return counts.mixed + counts.missing + counts.dead + counts.unequalAfter + counts.wrongAfter + counts.left;
  } finally {
    end();
  }
}

let wrongs = 0;
for (const where of chosen.length > 0 ? chosen : WHERE) wrongs += await measure(where, Number(kills), Number(at_calls));
process.exitCode = wrongs > 0 ? 1 : 0;
