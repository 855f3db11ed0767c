// The scheduler beside `ts-fsrs`: 2,000 cards with 24 random reviews each, and every interval that a reader would be offered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmptyCard, fsrs } from 'ts-fsrs';
import { random, study } from './scripts.mjs';

// Without steps inside a day: the page asks again after ten minutes on its own.
const reference = fsrs({ learning_steps: [], relearning_steps: [], enable_fuzz: false });
const DAY = 86_400_000;

test('48,000 random reviews: no interval differs from ts-fsrs', () => {
  const next = random(2026);
  let reviews = 0, farthest = 0, sameDay = 0;
  for (let card = 0; card < 2000; card++) {
    let theirs = createEmptyCard(new Date(Date.UTC(2026, 0, 1, 12)));
    let ours, day = 0;
    for (let review = 0; review < 24; review++) {
      const days = review === 0 ? 0 : next.of([0, 1, next.below(10), theirs.scheduled_days, next.below(2 * theirs.scheduled_days + 2)]);
      day = Math.min(day + days, 80_000);
      const elapsed = review === 0 ? 0 : Math.round((day * DAY - (theirs.last_review - Date.UTC(2026, 0, 1, 12))) / DAY);
      const now = new Date(Date.UTC(2026, 0, 1, 12) + day * DAY);
      const offered = reference.repeat(theirs, now);
      assert.deepEqual(study.intervals(ours, elapsed), [1, 2, 3, 4].map((grade) => offered[grade].card.scheduled_days), `card ${card}, review ${review}`);
      const grade = next.of([1, 2, 3, 3, 3, 4]);
      ours = study.memoryAfter(ours, elapsed, grade);
      theirs = offered[grade].card;
      farthest = Math.max(farthest, Math.abs(ours.stability - theirs.stability) / theirs.stability);
      if (review > 0 && elapsed === 0) sameDay++;
      reviews++;
    }
  }
  assert.equal(reviews, 48_000);
  assert.ok(sameDay > 5000, `${sameDay} on the day of the last review`);
  // ts-fsrs rounds to eight digits after the point.
  assert.ok(farthest < 1e-4, `${farthest}`);
});

test('recall is 0.9 after as many days as the stability', () => {
  for (const stability of [0.212, 1, 30, 4000]) assert.ok(Math.abs(study.recall({ stability }, stability) - 0.9) < 1e-12);
  assert.equal(study.recall({ stability: 3 }, 0), 1);
});

test('a better grade never waits less', () => {
  const next = random(7);
  for (let card = 0; card < 500; card++) {
    let memory;
    for (let review = 0; review < 12; review++) {
      const days = review && next.below(60);
      const offered = study.intervals(memory, days);
      assert.deepEqual(offered, offered.toSorted((one, other) => one - other));
      memory = study.memoryAfter(memory, days, 1 + next.below(4));
    }
  }
});
