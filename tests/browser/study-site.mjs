// A small site for the study page, written by hand after docs/study-format.md: what the page relies on, and nothing else.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const made = [];
process.on('exit', () => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export const SITE = 'study-test';
export const KEY = `notewright:study:${SITE}`;

// The scripts of the page, in the order of its template.
const scripts = JSON.parse(/for script in (\[[^\]]+\])/.exec(readFileSync(join(repository, 'templates/study.html'), 'utf8'))[1]);

// What the script of a section loads, as its template says.
const loadedLater = [...readFileSync(join(repository, 'templates/study-scripts.html'), 'utf8').matchAll(/js\/study-(?!section)\w+\.js/g)].join(' ');

const page = (root, title, names, main) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Test</title>
<script src="${root}js/theme.js"></script>
<link rel="stylesheet" href="${root}css/style.css">
<link rel="icon" href="${root}img/icon.svg">
<link rel="stylesheet" href="${root}css/study.css">
${names.map((name) => `<script defer src="${root}js/study-${name}.js" data-root="${root}" data-scripts="${loadedLater}"></script>`).join('\n')}
</head>
<body>
<a class="skip" href="#-main">Skip to the text</a>
<header class="top"><div><a class="name" href="${root}index.html">Test</a><notewright-theme></notewright-theme></div></header>
<main id="-main">
<h1>${title}</h1>
${main}
</main>
<footer class="bottom"><p>Test</p></footer>
</body>
</html>
`;

const sectionScripts = ['section'];

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const call = (name, data) => `STUDY(${JSON.stringify(name)},${JSON.stringify(data)})\n`;

// Words to make sentences of, enough of them that gzip does not take them for nothing.
const WORDS = 'queue topic stream shard bucket object policy role token cache table index region zone alarm metric trace event rule target stage deploy version alias layer timeout retry batch window limit default message delay visible consumer producer replica failover snapshot backup restore encrypt decrypt key grant secret rotate header cookie origin edge path route domain record health check probe session sticky balance scale group launch template image volume network subnet gateway endpoint peer tunnel account billing budget tag owner audit log filter query scan sort partition capacity unit read write commit rollback transaction lock lease clock drift order exactly once least twice never always before after while until because although however therefore instead rather unless whether'.split(' ');
function speaker(seed) {
  let state = seed;
  const below = (most) => { state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0; return Math.floor((state / 2 ** 32) * most); };
  return (count) => Array.from({ length: count }, () => (below(12) === 0 ? `\`${WORDS[below(WORDS.length)]}-${below(900)}\`` : WORDS[below(WORDS.length)])).join(' ');
}

