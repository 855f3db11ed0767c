// The tables of docs/reading.md.

const KINDS = ['HTML', 'CSS', 'JS', 'fonts', 'other'];

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
const seconds = (time) => (time / 1000).toFixed(1);
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

// The bytes of a page. `measures` has the rounds of each site.
export function bytes(measures) {
  return table(['site', 'requests', 'KB', ...KINDS], measures.map(({ name, rounds }) => {
    const of = (choose) => median(rounds.map(choose));
    return [name, of(({ requests }) => requests), kilobytes(of((round) => round.bytes)), ...KINDS.map((kind) => kilobytes(of(({ kinds }) => kinds[kind] ?? 0)))];
  }));
}

// The times of a page, its elements, and what the next page loads.
export function times(measures) {
  return table(['site', 'first text s', 'load s', 'idle s', 'layout shift', 'elements', 'next: requests', 'next: KB'], measures.map(({ name, rounds }) => {
    const of = (choose) => median(rounds.map(choose));
    return [name, ...['paint', 'load', 'idle'].map((when) => seconds(of((round) => round[when]))), of(({ shift }) => shift).toFixed(3),
      of(({ elements }) => elements), of(({ next }) => next.requests), kilobytes(of(({ next }) => next.bytes))];
  }));
}

// The journeys: for each the counts of the shortest way of each site. `walked` has the ways by journey and site.
export function journeys(walked, sites) {
  return table(['journey', ...sites], walked.map(({ key, name, ways }) => [`${key}: ${name}`, ...sites.map((site) => counts(ways[site][0]))]));
}

// The bytes that the same ways load.
export function loads(walked, sites) {
  return table(['KB loaded', ...sites], walked.map(({ key, ways }) => [key, ...sites.map((site) => (ways[site][0].failure ? '–' : kilobytes(ways[site][0].bytes)))]));
}

// The ways that were tried and were not the shortest.
export function others(walked, sites) {
  const rows = walked.flatMap(({ key, ways }) => sites.flatMap((site) => ways[site].slice(1).map((way) => [key, site, counts(way)])));
  return table(['journey', 'site', 'another way'], rows);
}

function counts(way) {
  if (way.failure) return `${way.way}: does not arrive`;
  const parts = [['tap', way.taps], ['key', way.keys], ['swipe', way.swipes]].filter(([, count]) => count).map(([word, count]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return `**${way.all}** ${way.way}: ${parts.join(', ')}`;
}
