// The deck: which sections and cards the site has, as the files under `study/` say. Their format is in docs/study-format.md.
// Needs study-log.js.
'use strict';

(() => {
  const { contentHash } = globalThis.notewrightStudy;

  // `1..3 17a` -> 1, 2, 3, 17a
  function addresses(text) {
    return text.split(' ').filter(Boolean).flatMap((word) => {
      const run = /^(\d+)\.\.(\d+)$/.exec(word);
      return run ? Array.from({ length: run[2] - run[1] + 1 }, (_, at) => String(Number(run[1]) + at)) : [word];
    });
  }

  // `[3, 1, 10, 2]` -> 3, 14, 15: skip, take, skip, take.
  function ordinals(runs) {
    const found = new Set();
    for (let at = 0, ordinal = 0; at < runs.length; at += 2) {
      ordinal += runs[at];
      for (let taken = 0; taken < runs[at + 1]; taken++) found.add(ordinal++);
    }
    return found;
  }

  // The deck of an index. A section is its ordinal; `sections` has the ids (notebook and address), `counts` the cards of each.
  function deckOf(index) {
    const sections = [], counts = [], pieces = [];
    for (const piece of index.pieces) {
      const notebook = index.notebooks[piece.notebook][0], own = addresses(piece.sections);
      pieces.push({ ...piece, kinds: piece.kinds ?? {}, first: sections.length, length: own.length });
      own.forEach((address, at) => {
        sections.push(`${notebook}/${address}`);
        counts.push(piece.cards[at] ?? 0);
      });
    }
    const parts = [];
    index.parts.forEach(([, , length], part) => { for (let at = 0; at < length; at++) parts.push(part); });
    return {
      ...index,
      pieces,
      sections,
      counts,
      partOf: parts,
      ordinalOf: new Map(sections.map((section, ordinal) => [section, ordinal])),
      total: counts.reduce((sum, count) => sum + count, 0),
    };
  }

  // The piece that holds a section.
  const pieceOf = (deck, ordinal) => deck.pieces.findLast(({ first }) => first <= ordinal);

  // The cards of a piece, from the data of its file.
  function cardsOf(deck, piece, data) {
    const [notebook, notebookTitle, , language, direction] = deck.notebooks[piece.notebook];
    return data.cards.map(([section, key, context, front, back, lines = [], options = [], right = [], domain = -1]) => {
      const [number, title, url] = data.sections[section], ordinal = piece.first + section;
      return {
        id: `${deck.sections[ordinal]}#${key}`, kind: key.split('-', 1)[0],
        context, front, back, lines, options, right, domain,
        piece, section, ordinal, number, title, url, notebook, notebookTitle, language, direction,
        get hash() { return contentHash(front, back); },
      };
    });
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, ordinals, deckOf, pieceOf, cardsOf };
})();
