// The review log: storage, export, undo, and merge as a union, over random logs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random, study } from './scripts.mjs';

const NOW = 29_700_000;
const { addReview, contentHash, emptyLog, exportLog, importLog, level, mergeLogs, readLog, replay, sectionLevels, setMark, withdrawReview, writeLog } = study;

// A log of few cards and minutes, so that two of them often have the same entry. Undone reviews and marks included.
function randomLog(next) {
  const log = emptyLog();
  for (let count = next.below(30); count > 0; count--) {
    const card = `book/${next.below(4)}#${next.of(['gist', 'label-trap'])}`, minute = NOW + next.below(40);
    const entry = addReview(log, card, minute, 1 + next.below(4), next.of([undefined, 'a1', 'zz', 'k']));
    if (next.below(5) === 0) withdrawReview(log, card, entry);
    if (next.below(4) === 0) setMark(log, 'hidden', card, minute, next.of([true, false]));
    if (next.below(4) === 0) setMark(log, 'bad', card, minute, next.of(['wrong', 'unclear', '']));
    if (next.below(4) === 0) setMark(log, 'settings', next.of(['new', 'exam']), minute, next.of([10, 20, '2027-01-15', '']));
  }
  return log;
}

const text = (log) => exportLog(log, 'site');

test('merge is commutative, associative and idempotent, and loses nothing', () => {
  const next = random(1);
  for (let round = 0; round < 2000; round++) {
    const [one, other, third] = [randomLog(next), randomLog(next), randomLog(next)];
    const before = [one, other].map(text);
    const both = mergeLogs(one, other);
    assert.equal(text(both), text(mergeLogs(other, one)));
    assert.equal(text(mergeLogs(both, third)), text(mergeLogs(one, mergeLogs(other, third))));
    assert.equal(text(mergeLogs(one, one)), before[0]);
    assert.equal(text(mergeLogs(both, other)), text(both));
    assert.deepEqual([one, other].map(text), before, 'neither log is changed');
    for (const log of [one, other]) {
      for (const [card, entries] of log.reviews) {
        for (const [minute, grade] of entries) assert.ok(both.reviews.get(card).some((entry) => entry[0] === minute && entry[1] === grade));
      }
    }
  }
});

test('storage and export give back the same log', () => {
  const next = random(2);
  for (let round = 0; round < 500; round++) {
    const log = randomLog(next);
    assert.equal(text(readLog(writeLog(log)).log), text(log));
    const { log: imported, site, unread } = importLog(text(log));
    assert.equal(text(imported), text(log));
    assert.deepEqual([site, unread], ['site', 0]);
  }
});

test('an undone review leaves the schedule as it was, and the grade that follows it counts', () => {
  const log = emptyLog();
  addReview(log, 'b/1#gist', NOW, 3, 'aa');
  const before = replay(log.reviews.get('b/1#gist'));
  const wrong = addReview(log, 'b/1#gist', NOW + 5000, 1, 'bb');
  withdrawReview(log, 'b/1#gist', wrong);
  assert.deepEqual(replay(log.reviews.get('b/1#gist')), before);
  // The same minute, and even the same grade.
  const right = addReview(log, 'b/1#gist', NOW + 5000, 1, 'bb');
  assert.equal(right[0], NOW + 5001);
  assert.equal(replay(log.reviews.get('b/1#gist')).grade, 1);
  // A device that has only seen the wrong one learns of the undo.
  const other = emptyLog();
  other.reviews.set('b/1#gist', [wrong]);
  assert.equal(text(mergeLogs(other, log)), text(log));
});

test('undoing the only review makes the card new', () => {
  const log = emptyLog();
  withdrawReview(log, 'b/1#gist', addReview(log, 'b/1#gist', NOW, 2));
  assert.equal(replay(log.reviews.get('b/1#gist')), undefined);
});

test('a card that was not known comes back in ten minutes, others in days', () => {
  assert.equal(replay([[NOW, 1]]).due, NOW + 10);
  assert.equal(replay([[NOW, 3]]).due, NOW + 2 * 1440);
  assert.equal(replay([[NOW, 4]]).due, NOW + 8 * 1440);
  // An evening and the next morning are two days, ten minutes are not.
  assert.notEqual(replay([[NOW, 3], [NOW + 800, 3]]).memory.stability, replay([[NOW, 3], [NOW + 10, 3]]).memory.stability);
});

