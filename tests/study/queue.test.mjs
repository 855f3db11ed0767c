// The deck, the queue of a day, and the plan for an exam.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { random, study } from './scripts.mjs';

const { cardsOf, dateAfter, dayOf, deckOf, examPlan, newCards, ordinals, pieceOf, queueOf, replay, spread, unseenCounts, workload } = study;
const plans = JSON.parse(readFileSync(new URL('plans.json', import.meta.url), 'utf8'));
const NOW = 29_700_000;
const day = { begin: NOW - 300, end: NOW + 1140 };

const index = {
  version: 1, site: 'x', filters: '', domains: [],
  notebooks: [['aws/dev', 'Dev', '', 'en', 'ltr'], ['b', 'B', '', 'de', 'ltr']],
  parts: [[0, 'One', 2], [0, 'Two', 3], [1, '', 1]],
  pieces: [
    { notebook: 0, file: 'a', text: 'b', sections: '1..3 17a', cards: [2, 1, 1, 3] },
    { notebook: 0, file: 'c', text: 'd', sections: '40-2', cards: [1] },
    { notebook: 1, file: 'e', text: 'f', sections: 'über-uns', cards: [2], kinds: { quiz: 1 } },
  ],
};
const deck = deckOf(index);

function viewOf(logs, settings = {}, more = {}) {
  const states = new Map(Object.entries(logs).map(([card, entries]) => [card, replay(entries)]));
  return { deck, states, hidden: new Set(), matches: () => true, now: NOW, day, settings: { new: 20, due: 100, ...settings }, ...more };
}

test('addresses, parts and pieces of a deck', () => {
  assert.deepEqual(deck.sections, ['aws/dev/1', 'aws/dev/2', 'aws/dev/3', 'aws/dev/17a', 'aws/dev/40-2', 'b/über-uns']);
  assert.deepEqual(deck.partOf, [0, 0, 1, 1, 1, 2]);
  assert.equal(deck.total, 10);
  assert.equal(pieceOf(deck, 3).file, 'a');
  assert.equal(pieceOf(deck, 4).file, 'c');
  assert.equal(pieceOf(deck, 5).file, 'e');
  assert.deepEqual([...ordinals([3, 1, 10, 2])], [3, 14, 15]);
  assert.deepEqual([...ordinals([])], []);
});

test('cards of a piece have their ids, and fields that are left out', () => {
  const data = { sections: [['', 'Über uns', 'b/über-uns.html']], cards: [[0, 'gist', '', 'F', 'B'], [0, 'quiz-a-b', 'c', 'F', '', [], ['x', 'y'], [1], 0]] };
  const [gist, quiz] = cardsOf(deck, deck.pieces[2], data);
  assert.deepEqual([gist.id, gist.kind, gist.ordinal, gist.options, gist.domain, gist.language], ['b/über-uns#gist', 'gist', 5, [], -1, 'de']);
  assert.deepEqual([quiz.id, quiz.kind, quiz.right, quiz.domain], ['b/über-uns#quiz-a-b', 'quiz', [1], 0]);
});

test('a day begins at four in the morning', () => {
  const at = (hour, date = 10) => dayOf(new Date(2026, 4, date, hour, 30));
  assert.deepEqual(at(3), at(23, 9));
  assert.notDeepEqual(at(4), at(3));
  assert.equal(at(5).end - at(5).begin, 1440);
});

test('due cards up to the limit, those that are nearly known first; the rest is set aside', () => {
  const logs = { 'aws/dev/1#gist': [[NOW - 30 * 1440, 3]], 'aws/dev/2#gist': [[NOW - 3 * 1440, 3]], 'aws/dev/3#gist': [[NOW - 10 * 1440, 3]], 'aws/dev/17a#gist': [[NOW - 1440, 4]] };
  assert.deepEqual(queueOf('today', viewOf(logs)).cards, ['aws/dev/2#gist', 'aws/dev/3#gist', 'aws/dev/1#gist']);
  const limited = queueOf('today', viewOf(logs, { due: 2 }));
  assert.deepEqual([limited.cards, limited.aside], [['aws/dev/2#gist', 'aws/dev/3#gist'], 1]);
  assert.deepEqual(queueOf('ahead', viewOf(logs)).cards, ['aws/dev/17a#gist']);
});

test('what was done today counts against the limits, what was not known comes again', () => {
  const logs = { 'aws/dev/1#gist': [[NOW - 9 * 1440, 3], [NOW - 5, 3]], 'aws/dev/2#gist': [[NOW - 9, 1]], 'aws/dev/3#gist': [[NOW - 10 * 1440, 3]] };
  const queue = queueOf('today', viewOf(logs, { due: 1, new: 3 }));
  assert.deepEqual(queue.cards, ['aws/dev/2#gist']);
  assert.equal(queue.aside, 1);
  assert.equal(queue.fresh, 2);
});

test('hidden cards, cards that the notes lost, and those that the filter stops are not asked', () => {
  const logs = { 'aws/dev/1#gist': [[NOW - 9000, 3]], 'aws/dev/99#gist': [[NOW - 9000, 3]], 'aws/dev/2#gist': [[NOW - 9000, 3]], 'b/über-uns#gist': [[NOW - 9000, 3]] };
  const view = viewOf(logs, {}, { hidden: new Set(['aws/dev/2#gist']), matches: (ordinal) => ordinal < 5 });
  assert.deepEqual(queueOf('today', view).cards, ['aws/dev/1#gist']);
  assert.deepEqual(unseenCounts(view), [1, 0, 1, 3, 1, 1]);
});

