// The review log: every review that the reader made, never a schedule. The schedule is a replay of the log. Format and rules
// are in docs/study-format.md. Needs study-schedule.js.
'use strict';

(() => {
  const { intervals, memoryAfter, recall } = globalThis.notewrightStudy;
  const VERSION = 1;
  const FORMAT = 'notewright-study';
  const DAY = 1440;
  // Minutes after which a card that was not known comes again.
  const AGAIN_AFTER = 10;
  // Lapses from which on a card is a leech.
  const LEECH = 8;
  // Days of stability from which on a card is one no more.
  const MATURE = 21;
  const LETTERS = { 1: 'A', 2: 'H', 3: 'G', 4: 'E', '-1': 'W', '-2': 'X', '-3': 'Y', '-4': 'Z' };
  const GRADES = Object.fromEntries(Object.entries(LETTERS).map(([grade, letter]) => [letter, Number(grade)]));
  const ENTRY = /([0-9a-z]+)([AHGEW-Z])(?::([0-9a-z]+);)?/y;
  const MARKS = ['hidden', 'bad', 'settings'];

  const isMinute = (value) => Number.isInteger(value) && value > 0 && value < 1e9;
  const isReview = ([card, minute, grade, hash]) => typeof card === 'string' && card.includes('#') && isMinute(minute) && LETTERS[grade] && (hash === undefined || /^[0-9a-z]{1,7}$/.test(hash));
  const isMark = (mark) => Array.isArray(mark) && mark.length === 2 && isMinute(mark[0]);
  const byTime = (one, other) => one[0] - other[0] || one[1] - other[1];
  const inOrder = (one, other) => (one < other ? -1 : Number(one > other));

  // A log: `reviews` has the entries `[minute, grade, hash]` of each card, sorted; the other maps have `[minute, value]`.
  const emptyLog = () => ({ reviews: new Map(), hidden: new Map(), bad: new Map(), settings: new Map() });

  function pack(entries) {
    let before = 0;
    return entries.map(([minute, grade, hash]) => {
      const text = (minute - before).toString(36) + LETTERS[grade] + (hash ? `:${hash};` : '');
      before = minute;
      return text;
    }).join('');
  }

  // The entries of a card; undefined when the text is damaged.
  function unpack(text) {
    const entries = [];
    let minute = 0, at = 0;
    while (at < text.length) {
      ENTRY.lastIndex = at;
      const match = ENTRY.exec(text);
      if (!match) return undefined;
      minute += parseInt(match[1], 36);
      if (!isMinute(minute)) return undefined;
      entries.push(match[3] ? [minute, GRADES[match[2]], match[3]] : [minute, GRADES[match[2]]]);
      at = ENTRY.lastIndex;
    }
    return entries;
  }

  function addMarks(log, data) {
    let unread = 0;
    for (const name of MARKS) {
      for (const [key, mark] of Object.entries(data[name] ?? {})) {
        if (isMark(mark)) log[name].set(key, mark);
        else unread++;
      }
    }
    return unread;
  }

  const marksOf = (log) => Object.fromEntries(MARKS.map((name) => [name, Object.fromEntries([...log[name]].sort(([one], [other]) => inOrder(one, other)))]));

  // The log in the browser's storage, and how many of its entries are damaged. Throws `newer` or `broken`.
  function readLog(text) {
    let data;
    try { data = JSON.parse(text); } catch { throw new Error('broken'); }
    if (data?.version > VERSION) throw new Error('newer');
    if (data?.version !== VERSION || typeof data.reviews !== 'object' || data.reviews === null) throw new Error('broken');
    const log = emptyLog();
    let unread = 0;
    for (const [card, packed] of Object.entries(data.reviews)) {
      const entries = typeof packed === 'string' && card.includes('#') ? unpack(packed) : undefined;
      if (entries) log.reviews.set(card, entries);
      else unread++;
    }
    return { log, unread: unread + addMarks(log, data) };
  }

  const writeLog = (log) => JSON.stringify({ version: VERSION, reviews: Object.fromEntries([...log.reviews].map(([card, entries]) => [card, pack(entries)])), ...marksOf(log) });

  // The file for the reader: equal logs give equal files.
  function exportLog(log, site) {
    const reviews = [...log.reviews].flatMap(([card, entries]) => entries.map((entry) => [card, ...entry]));
    reviews.sort((one, other) => one[1] - other[1] || inOrder(one[0], other[0]) || one[2] - other[2]);
    return JSON.stringify({ format: FORMAT, version: VERSION, site, reviews, ...marksOf(log) });
  }

  // A log from such a file, the site that it is of, and how many of its entries are damaged. Throws `newer` or `broken`.
  function importLog(text) {
    let data;
    try { data = JSON.parse(text); } catch { throw new Error('broken'); }
    if (data?.format !== FORMAT || !Array.isArray(data.reviews)) throw new Error('broken');
    if (data.version > VERSION) throw new Error('newer');
    const log = emptyLog();
    let unread = 0;
    for (const review of data.reviews) {
      if (Array.isArray(review) && isReview(review)) insert(log, review[0], review.slice(1));
      else unread++;
    }
    return { log, site: data.site, unread: unread + addMarks(log, data) };
  }

  function union(ours, theirs) {
    const entries = [...ours, ...theirs].sort(byTime), merged = [];
    for (const entry of entries) {
      const last = merged.at(-1);
      if (!last || byTime(last, entry)) merged.push(entry);
      else if (entry[2] && !(last[2] >= entry[2])) merged[merged.length - 1] = entry;
    }
    return merged;
  }

  const later = (one, other) => (one[0] - other[0] || inOrder(JSON.stringify(one[1]), JSON.stringify(other[1]))) < 0 ? other : one;

  // The union of two logs. Neither of them is changed.
  function mergeLogs(ours, theirs) {
    const log = emptyLog();
    for (const [card, entries] of [...ours.reviews, ...theirs.reviews]) {
      const had = log.reviews.get(card);
      log.reviews.set(card, had ? union(had, entries) : union(entries, []));
    }
    for (const name of MARKS) {
      for (const [key, mark] of [...ours[name], ...theirs[name]]) {
        const had = log[name].get(key);
        log[name].set(key, had ? later(had, mark) : mark);
      }
    }
    return log;
  }

  function insert(log, card, entry) {
    log.reviews.set(card, union(log.reviews.get(card) ?? [], [entry]));
    return entry;
  }

  // Adds a review at the first minute from `now` on that has no entry of the card, and gives its entry.
  function addReview(log, card, now, grade, hash) {
    const entries = log.reviews.get(card) ?? [];
    let minute = now;
    while (entries.some(([taken]) => taken === minute)) minute++;
    const seen = replay(entries)?.hash;
    return insert(log, card, hash && hash !== seen ? [minute, grade, hash] : [minute, grade]);
  }

  const withdrawReview = (log, card, [minute, grade]) => insert(log, card, [minute, -grade]);

  // Marks change with time: a value that is set twice in a minute must win over the first one.
  function setMark(log, name, key, now, value) {
    const had = log[name].get(key);
    log[name].set(key, [had ? Math.max(now, had[0] + 1) : now, value]);
  }

  const markOf = (log, name, key) => log[name].get(key)?.[1];

  // Whole days between two reviews, rounded: it depends on no time zone, and an evening and the next morning are two days.
  const daysBetween = (before, after) => Math.max(0, Math.round((after - before) / DAY));

  // What a card's entries come to: memory, the minute and grade of the last review, the minute it is due, lapses. Undefined
  // without a review.
  function replay(entries) {
    const withdrawn = new Set(entries.filter(([, grade]) => grade < 0).map(([minute, grade]) => `${minute} ${-grade}`));
    let state;
    for (const [minute, grade, hash] of entries) {
      if (grade < 0 || withdrawn.has(`${minute} ${grade}`)) continue;
      const days = state ? daysBetween(state.minute, minute) : 0;
      const isLapse = grade === 1 && state !== undefined && state.grade > 1;
      state = {
        before: state && { memory: state.memory, days },
        memory: memoryAfter(state?.memory, days, grade),
        first: state?.first ?? minute,
        minute,
        grade,
        lapses: (state?.lapses ?? 0) + Number(isLapse),
        hash: hash ?? state?.hash,
      };
    }
    if (!state) return undefined;
    const interval = intervals(state.before?.memory, state.before?.days ?? 0)[state.grade - 1];
    state.due = state.minute + (state.grade === 1 ? AGAIN_AFTER : interval * DAY);
    state.isLeech = state.lapses >= LEECH && state.memory.stability < MATURE;
    return state;
  }

  const recallNow = (state, now) => recall(state.memory, Math.max(0, now - state.minute) / DAY);

  // `known`, `shaky` or `weak`; empty without a review.
  function level(state, now) {
    if (!state) return '';
    const known = recallNow(state, now);
    if (state.grade === 1 || state.isLeech || known < 0.7) return 'weak';
    return state.grade === 2 || known < 0.85 ? 'shaky' : 'known';
  }

  // The part of a card's id before the kind: notebook and address.
  const sectionOf = (card) => card.slice(0, card.lastIndexOf('#'));

  // The level of each section: the mean of its reviewed cards.
  function sectionLevels(states, now) {
    const sums = new Map();
    for (const [card, state] of states) {
      if (!state) continue;
      const section = sectionOf(card), sum = sums.get(section) ?? [0, 0];
      sums.set(section, [sum[0] + { weak: 0, shaky: 1, known: 2 }[level(state, now)], sum[1] + 1]);
    }
    return new Map([...sums].map(([section, [sum, cards]]) => [section, sum / cards < 0.67 ? 'weak' : sum / cards < 1.5 ? 'shaky' : 'known']));
  }

  // FNV-1a, 32 bits (Fowler, Noll, Vo): names the content of a card.
  function contentHash(front, back) {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(`${front}\n${back}`)) hash = Math.imul(hash ^ byte, 0x01000193);
    return (hash >>> 0).toString(36);
  }

  globalThis.notewrightStudy = {
    ...globalThis.notewrightStudy,
    DAY, emptyLog, readLog, writeLog, exportLog, importLog, mergeLogs, addReview, withdrawReview, setMark, markOf,
    daysBetween, replay, recallNow, level, sectionOf, sectionLevels, contentHash,
  };
})();
