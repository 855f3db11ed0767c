// The sections of this repository's own notes, as they are in their file.
import { readFileSync } from 'node:fs';

// Reads a notebook: its summary, and its sections with number, title and text.
export function notebook(file) {
  const text = readFileSync(file, 'utf8');
  const [, summary] = /^summary: (.*)$/m.exec(text);
  const sections = text.split(/^(?=### \d+\. )/m).slice(1).map((part) => {
    const [, number, title, body] = /^### (\d+)\. (.*)\n([\s\S]*)$/.exec(part);
    return { number: Number(number), title, body: body.trim() };
  });
  return { file, summary, sections };
}

// Returns the numbers of the sections that have a word in their title or text.
export function naming(notes, word) {
  const whole = new RegExp(`\\b${word}\\b`);
  return notes.sections.filter(({ title, body }) => whole.test(title) || whole.test(body)).map(({ number }) => number);
}

// Returns the number of the one section that has these words in its title.
export function titled(notes, words) {
  const found = notes.sections.filter(({ title }) => title.toLowerCase().includes(words));
  if (found.length !== 1) throw new Error(`${found.length} titles have \`${words}\`: choose words of one title`);
  return found[0].number;
}
