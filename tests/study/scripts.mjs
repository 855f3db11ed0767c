// The shipped scripts, run as they are, and a generator of random numbers with a seed.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const name of ['schedule', 'log', 'deck', 'plan', 'queue']) require(`../../static/js/study-${name}.js`);

export const study = globalThis.notewrightStudy;

// mulberry32 (public domain, Tommy Ettinger): numbers from 0 up to 1.
export function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  next.below = (most) => Math.floor(next() * most);
  next.of = (list) => list[next.below(list.length)];
  return next;
}
