// Writes `minified/`: the scripts and style sheets of `static/` as readers load them. It puts the ranking constants of
// `src/ranking.json` into `search.js`, minifies scripts with terser, and takes comments and indentation out of style sheets.
// `minified/SHA256SUMS` lists the sources and the results, so that a test without Node can tell whether they are current.
//
//   node minify.mjs           writes the files
//   node minify.mjs --check   writes nothing; exit status 1 if a file is not current

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const OUT = 'minified';
const SUMS = `${OUT}/SHA256SUMS`;
const RANKING = 'src/ranking.json';

// The comment in `search.js` that the ranking constants replace.
const RANKING_MARK = '/* @ranking@ */';

const read = (path) => readFileSync(join(ROOT, path), 'utf8');

// Returns the ranking constants as one declaration.
function rankingConstants() {
  const { weights, limits, words } = JSON.parse(read(RANKING));
  const sorted = (entries) => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  const numbers = [...sorted(weights), ...sorted(limits)].map(([name, { value }]) => `${name} = ${value}`);
  const lists = sorted(words).map(([name, { value }]) => {
    const list = value.flatMap((line) => line.split(/\s+/).filter(Boolean));
    return `${name} = new Set('${list.join(' ')}'.split(' '))`;
  });
  return `const ${[...numbers, ...lists].join(', ')};`;
}

// Returns a script without comments, with short names. Top-level names stay: other scripts may use them.
async function minifiedScript(text) {
  const { code } = await minify(text, { ecma: 2020, compress: { passes: 3 }, format: { comments: false } });
  return code;
}

// Returns a style sheet without comments, indentation and the spaces that it does not need: a sixth less after compression.
// No string in it has a comment, and every line ends with a comma, a semicolon or a brace. A space before a colon stays: `a :hover` is not `a:hover`.
function minifiedSheet(text) {
  const lines = text.replace(/\/\*[^]*?\*\//g, '').split('\n').map((line) => line.trim());
  const bare = (code) => code.replace(/ *([{};]) */g, '$1').replace(/([:,]) +/g, '$1').replace(/;}/g, '}').replace(/(?<![\d.])0\.(?=\d)/g, '.').replace(/ ?> ?/g, '>');
  const tight = (line) => line.split(/("[^"]*")/).map((part, at) => at % 2 ? part : bare(part)).join('');
  return `${lines.filter(Boolean).map(tight).join('')}\n`;
}

// Returns all files of `minified/` by path.
async function results() {
  const sources = new Map([[RANKING, read(RANKING)]]);
  const made = new Map();
  for (const folder of ['css', 'js']) {
    for (const name of readdirSync(join(ROOT, 'static', folder)).sort()) {
      const source = `static/${folder}/${name}`;
      const text = read(source);
      sources.set(source, text);
      const result = folder === 'js' ? await minifiedScript(text.replace(RANKING_MARK, rankingConstants)) : minifiedSheet(text);
      made.set(`${OUT}/${folder}/${name}`, result);
    }
  }
  const sum = (text) => createHash('sha256').update(text).digest('hex');
  const lines = [...made, ...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => `${sum(text)}  ${path}\n`);
  return made.set(SUMS, lines.join(''));
}

const files = await results();
const existing = existsSync(join(ROOT, OUT)) ? readdirSync(join(ROOT, OUT), { recursive: true, withFileTypes: true }) : [];
const unused = existing
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(ROOT.length + 1))
  .filter((path) => !files.has(path));
const outdated = [...files].filter(([path, text]) => !existsSync(join(ROOT, path)) || read(path) !== text);

if (process.argv.includes('--check')) {
  for (const path of [...outdated.map(([path]) => path), ...unused]) console.error(`${path} is not current: run scripts/minify`);
  process.exitCode = outdated.length + unused.length ? 1 : 0;
} else {
  for (const path of unused) rmSync(join(ROOT, path));
  for (const [path, text] of outdated) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    console.log(path);
  }
}
