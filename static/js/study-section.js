// <notewright-grade>: grades a section on its own page; it is a review of the section's gist card. <notewright-marks>: shows
// on a page of a notebook which sections are known, shaky or weak. Needs study-store.js.
'use strict';

(() => {
  const WORDS = {
    question: 'Do you know this section?',
    grades: [['Again', 1], ['Shaky', 2], ['Known', 3]],
    levels: { known: 'known', shaky: 'shaky', weak: 'weak' },
    state: (level, days) => `Now: ${level}. ${days <= 0 ? 'It is due.' : `Next review in ${days} day${days === 1 ? '' : 's'}.`}`,
    graded: (word) => `${word}: noted.`,
    undo: 'Undo',
    undone: 'Taken back.',
    keys: 'Keys A, S and K grade this section',
    cards: 'Cards of this section',
    file: 'Firefox keeps what pages opened from a disk remember apart, file by file. Grade this section on the study page:',
    troubles: {
      refused: 'This browser does not let the page keep anything: the grade is lost when you leave.',
      full: 'The storage of this browser is full: the grade is not kept.',
      broken: 'Some of your reviews were damaged: see the study page.',
      newer: 'Your reviews were written by a newer version of the study page: reload. The grade is not kept.',
      stuck: 'Your reviews are damaged: see the study page. The grade is not kept.',
    },
  };
  const KEYS = { a: 1, s: 2, k: 3 };

  const { DAY, level, markOf, minuteNow, sectionLevels, sectionOf, Store } = globalThis.notewrightStudy;
  const stores = new Map();
  const storeOf = (site) => {
    if (!stores.has(site)) stores.set(site, new Store(site));
    return stores.get(site);
  };
  // In Firefox each file under `file://` has a storage of its own, so a grade given here would not reach the study page.
  const isApart = location.protocol === 'file:' && CSS.supports('-moz-appearance', 'none');

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  customElements.define('notewright-grade', class extends HTMLElement {
    #store;
    #status;
    #undo;
    #last;

    connectedCallback() {
      const { site, card, study } = this.dataset;
      const cards = make('a', { href: `${study}#section=${encodeURIComponent(sectionOf(card))}` }, WORDS.cards);
      if (isApart) {
        this.replaceChildren(make('p', { className: 'facts' }, `${WORDS.file} `, cards));
        return;
      }
      this.#store = storeOf(site);
      this.#status = make('p', { className: 'facts' });
      this.#status.setAttribute('role', 'status');
      this.#undo = make('button', { type: 'button', hidden: true }, WORDS.undo);
      this.#undo.addEventListener('click', () => this.#takeBack());
      const group = make('div', { className: 'grades' }, ...WORDS.grades.map(([word, grade]) => {
        const button = make('button', { type: 'button', className: `grade-${grade}` }, word);
        button.addEventListener('click', () => this.#grade(grade));
        return button;
      }));
      group.setAttribute('role', 'group');
      group.setAttribute('aria-label', WORDS.question);
      const keys = make('input', { type: 'checkbox', checked: this.#keys });
      keys.addEventListener('change', () => this.#store.mark('settings', 'keys', keys.checked));
      document.addEventListener('keydown', (event) => this.#press(event));
      this.replaceChildren(make('p', { className: 'question' }, WORDS.question), group, this.#undo, this.#status,
        make('p', { className: 'facts' }, cards), make('p', { className: 'facts' }, make('label', {}, keys, WORDS.keys)));
      this.#store.addEventListener('change', () => this.#tell());
      this.#tell();
    }

    get #keys() { return markOf(this.#store.log, 'settings', 'keys') === true; }

    #tell(sentence = '') {
      const state = this.#store.states.get(this.dataset.card), now = minuteNow();
      const days = state && Math.round((state.due - now) / DAY);
      const words = [sentence, WORDS.troubles[this.#store.trouble], state && WORDS.state(WORDS.levels[level(state, now)], state.grade === 1 ? 0 : days)];
      this.#status.textContent = words.filter(Boolean).join(' ');
    }

    #grade(grade) {
      this.#last = this.#store.review(this.dataset.card, grade, this.dataset.hash);
      this.#undo.hidden = false;
      this.#tell(WORDS.graded(WORDS.grades[grade - 1][0]));
    }

    #takeBack() {
      this.#store.withdraw(this.dataset.card, this.#last);
      this.#undo.hidden = true;
      this.querySelector('.grades button').focus();
      this.#tell(WORDS.undone);
    }

    // Off until the reader turns them on: speech input types single letters too (WCAG 2.1.4).
    #press({ key, target, ctrlKey, metaKey, altKey, isComposing }) {
      if (!this.#keys || ctrlKey || metaKey || altKey || isComposing || target.closest('input:not([type=checkbox]), select, textarea, dialog, [contenteditable]')) return;
      if (KEYS[key.toLowerCase()]) this.#grade(KEYS[key.toLowerCase()]);
    }
  });

  // An author's link may hold a bare `%`: it then names no section.
  function decoded(address) {
    try { return decodeURIComponent(address); } catch { return address; }
  }

  customElements.define('notewright-marks', class extends HTMLElement {
    #levels;

    connectedCallback() {
      if (isApart) return;
      const store = storeOf(this.dataset.site);
      store.addEventListener('change', () => this.#draw(store));
      this.#draw(store);
    }

    #draw(store) {
      this.#levels = sectionLevels(store.states, minuteNow());
      const folder = new URL('.', location.href).pathname;
      for (const link of document.querySelectorAll('main a[href]')) {
        const { pathname, host } = new URL(link.href);
        const [, address] = pathname.startsWith(folder) && host === location.host ? /^([^/]+)\.html$/.exec(pathname.slice(folder.length)) ?? [] : [];
        if (address) this.#mark(link, this.#levels.get(`${this.dataset.notebook}/${decoded(address)}`));
      }
    }

    // A colour, and the word for those who do not see it.
    #mark(link, found) {
      link.querySelector(':scope > .level')?.remove();
      if (found) link.dataset.level = found;
      else delete link.dataset.level;
      if (found) link.append(' ', make('small', { className: 'level', lang: 'en' }, WORDS.levels[found]));
    }
  });
})();
