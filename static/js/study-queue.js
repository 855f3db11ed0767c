// Which cards are asked today, and in which order. Pure: the clock, the log and the deck are given. Needs study-log.js.
'use strict';

(() => {
  const { DAY, level, recallNow, sectionOf } = globalThis.notewrightStudy;
  // A day of study begins at this hour, so that an hour after midnight still belongs to the evening.
  const DAY_BEGINS = 4;

  // The minutes at which the reader's day of study begins and ends.
  function dayOf(date) {
    const begin = new Date(date);
    if (begin.getHours() < DAY_BEGINS) begin.setDate(begin.getDate() - 1);
    begin.setHours(DAY_BEGINS, 0, 0, 0);
    const end = new Date(begin);
    end.setDate(end.getDate() + 1);
    return { begin: Math.floor(begin / 60_000), end: Math.floor(end / 60_000) };
  }

  // Cards of one section give each other away: moves those that follow one another apart, where others are left to put between.
  function spread(cards) {
    const waiting = [...cards], list = [];
    let last;
    while (waiting.length) {
      const at = Math.max(0, waiting.findIndex((card) => sectionOf(card) !== last));
      const [card] = waiting.splice(at, 1);
      last = sectionOf(card);
      list.push(card);
    }
    return list;
  }

  // `matches(ordinal, card)` is the filter of the reader.
  function reviewed({ deck, states, hidden, matches }) {
    return [...states].filter(([card, state]) => {
      const ordinal = deck.ordinalOf.get(sectionOf(card));
      return state && ordinal !== undefined && !hidden.has(card) && matches(ordinal, card);
    });
  }

  // How many cards of each section the reader has not seen. Cards that the notes no longer have are counted as seen ones.
  function unseenCounts({ deck, states, hidden }) {
    const left = [...deck.counts];
    const known = new Set([...hidden, ...[...states].filter(([, state]) => state).map(([card]) => card)]);
    for (const card of known) {
      const ordinal = deck.ordinalOf.get(sectionOf(card));
      if (left[ordinal] > 0) left[ordinal]--;
    }
    return left;
  }

  const ids = (pairs) => pairs.map(([card]) => card);

  // Today: what is due, up to the limit, and how many new cards may follow. Of more than fit, those that are still mostly known
  // come first: a card that is long forgotten costs the same tomorrow.
  function today(view) {
    const { states, now, day, settings, pass } = view;
    const all = reviewed(view), everyone = [...states].filter(([, state]) => state);
    const isToday = (state) => state.minute >= day.begin;
    // Cards that were not known today come again and count no second time.
    const again = all.filter(([, state]) => state.grade === 1 && isToday(state));
    const due = all.filter(([, state]) => state.due < day.end && !(state.grade === 1 && isToday(state)));
    due.sort(([, one], [, other]) => recallNow(other, now) - recallNow(one, now));
    const introduced = everyone.filter(([, state]) => state.first >= day.begin);
    const done = everyone.filter(([, state]) => isToday(state)).length - introduced.length;
    const kept = due.slice(0, Math.max(0, settings.due - done));
    const cards = [...ids(again), ...spread(ids(kept))];
    return {
      cards: pass ? withPass(cards, all, view) : cards,
      aside: due.length - kept.length,
      fresh: Math.max(0, settings.new - introduced.length),
      used: new Set(introduced.map(([card]) => sectionOf(card))),
    };
  }

  // The last pass before an exam: everything that was not asked since it began, weakest first, in equal parts a day.
  function withPass(cards, all, { now, pass }) {
    const left = all.filter(([, state]) => state.minute < pass.begin);
    left.sort(([, one], [, other]) => recallNow(one, now) - recallNow(other, now));
    return [...new Set([...spread(ids(left.slice(0, Math.ceil(left.length / pass.days)))), ...cards])];
  }

  // Cards that are not due yet, the next ones first.
  function ahead(view) {
    const all = reviewed(view).filter(([, state]) => state.due >= view.day.end);
    return { cards: ids(all.sort(([, one], [, other]) => one.due - other.due)), aside: 0, fresh: 0, used: new Set() };
  }

  // Everything that the filter lets through, weakest first, then what is new; no limits.
  function cram(view) {
    const all = reviewed(view).sort(([, one], [, other]) => recallNow(one, view.now) - recallNow(other, view.now));
    return { cards: spread(ids(all)), aside: 0, fresh: Infinity, used: new Set() };
  }

  // Cards that are weak, whether due or not.
  function weak(view) {
    const { cards } = cram(view);
    return { cards: cards.filter((card) => level(view.states.get(card), view.now) === 'weak'), aside: 0, fresh: 0, used: new Set() };
  }

  const queueOf = (mode, view) => ({ today, ahead, cram, weak })[mode](view);

  // New cards out of those loaded, at most one a section, sections in `used` left out: they fill what the others leave.
  function newCards(cards, { states, hidden, matches }, used, most) {
    const unseen = cards.filter(({ id, ordinal }) => !states.get(id) && !hidden.has(id) && matches(ordinal, id));
    const taken = new Set(used), first = [];
    for (const card of unseen) {
      const section = sectionOf(card.id);
      if (taken.has(section) || first.length === most) continue;
      taken.add(section);
      first.push(card.id);
    }
    return { first, rest: unseen.map(({ id }) => id).filter((id) => !first.includes(id)) };
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, DAY, dayOf, spread, unseenCounts, queueOf, newCards };
})();