// A deck of many cards in pieces of about 20 KB, as large as real notes have them.
export function largeDeck({ sections, cards }) {
  const say = speaker(7), pieces = [], files = {};
  let piece;
  for (let number = 1; number <= sections; number++) {
    piece ??= { sections: [], cards: [], counts: [], first: number };
    const place = piece.sections.push([String(number), say(6), `cloud/${number}.html`]) - 1;
    const count = Math.floor((number * cards) / sections) - Math.floor(((number - 1) * cards) / sections);
    for (let card = 0; card < count; card++) piece.cards.push([place, card ? `cloze-${say(1).replaceAll('`', '')}-${card}` : 'gist', card ? '' : say(2), `${say(9)}?`, say(18), [card]]);
    piece.counts.push(count);
    if (JSON.stringify(piece).length >= 20_000 || number === sections) {
      const at = pieces.length;
      files[`study/p${at}.0000.js`] = call(`p${at}`, { sections: piece.sections, cards: piece.cards });
      pieces.push({ notebook: 0, file: `study/p${at}.0000.js`, text: `study/p${at}.text.0000.js`, sections: `${piece.first}..${number}`, cards: piece.counts });
      piece = undefined;
    }
  }
  files['study/index.js'] = call('index', { version: 1, site: SITE, filters: 'study/filters.0000.js', notebooks: [['cloud', 'Cloud', 'cloud/index.html', 'en', 'ltr']], parts: [[0, '', sections]], domains: [], pieces });
  files['study/filters.0000.js'] = call('filters', { services: [], tags: [], domains: [] });
  return files;
}

// Twelve sections in two pieces, 66 questions, and a notebook in Arabic.
function smallDeck() {
  const cloud = Array.from({ length: 12 }, (_, at) => {
    const number = String(at + 1);
    return { section: [number, `Queue facts ${number}`, `cloud/${number}.html`], cards: [
      ['gist', '', `What is fact ${number}?`, `Fact ${number} uses \`SendMessage\`.\n- first\n- second`, [1]],
      ['label-trap', `Queue facts ${number}`, `Trap ${number}?`, 'Mind the `` a`b `` and <b>tags</b>.', [2]],
    ], text: [`Introduction of ${number}.`, `Fact ${number} uses \`SendMessage\`.`, '- Mind the trap.', '    aws sqs send-message', '    --queue-url x'] };
  });
  cloud[0].cards[0][4] = [1];
  cloud[11].cards.push(['quiz-several', '', 'Which two are right?', '', [], ['Wrong', 'Right one', 'Right two'], [1, 2], 1]);
  for (let at = 0; at < 65; at++) cloud[11].cards.push([`quiz-q${at}`, '', `Question ${at}: which queue keeps order?`, 'FIFO queues keep order.', [], ['Standard', 'FIFO', '`Other`'], [1], at % 2]);
  const piece = (list) => ({ sections: list.map(({ section }) => section), cards: list.flatMap(({ cards }, at) => cards.map((card) => [at, ...card])) });
  const arabic = [{ section: ['1', 'الطابور', 'arabic/1.html'], cards: [['gist', '', 'ما هو الطابور؟', 'الطابور يحفظ الرسائل في `SQS`.', [0]]], text: ['الطابور يحفظ الرسائل.'] }];
  const lists = [cloud.slice(0, 6), cloud.slice(6), arabic];
  const files = {
    'study/index.js': call('index', {
      version: 1, site: SITE, filters: 'study/filters.abcd.js',
      notebooks: [['cloud', 'Cloud', 'cloud/index.html', 'en', 'ltr'], ['arabic', 'ملاحظات', 'arabic/index.html', 'ar', 'rtl']],
      parts: [[0, 'First half', 6], [0, 'Second half', 6], [1, '', 1]],
      domains: [['Development', 60], ['Security', 40]],
      pieces: lists.map((list, at) => ({ notebook: at === 2 ? 1 : 0, file: `study/p${at}.abcd.js`, text: `study/p${at}.text.abcd.js`, sections: ['1..6', '7..12', '1'][at], cards: list.map(({ cards }) => cards.length), kinds: at === 1 ? { quiz: 66 } : {} })),
    }),
    'study/filters.abcd.js': call('filters', { services: [['sqs', 'Amazon SQS', '', [1, 3]], ['sns', 'Amazon SNS', '', [0, 1, 8, 2]]], tags: [['exam', 'exam', '', [0, 12]]], domains: [[0, 6], [6, 6]] }),
  };
  lists.forEach((list, at) => {
    files[`study/p${at}.abcd.js`] = call(`p${at}`, piece(list));
    files[`study/p${at}.text.abcd.js`] = call(`p${at}.text`, list.map(({ text }) => text));
  });
  return files;
}

// Writes the site to a new folder. `files` are the files under `study/`.
export function studySite(files = smallDeck()) {
  const folder = mkdtempSync(join(tmpdir(), 'notewright-study-'));
  made.push(folder);
  for (const name of ['css', 'js', 'img']) cpSync(join(repository, 'static', name), join(folder, name), { recursive: true });
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  write(folder, 'study.html', page('', 'Study', scripts, `<notewright-study data-root="" data-index="study/index.js">
<p>Your browser runs no scripts here.</p>
<ul><li><a href="cloud/cards.html">Cloud</a></li></ul>
</notewright-study>`));
  write(folder, 'cloud/cards.html', page('../', 'Cards', [], '<details><summary>What is fact 1?</summary><p>Fact 1.</p></details>'));
  write(folder, 'cloud/index.html', page('../', 'Cloud', sectionScripts, `<notewright-marks data-site="${SITE}" data-notebook="cloud"></notewright-marks>
<ul class="sections">${[1, 2, 3].map((number) => `<li><a href="${number}.html"><span class="number">${number}</span> <span>Queue facts ${number}</span></a></li>`).join('')}</ul>`));
  for (const number of [1, 2, 3]) {
    write(folder, `cloud/${number}.html`, page('../', `Queue facts ${number}`, sectionScripts, `<div class="prose"><p>Fact ${number}.</p></div>
<notewright-grade data-site="${SITE}" data-card="cloud/${number}#gist" data-hash="abc" data-study="../study.html"></notewright-grade>`));
  }
  return folder;
}
