// What a killed build has left in its output folder, and what of it is wrong.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

const STAGING = '.notewright-new';

// Reads a folder: the hash of each file by path. Files that a build has staged do not count.
export function read(out) {
  const files = new Map();
  const folders = existsSync(out) ? [out] : [];
  while (folders.length > 0) {
    const folder = folders.pop();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.name === STAGING) continue;
      if (entry.isDirectory()) folders.push(path);
      else files.set(relative(out, path), createHash('sha1').update(readFileSync(path)).digest('hex'));
    }
  }
  return files;
}

export const same = (a, b) => a.size === b.size && [...a].every(([path, hash]) => b.get(path) === hash);

// Pages with the same bytes have the same links.
const known = new Map();

// Returns the files of the site that a page loads, and those that it links to.
function targets(out, path, hash) {
  const key = `${path} ${hash}`;
  if (!known.has(key)) {
    const found = { loaded: new Set(), linked: new Set() };
    const html = readFileSync(join(out, path), 'utf8');
    for (const [, tag, , address] of html.matchAll(/<(\w+)[^>]*? (src|href)="([^"#?]+)[^"]*"/g)) {
      if (/^[a-z]+:|^\/\//.test(address)) continue;
      const target = posix.join(address.startsWith('/') ? '.' : posix.dirname(path), decodeURI(address)).replace(/^\//, '');
      const file = target === '.' || target.endsWith('/') ? posix.join(target, 'index.html') : target;
      (tag === 'a' ? found.linked : found.loaded).add(file);
    }
    known.set(key, found);
  }
  return known.get(key);
}

// Counts what is wrong. `before` and `after` are the files of the old and of the new site.
//
// `mixed`: files that are neither old nor new. `missing`: files that a page loads and that are not there. `dead`: links from
// the home page, from 404.html and from old pages that stay to files that are not there.
export function faults(out, files, before, after) {
  const counts = { mixed: 0, missing: 0, dead: 0 };
  for (const [path, hash] of files) {
    const is_old = before.get(path) === hash;
    if (!is_old && after.get(path) !== hash) counts.mixed += 1;
    if (!path.endsWith('.html')) continue;
    const { loaded, linked } = targets(out, path, hash);
    const missing = (all) => [...all].filter((file) => !files.has(file)).length;
    counts.missing += missing(loaded);
    // A page that leaves the site may go after a page that it links to. Nothing leads to it any more.
    const counts_links = ['index.html', '404.html'].includes(path) || (is_old && after.has(path));
    if (counts_links) counts.dead += missing(linked);
  }
  return counts;
}