test('weak cards are asked whether due or not, cramming asks everything', () => {
  const logs = { 'aws/dev/1#gist': [[NOW - 1440, 1]], 'aws/dev/2#gist': [[NOW - 60, 3]], 'aws/dev/3#gist': [[NOW - 900 * 1440, 3]] };
  assert.deepEqual(queueOf('weak', viewOf(logs)).cards, ['aws/dev/3#gist', 'aws/dev/1#gist']);
  const cram = queueOf('cram', viewOf(logs));
  assert.equal(cram.cards.length, 3);
  assert.equal(cram.fresh, Infinity);
});

test('cards of one section are kept apart where that can be', () => {
  assert.deepEqual(spread(['a/1#x', 'a/1#y', 'a/2#x', 'a/1#z', 'a/3#x']), ['a/1#x', 'a/2#x', 'a/1#y', 'a/3#x', 'a/1#z']);
  assert.deepEqual(spread(['a/1#x', 'a/1#y']), ['a/1#x', 'a/1#y']);
});

test('new cards come one a section, then what the sections have besides', () => {
  const cards = ['1#gist', '1#trap', '2#gist', '3#gist'].map((id) => ({ id: `aws/dev/${id}`, ordinal: Number(id[0]) - 1 }));
  const { first, rest } = newCards(cards, viewOf({ 'aws/dev/2#gist': [[NOW, 3]] }), new Set(['aws/dev/3']), 5);
  assert.deepEqual([first, rest], [['aws/dev/1#gist'], ['aws/dev/1#trap', 'aws/dev/3#gist']]);
});

test('the last pass asks a third a day of what it has not asked, weakest first, beside what is due', () => {
  const logs = Object.fromEntries(deck.sections.map((section, at) => [`${section}#gist`, [[NOW - (at + 1) * 1440, 4]]]));
  const queue = queueOf('today', viewOf(logs, { new: 0 }, { pass: { begin: day.begin, days: 3 } }));
  assert.deepEqual(queue.cards, ['b/über-uns#gist', 'aws/dev/40-2#gist']);
  const later = queueOf('today', viewOf({ ...logs, 'b/über-uns#gist': [[NOW - 9000, 4], [NOW - 5, 4]] }, { new: 0 }, { pass: { begin: day.begin, days: 1 } }));
  assert.equal(later.cards.length, 5);
});

test('new cards end three days before the exam, then one pass', () => {
  const plan = examPlan({ today: '2026-12-25', exam: '2027-01-15', unseen: 470, seen: 0, perDay: 30 });
  assert.deepEqual([plan.days, plan.fits, plan.newPerDay, plan.lastNew, plan.passFrom, plan.passPerDay], [21, true, 27, '2027-01-11', '2027-01-12', 157]);
  assert.equal(dateAfter('2026-12-31', 1), '2027-01-01');
});

test('cards that do not fit: no pass, a warning, and what it would take', () => {
  const plan = examPlan({ today: '2026-12-25', exam: '2027-01-04', unseen: 470, seen: 0, perDay: 20 });
  assert.deepEqual([plan.fits, plan.inPass, plan.newPerDay, plan.needed, plan.passPerDay, plan.unmet, plan.lastNew], [false, false, 20, 68, 0, 270, '2027-01-03']);
});

test('the page plans as the terminal does: src/study/plan.rs reads the same plans', () => {
  for (const { cards, days, per_day: perDay, new: fresh, left_over: unmet, pass: passPerDay, fits, needed } of plans) {
    const plan = examPlan({ today: '2026-12-25', exam: dateAfter('2026-12-25', days), unseen: cards, seen: 0, perDay });
    assert.deepEqual([plan.fits, plan.needed, plan.unmet, plan.passPerDay], [fits, needed, unmet, passPerDay]);
    assert.deepEqual(workload({ today: '2026-12-25', plan, states: [], dayEnd: day.end }).map((work) => work.fresh), fresh);
  }
});

test('in the last three days the pass is on; the exam day and the past have no plan', () => {
  const at = (today, unseen) => examPlan({ today, exam: '2027-01-15', unseen, seen: 300, perDay: 20 });
  assert.deepEqual([at('2027-01-12', 0).inPass, at('2027-01-12', 0).passed, at('2027-01-12', 0).passPerDay], [true, 0, 100]);
  assert.deepEqual([at('2027-01-14', 4).inPass, at('2027-01-14', 4).passed, at('2027-01-14', 4).newPerDay], [true, 2, 0]);
  assert.equal(at('2027-01-13', 100).inPass, false);
  for (const today of ['2027-01-15', '2027-01-16']) assert.ok(at(today, 0).isOver);
  assert.ok(examPlan({ today: '2027-01-15', exam: 'soon', unseen: 1, seen: 1, perDay: 20 }).isOver);
});

test('the work of each day adds up', () => {
  const next = random(4);
  for (let round = 0; round < 100; round++) {
    const unseen = next.below(500), days = 4 + next.below(60), exam = dateAfter('2026-12-25', days);
    const plan = examPlan({ today: '2026-12-25', exam, unseen, seen: 0, perDay: 20 });
    const list = workload({ today: '2026-12-25', plan, states: [], dayEnd: day.end });
    assert.equal(list.length, days);
    assert.equal(list.reduce((sum, { fresh }) => sum + fresh, 0), unseen - plan.unmet);
    if (plan.fits) assert.ok(list.slice(-3).every(({ fresh }) => fresh === 0));
  }
});
