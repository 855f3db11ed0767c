// Reads the same notes in Chromium as sites of notewright, Starlight, Material for MkDocs and mdBook: bytes, times, and the taps,
// keys and swipes of six journeys. node run.mjs [--rounds 5] [--write]; see README.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { Hand } from './hand.mjs';
import { Reader, journeys } from './journeys.mjs';
import { notebook } from './notes.mjs';
import { installed, peers } from './peers.mjs';
import { served } from './server.mjs';
import * as tables from './tables.mjs';
import { DEVICES, weighed } from './weigh.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(project, 'docs/reading.md');
const BEGIN = '<!-- reading: benches/reading/run.mjs writes these tables -->', END = '<!-- end of reading -->';
const SECTION = 47;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } } });
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const notes = notebook(join(project, 'notes/aws-developer.md'));

// Builds every site that can be built here, and says of the others why not.
function built(folder) {
  const target = resolve(project, process.env.CARGO_TARGET_DIR ?? 'target', 'reading');
  mkdirSync(target, { recursive: true });
  const sites = [];
  for (const peer of peers(installed(join(target, 'tools')), join(target, 'starlight'))) {
    try {
      const root = join(folder, peer.name);
      mkdirSync(root);
      sites.push({ ...peer, version: peer.version(), folder: peer.build(root, notes) });
    } catch (error) {
      console.error(`${peer.name} is left out: ${error.message}`);
    }
  }
  return sites;
}

// Measures the page of one section on each device. Every round takes the sites in turn.
async function measured(browser, sites, rounds) {
  const devices = Object.keys(DEVICES).map((device) => ({ device, measures: sites.map(({ name }) => ({ name, rounds: [] })) }));
  for (let round = 0; round < rounds; round++) {
    for (const { device, measures } of devices) {
      for (const [at, site] of sites.entries()) measures[at].rounds.push(await weighed(browser, site.server, device, site.page(SECTION), site.page(SECTION + 1)));
    }
  }
  return devices;
}

// Makes one way of a journey with a new reader, and returns what it took.
async function walk(browser, site, journey, way) {
  const context = await browser.newContext(DEVICES.phone.options);
  try {
    const page = await context.newPage();
    const hand = await Hand.on(page);
    const reader = new Reader(hand, site, site.server.origin);
    await journey.start(reader);
    hand.forget();
    site.server.sent.length = 0;
    await journey.ways(site)[way](reader);
    return { way, taps: hand.taps, keys: hand.keys, swipes: hand.swipes, all: hand.all, bytes: site.server.sent.reduce((sum, { bytes }) => sum + bytes, 0) };
  } catch (error) {
    console.error(`${site.name}, ${journey.name}, ${way}: ${error.message}`);
    return { way, failure: error.message, all: Infinity };
  } finally {
    await context.close();
  }
}

// Makes every way of every journey. The ways of a site are sorted: the shortest is first.
async function walkedAll(browser, sites) {
  const walked = [];
  for (const journey of journeys(notes)) {
    const ways = {};
    for (const site of sites) {
      ways[site.name] = [];
      for (const way of Object.keys(journey.ways(site))) ways[site.name].push(await walk(browser, site, journey, way));
      ways[site.name].sort((a, b) => a.all - b.all);
    }
    walked.push({ key: journey.key, name: journey.name, ways });
  }
  return walked;
}

function report(sites, devices, walked, rounds) {
  const names = sites.map(({ name }) => name);
  const date = new Date().toISOString().slice(0, 10);
  const chrome = execFileSync(executablePath, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split(' ').slice(0, 2).join(' ');
  const versions = sites.map(({ name, version }) => `${name} ${version}`).join(', ');
  const [first] = devices;
  const pages = devices.map(({ device, measures }) => {
    const { options: { viewport: { width, height } }, throughput, latency, slowdown } = DEVICES[device];
    const speed = `${throughput / 1e6} Mbit/s, ${latency} ms for each request${slowdown > 1 ? `, processor ${slowdown} times slower` : ''}`;
    const bytes = tables.bytes(measures);
    const isSame = device !== first.device && bytes === tables.bytes(first.measures);
    return `A ${device}, ${width} × ${height}, ${speed}${isSame ? `. Requests and bytes are those of the ${first.device}:` : `:\n\n${bytes}`}\n\n${tables.times(measures)}`;
  });
  return [`Measured on ${date} with ${versions}, in ${chrome}. ${notes.sections.length} sections, ${rounds} rounds.`, '### One page',
    ...pages, '### Six journeys', tables.journeys(walked, names), tables.loads(walked, names), 'The other ways that were tried:', tables.others(walked, names)].join('\n\n');
}

// Puts the tables into docs/reading.md, between the two comments.
function write(text) {
  const [before, rest] = readFileSync(PAGE, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE} has no \`${BEGIN}\` with \`${END}\` behind it: put both where the tables belong`);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

const folder = mkdtempSync(join(tmpdir(), 'reading-'));
const sites = built(folder);
for (const site of sites) site.server = await served(site.folder);
// As on a phone, the page before is shown as it was left.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], ignoreDefaultArgs: ['--disable-back-forward-cache'] });
try {
  const rounds = Number(values.rounds);
  const walked = await walkedAll(browser, sites);
  const text = report(sites, await measured(browser, sites, rounds), walked, rounds);
  console.log(text);
  if (values.write) write(text);
} finally {
  await browser.close();
  for (const { server } of sites) server.close();
  rmSync(folder, { recursive: true });
}