test('eight lapses make a leech; missing a card twice in a row is one lapse', () => {
  const entries = [[NOW, 3]];
  for (let lapse = 1; lapse <= 8; lapse++) {
    assert.ok(!replay(entries).isLeech);
    entries.push([NOW + lapse * 3000, 1], [NOW + lapse * 3000 + 10, 1], [NOW + lapse * 3000 + 20, 3]);
    assert.equal(replay(entries).lapses, lapse);
  }
  assert.ok(replay(entries).isLeech);
  let last = NOW + 8 * 3000 + 20;
  while (replay(entries).memory.stability < 21) entries.push([last = replay(entries).due, 4]);
  assert.ok(!replay(entries).isLeech && last > NOW);
});

test('the hash is stored when it changes only, and replay knows the last one', () => {
  const log = emptyLog();
  const minutes = ['aa', 'aa', 'bb', undefined, 'bb'].map((hash, at) => addReview(log, 'b/1#gist', NOW + at * 1440, 3, hash));
  assert.deepEqual(minutes.map((entry) => entry[2]), ['aa', undefined, 'bb', undefined, undefined]);
  assert.equal(replay(log.reviews.get('b/1#gist')).hash, 'bb');
});

test('levels follow the last grade and what is left of the memory', () => {
  const state = (grade) => replay([[NOW, grade]]);
  assert.deepEqual([1, 2, 3, 4].map((grade) => level(state(grade), NOW + 1)), ['weak', 'shaky', 'known', 'known']);
  assert.equal(level(undefined, NOW), '');
  assert.equal(level(state(3), NOW + 8 * 1440), 'shaky');
  assert.equal(level(state(3), NOW + 400 * 1440), 'weak');
  const states = new Map([['b/1#gist', state(3)], ['b/1#cloze-x', state(1)], ['b/2#gist', state(1)], ['b/3#gist', undefined]]);
  assert.deepEqual([...sectionLevels(states, NOW)], [['b/1', 'shaky'], ['b/2', 'weak']]);
});

test('damaged storage is distinguished, and what can be read is kept', () => {
  for (const damaged of ['', '{', 'null', '[]', '{"version":1}', '{"version":1,"reviews":null}', '{"version":"x","reviews":{}}']) {
    assert.throws(() => readLog(damaged), { message: 'broken' }, damaged);
  }
  assert.throws(() => readLog('{"version":2,"reviews":{}}'), { message: 'newer' });
  const { log, unread } = readLog('{"version":1,"reviews":{"b/1#gist":"hmw1cG","b/2#gist":"hmw1c?","b/3#gist":7,"none":"hmw1cG"},"hidden":{"b/1#gist":[1,true],"b/2#gist":"x"}}');
  assert.deepEqual([...log.reviews.keys()], ['b/1#gist']);
  assert.equal(log.hidden.size, 1);
  assert.equal(unread, 4);
});

test('an import takes what it can read, and refuses what is no export', () => {
  for (const wrong of ['', '{}', '[]', '{"format":"notewright-study","version":1}']) assert.throws(() => importLog(wrong), { message: 'broken' });
  assert.throws(() => importLog('{"format":"notewright-study","version":9,"reviews":[]}'), { message: 'newer' });
  const reviews = [['b/1#gist', NOW, 3], ['b/1#gist', NOW, 3], ['b/1#gist', NOW, 7], ['b/1#gist', -4, 3], ['nothing', NOW, 3], 'x', null, ['b/1#gist', NOW, 3, '<b>'], ['__proto__#x', NOW, 2]];
  const { log, unread } = importLog(JSON.stringify({ format: 'notewright-study', version: 1, site: 'x', reviews }));
  assert.equal(unread, 6);
  assert.deepEqual([...log.reviews], [['b/1#gist', [[NOW, 3]]], ['__proto__#x', [[NOW, 2]]]]);
});

test('6,738 reviews take at most 60 KB', () => {
  const next = random(3), log = emptyLog();
  for (let review = 0; review < 6738; review++) addReview(log, `aws-developer/${next.below(151)}#${next.of(['gist', 'label-trap', 'cloze-limit'])}`, NOW + review * 40, 3, 'abcdefg');
  const size = writeLog(log).length;
  assert.ok(size < 60_000, `${size}`);
});

test('the hash of a card is FNV-1a of its UTF-8 bytes', () => {
  // `printf 'a\nb' | fnv1a32` is 0x69ab1bfd or what the published algorithm gives for 61 0a 62.
  let hash = 2166136261n;
  for (const byte of [0x61, 0x0a, 0x62]) hash = ((hash ^ BigInt(byte)) * 16777619n) & 0xffffffffn;
  assert.equal(contentHash('a', 'b'), hash.toString(36));
  assert.equal(contentHash('ü', ''), (() => {
    let sum = 2166136261n;
    for (const byte of [0xc3, 0xbc, 0x0a]) sum = ((sum ^ BigInt(byte)) * 16777619n) & 0xffffffffn;
    return sum.toString(36);
  })());
});
