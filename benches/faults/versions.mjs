// Three versions of a site, made from the project's own notes: each differs from the others in a way of its own.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN_NOTES = fileURLToPath(new URL('../../notes/aws-developer.md', import.meta.url));
const SECTION = /^### (\d+)\. /gm;

// Repeats the project's notes, each time with numbers that go on.
function repeated(sections) {
  const [front, ...parts] = readFileSync(OWN_NOTES, 'utf8').split(/^(?=### \d+\. )/m);
  const all = Array.from({ length: sections }, (_, at) => parts[at % parts.length].replace(SECTION, `### ${at + 1}. `));
  return { front, all };
}

// Returns the files of each version by path. `undefined` means that a version does not have a file.
//
// 0: the notes and one picture. 1: one section in fifty has a new line, one leaves, twenty come, another notebook and
// picture come, and the first picture changes. 2: every page changes, by its title and its style sheet.
export function versions(sections) {
  const { front, all } = repeated(sections);
  const with_picture = [`${all[0]}\n![A picture](p.png)\n\n`, ...all.slice(1)];
  const edited = with_picture.flatMap((part, at) => {
    if (at === 6) return [];
    return [at % 50 === 20 ? `${part}\nThis line is new.\n\n` : part];
  });
  const added = Array.from({ length: 20 }, (_, at) => `### ${sections + 1 + at}. A new section\n\nAmazon SQS, see ${at + 1}.\n\n`);
  const text = (parts) => front + parts.join('');
  const other = '### 1. Another notebook\n\nLambda.\n\n![Another picture](q.png)\n\n### 2. Its end\n\nSee 1.\n';
  const file = (title, style) => ({ 'site.toml': `[site]\ntitle = "${title}"\n`, 'static/css/own.css': style });
  return [
    { 'notes/n.md': text(with_picture), 'notes/p.png': 'first', 'notes/q.png': undefined, 'notes/other.md': undefined, ...file('Notes', undefined) },
    { 'notes/n.md': text([...edited, ...added]), 'notes/p.png': 'second', 'notes/q.png': 'third', 'notes/other.md': other, ...file('Notes', undefined) },
    { 'notes/n.md': text(with_picture), 'notes/p.png': 'first', 'notes/q.png': undefined, 'notes/other.md': other.replace(/!.*\n/, ''), ...file('Other notes', 'p { color: green }\n') },
  ];
}

// Writes one version to the folder of a site.
export function write(root, version) {
  for (const [path, text] of Object.entries(version)) {
    const target = join(root, path);
    if (text === undefined) {
      rmSync(target, { force: true });
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}
