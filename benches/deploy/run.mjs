// Deploys a large site to a bucket in memory: see README.md.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { below, notes } from '../notes.mjs';

const PROGRAM = process.env.NOTEWRIGHT ?? resolve(process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
const sections = Number(process.argv[2] ?? 13_000);

const objects = new Map();
let counts = {};
let refused = 0; // percent of the requests
const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
const escaped = (key) => encodeURIComponent(key).replaceAll('%20', '+');

function answer(request, body) {
  const url = new URL(request.url, 'http://here');
  count('requests');
  const error = (status, code) => [status, {}, `<Error><Code>${code}</Code><Message>no</Message></Error>`];
  if (createHash('sha256').update(body).digest('hex') !== request.headers['x-amz-content-sha256']) {
    return error(400, 'XAmzContentSHA256Mismatch');
  }
  if (below(100) < refused) return error(503, 'SlowDown');
  if (url.pathname.startsWith('/2020-05-31/')) {
    count('invalidations');
    return [201, {}, '<Invalidation><Id>I1</Id><Status>Completed</Status></Invalidation>'];
  }
  const key = decodeURIComponent(url.pathname.replace(/^\/bench-bucket\//, ''));
  if (request.method === 'GET' && key === '') {
    count('LIST');
    const after = url.searchParams.get('continuation-token') ?? '';
    const keys = [...objects.keys()].sort().filter((known) => known > after);
    const page = keys.slice(0, 1000);
    const contents = page.map((known) => {
      const { etag, size } = objects.get(known);
      return `<Contents><Key>${escaped(known)}</Key><ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size></Contents>`;
    });
    const more = keys.length > 1000 ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return [
      200,
      {},
      `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${keys.length > 1000}</IsTruncated>${contents.join('')}${more}</ListBucketResult>`,
    ];
  }
  if (request.method === 'POST') {
    count('DELETE');
    for (const [, known] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(known.replaceAll('&amp;', '&'));
    return [200, {}, '<DeleteResult></DeleteResult>'];
  }
  count(request.method);
  const there = objects.get(key);
  if (request.method === 'PUT') {
    const wanted = request.headers['if-match'];
    if (request.headers['if-none-match'] && there) return error(412, 'PreconditionFailed');
    if (wanted && wanted !== `"${there?.etag}"`) return error(412, 'PreconditionFailed');
    const etag = createHash('md5').update(body).digest('hex');
    // Only the manifest is read again, so pages are not stored.
    objects.set(key, { etag, size: body.length, body: key.startsWith('.notewright/') ? body : undefined });
    return [200, { ETag: `"${etag}"` }, ''];
  }
  return there ? [200, { ETag: `"${there.etag}"` }, there.body] : error(404, 'NoSuchKey');
}

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const [status, headers, body] = answer(request, Buffer.concat(parts));
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const endpoint = `http://127.0.0.1:${server.address().port}`;

const site = mkdtempSync(join(tmpdir(), 'notewright-bench-'));
process.on('exit', () => rmSync(site, { recursive: true, force: true }));
mkdirSync(join(site, 'notes'));
const settings = 'bucket = "bench-bucket"\nregion = "us-east-1"\ndistribution = "E1"\n';
writeFileSync(join(site, 'site.toml'), `[site]\ntitle = "Bench"\n[deploy]\n${settings}`);
const text = notes(sections);

function build(notebook) {
  writeFileSync(join(site, 'notes/n.md'), notebook);
  const ran = spawnSync(PROGRAM, ['build', '-q'], { cwd: site, stdio: 'inherit' });
  if (ran.status !== 0) throw new Error('the build failed');
}

/** Runs a deploy. The CPU time is the last value of `/proc/PID/stat`, in hundredths (proc(5)). */
function deploy() {
  counts = {};
  return new Promise((done, fail) => {
    const begin = performance.now();
    const child = spawn(PROGRAM, ['deploy', '--format', 'json'], {
      cwd: site,
      env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL: endpoint, HOME: site },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let [peak, cpu, out] = [0, 0, ''];
    const look = setInterval(() => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').pop().split(' ');
        cpu = (Number(fields[11]) + Number(fields[12])) / 100;
      } catch {
        // The process has just ended.
      }
    }, 20);
    child.stdout.on('data', (part) => (out += part));
    child.on('close', (code) => {
      clearInterval(look);
      const wall = (performance.now() - begin) / 1000;
      if (code !== 0) return fail(new Error(`the deploy ended with ${code}`));
      const { files, uploads } = JSON.parse(out);
      done({ files, uploads, wall, cpu, peak: peak / 1024, ...counts });
    });
  });
}

const row = (name, run) =>
  console.log(
    `| ${name} | ${run.files} | ${run.wall.toFixed(1)} | ${run.cpu.toFixed(1)} | ${run.peak.toFixed(0)} | ${run.uploads} | ` +
      `${['requests', 'GET', 'LIST', 'PUT', 'HEAD', 'DELETE', 'invalidations'].map((what) => counts[what] ?? 0).join(' | ')} |`,
  );
console.log('| deploy | files | wall s | CPU s | peak MiB | uploads | requests | GET | LIST | PUT | HEAD | DELETE | invalidations |');
console.log('|---|---|---|---|---|---|---|---|---|---|---|---|---|');
build(text);
row('first', await deploy());
row('second', await deploy());
const lines = text.split('\n');
const last = lines.findLastIndex((line) => line.startsWith('- '));
lines[last] = `${lines[last]} Changed.`;
build(lines.join('\n'));
row('one section edited', await deploy());
objects.clear();
refused = 20;
row('first, one request in five refused', await deploy());
server.close();
