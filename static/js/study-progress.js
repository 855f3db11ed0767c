// <notewright-study-progress>: known, shaky and weak sections by part, service and exam domain. Needs study-log.js and
// study-text.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    title: say('Progress'),
    total: ({ known, shaky, weak, total: count }) => say('{known} of {count} section known, {shaky} shaky, {weak} weak, {rest} not begun.|{known} of {count} sections known, {shaky} shaky, {weak} weak, {rest} not begun.', {
      known, count, shaky, weak, rest: count - known - shaky - weak,
    }),
    by: { part: say('By part'), service: say('By service'), domain: say('By exam domain') },
    table: [say('Known'), say('Shaky'), say('Weak'), say('Sections')],
    weakest: say('Sections to read again'),
    leech: (count) => say('forgotten {count} time|forgotten {count} times', { count }),
    failed: say('This list could not be loaded.'),
  };
  const LEVELS = ['known', 'shaky', 'weak'];
  // The longest list of sections to read again.
  const WEAKEST = 10;

  const { make, ordinals, sectionLevels, sectionOf } = globalThis.notewrightStudy;

  customElements.define('notewright-study-progress', class extends HTMLElement {
    study;
    #levels = [];
    #place;

    connectedCallback() {
      this.#place = make('div', { className: 'progress' });
      this.append(make('section', { 'aria-labelledby': 'study-progress' }, make('h2', { id: 'study-progress' }, WORDS.title), this.#place));
    }

    draw({ view: { states, now } }) {
      const { deck } = this.study;
      this.#levels = deck.sections.map(() => '');
      for (const [section, level] of sectionLevels(states, now)) {
        const ordinal = deck.ordinalOf.get(section);
        if (ordinal !== undefined) this.#levels[ordinal] = level;
      }
      const total = this.#count(deck.sections.keys());
      const groups = [
        deck.parts.some(([, title]) => title) && this.#group('part', async () => deck.parts.map(([, title], part) => [title || deck.notebooks[deck.parts[part][0]][1], deck.partOf.flatMap((own, ordinal) => (own === part ? [ordinal] : []))])),
        this.#group('service', async () => (await this.study.library.filters()).services.map(([, name, , runs]) => [name, ordinals(runs)])),
        deck.domains.length > 0 && this.#group('domain', async () => (await this.study.library.filters()).domains.map((runs, domain) => [deck.domains[domain][0], ordinals(runs)])),
      ].filter(Boolean);
      const open = new Set([...this.#place.querySelectorAll('details[open]')].map((details) => details.dataset.by));
      this.#place.replaceChildren(make('p', {}, WORDS.total(total)), this.#bar(total), ...this.#again(states), ...groups);
      for (const details of groups) details.open = open.has(details.dataset.by);
    }

    #count(sections) {
      const count = { known: 0, shaky: 0, weak: 0, total: 0 };
      for (const ordinal of sections) {
        count.total++;
        if (this.#levels[ordinal]) count[this.#levels[ordinal]]++;
      }
      return count;
    }

    // The table says the same in words.
    #bar(count) {
      return make('div', { className: 'levels', 'aria-hidden': 'true' }, ...LEVELS.filter((level) => count[level]).map((level) => {
        const part = make('span', { className: level });
        part.style.flexGrow = count[level];
        return part;
      }), ((left) => {
        const part = make('span', { className: 'unseen' });
        part.style.flexGrow = left;
        return part;
      })(count.total - count.known - count.shaky - count.weak));
    }

    // Leeches lead to their sections.
    #again(states) {
      const { deck, library } = this.study;
      const leeches = [...states].filter(([card, state]) => state?.isLeech && deck.ordinalOf.has(sectionOf(card))).sort(([, one], [, other]) => other.lapses - one.lapses).slice(0, WEAKEST);
      if (!leeches.length) return [];
      const list = make('ul', {}, ...leeches.map(([card, { lapses }]) => {
        const item = make('li', {}, sectionOf(card));
        library.card(card).then((found) => {
          if (found) item.replaceChildren(make('a', { href: library.link(found.url), lang: found.language, dir: found.direction }, `${found.number ? `${found.number}. ` : ''}${found.title}`), ` (${WORDS.leech(lapses)})`);
        }).catch(() => undefined);
        return item;
      }));
      return [make('h3', {}, WORDS.weakest), list];
    }

    #group(by, load) {
      const details = make('details', { 'data-by': by }, make('summary', {}, WORDS.by[by]));
      details.addEventListener('toggle', async () => {
        if (!details.open || details.childElementCount > 1) return;
        try {
          const rows = (await load()).map(([name, sections]) => [name, this.#count(sections)]).filter(([, { total }]) => total);
          if (details.childElementCount > 1) return;
          details.append(make('div', { className: 'table', tabIndex: 0, role: 'region', 'aria-label': WORDS.by[by] }, make('table', {}, make('thead', {}, make('tr', {}, make('td', {}), ...WORDS.table.map((head) => make('th', { scope: 'col' }, head)))),
            make('tbody', {}, ...rows.map(([name, count]) => make('tr', {}, make('th', { scope: 'row' }, name), ...[...LEVELS, 'total'].map((level) => make('td', {}, String(count[level])))))))));
        } catch {
          details.append(make('p', { role: 'alert' }, WORDS.failed));
        }
      });
      return details;
    }
  });
})();
