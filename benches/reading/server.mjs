// A server for one folder that compresses every file alike, and records what it sent.
import { createServer } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.xml': 'application/xml',
};
// Browsers ask for the icon of the tab when they have time, or not at all: it is not recorded.
const ICON = /\/(favicon|icon)[^/]*\.(svg|png|ico)$/;
const KINDS = { '.html': 'HTML', '.css': 'CSS', '.js': 'JS', '.mjs': 'JS', '.woff': 'fonts', '.woff2': 'fonts', '.ttf': 'fonts' };

// Serves a folder. `sent` has an entry for each answer: path, kind, bytes of the body, time of its end in ms.
export async function served(folder) {
  const sent = [];
  const answers = new Map();
  const http = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!answers.has(file)) answers.set(file, statSync(file, { throwIfNoEntry: false })?.isFile() ? packed(readFileSync(file)) : undefined);
    const answer = answers.get(file);
    const entry = { path, kind: KINDS[extname(file)] ?? 'other', bytes: answer?.body.length ?? 0, end: Infinity };
    if (!ICON.test(path)) sent.push(entry);
    response.on('close', () => { entry.end = Date.now(); });
    if (!answer) { response.writeHead(404).end(); return; }
    // Ten minutes, as GitHub Pages.
    const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'max-age=600', 'content-length': answer.body.length };
    response.writeHead(200, answer.isPacked ? { ...headers, 'content-encoding': 'gzip' } : headers).end(answer.body);
  });
  await new Promise((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  return {
    origin: `http://127.0.0.1:${http.address().port}`,
    sent,
    close: () => { http.closeAllConnections(); http.close(); },
  };
}

// Fonts and pictures do not become smaller, and are sent as they are.
function packed(bytes) {
  const body = gzipSync(bytes);
  return body.length < bytes.length ? { body, isPacked: true } : { body: bytes, isPacked: false };
}
