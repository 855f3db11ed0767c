// <notewright-grade>: grades a section on its own page; it is a review of the section's gist card. <notewright-marks>: shows
// on a page of a notebook which sections are known, shaky or weak. The store and what it needs are loaded when this browser
// keeps a log of the site, or when the reader grades: a page that is only read does without them.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    question: say('Do you know this section?'),
    grades: [[say('Again'), 1], [say('Shaky'), 2], [say('Known'), 3]],
    levels: { known: say('known'), shaky: say('shaky'), weak: say('weak') },
    state: (level, days) => [
      say('Now: {level}.', { level }),
      days <= 0 ? say('It is due.') : say('Next review in {count} day.|Next review in {count} days.', { count: days }),
    ].join(' '),
    graded: (grade) => say('{grade}: noted.', { grade }),
    undo: say('Undo'),
    undone: say('Taken back.'),
    keys: say('Keys A, S and K grade this section'),
    cards: say('Cards of this section'),
    file: say('Firefox keeps what pages opened from a disk remember apart, file by file. Grade this section on the study page:'),
    notLoaded: say('What keeps your grades could not be loaded: reload the page.'),
    troubles: {
      refused: say('This browser does not let the page keep anything: the grade is lost when you leave.'),
      full: say('The storage of this browser is full: the grade is not kept.'),
      broken: say('Some of your reviews were damaged: see the study page.'),
      newer: say('Your reviews were written by a newer version of the study page: reload. The grade is not kept.'),
      stuck: say('Your reviews are damaged: see the study page. The grade is not kept.'),
    },
  };
  const KEYS = { a: 1, s: 2, k: 3 };

  const { root, scripts } = document.currentScript.dataset;
  const stores = new Map();
  let loading;

  function loadScript(address) {
    return new Promise((resolve, reject) => {
      // Without `async` such scripts run in the order in which they were added.
      const script = Object.assign(document.createElement('script'), { src: root + address, async: false });
      script.onload = resolve;
      script.onerror = () => { script.remove(); reject(new Error(address)); };
      document.head.append(script);
    });
  }

  function loadStudy() {
    loading ??= Promise.all(scripts.split(' ').map(loadScript)).catch((error) => { loading = undefined; throw error; });
    return loading;
  }

  async function storeOf(site) {
    await loadStudy();
    if (!stores.has(site)) stores.set(site, new notewrightStudy.Store(site));
    return stores.get(site);
  }

  // Whether the browser keeps a log of the site, under the key that study-store.js writes. If it refuses to say, the store
  // tells the reader.
  function isKept(site) {
    try { return localStorage.getItem(`notewright:study:${site}`) !== null; } catch { return true; }
  }

  // Calls `use` once the browser keeps a log of the site: now, when another tab writes one, or when Back or Forward brings
  // this page back.
  function whenKept(site, use) {
    const events = new AbortController();
    const look = () => {
      if (!isKept(site)) return;
      events.abort();
      use();
    };
    for (const name of ['storage', 'pageshow']) addEventListener(name, look, { signal: events.signal });
    look();
  }

  // In Firefox each file under `file://` has a storage of its own, so a grade given here would not reach the study page.
  const isApart = location.protocol === 'file:' && CSS.supports('-moz-appearance', 'none');

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  customElements.define('notewright-grade', class extends HTMLElement {
    #opening;
    #store;
    #status;
    #undo;
    #keys;
    #last;

    connectedCallback() {
      const { site, card, study } = this.dataset;
      const cards = make('a', { href: `${study}#section=${encodeURIComponent(card.slice(0, card.lastIndexOf('#')))}` }, WORDS.cards);
      if (isApart) {
        this.replaceChildren(make('p', { className: 'facts' }, `${WORDS.file} `, cards));
        return;
      }
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
      this.#keys = make('input', { type: 'checkbox' });
      this.#keys.addEventListener('change', () => this.#setKeys(this.#keys.checked));
      document.addEventListener('keydown', (event) => this.#press(event));
      this.replaceChildren(make('p', { className: 'question' }, WORDS.question), group, this.#undo, this.#status,
        make('p', { className: 'facts' }, cards), make('p', { className: 'facts' }, make('label', {}, this.#keys, WORDS.keys)));
      // Load the store early, when the pointer enters.
      this.addEventListener('pointerenter', () => this.#open(), { once: true });
      whenKept(site, () => this.#open());
    }

    get #hasKeys() { return this.#store !== undefined && notewrightStudy.markOf(this.#store.log, 'settings', 'keys') === true; }

    // Returns whether the store is open. If it cannot be loaded, the reader sees it, and the next call tries again.
    #open() {
      this.#opening ??= storeOf(this.dataset.site).then((store) => {
        this.#store = store;
        this.#keys.checked = this.#hasKeys;
        store.addEventListener('change', () => this.#tell());
        this.#tell();
        return true;
      }, () => {
        this.#opening = undefined;
        this.#status.textContent = WORDS.notLoaded;
        return false;
      });
      return this.#opening;
    }

    async #setKeys(isOn) {
      if (!await this.#open()) return;
      this.#keys.checked = isOn;
      this.#store.mark('settings', 'keys', isOn);
    }

    #tell(sentence = '') {
      const { DAY, level, minuteNow } = notewrightStudy;
      const state = this.#store.states.get(this.dataset.card), now = minuteNow();
      const days = state && Math.round((state.due - now) / DAY);
      const words = [sentence, WORDS.troubles[this.#store.trouble], state && WORDS.state(WORDS.levels[level(state, now)], state.grade === 1 ? 0 : days)];
      this.#status.textContent = words.filter(Boolean).join(' ');
    }

    async #grade(grade) {
      if (!await this.#open()) return;
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
      if (!this.#hasKeys || ctrlKey || metaKey || altKey || isComposing || target.closest('input:not([type=checkbox]), select, textarea, dialog, [contenteditable]')) return;
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
      whenKept(this.dataset.site, () => this.#open());
    }

    // Without the scripts the links stay as they are.
    async #open() {
      const store = await storeOf(this.dataset.site).catch(() => undefined);
      store?.addEventListener('change', () => this.#draw(store));
      if (store) this.#draw(store);
    }

    #draw(store) {
      this.#levels = notewrightStudy.sectionLevels(store.states, notewrightStudy.minuteNow());
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
      if (found) link.append(' ', make('small', { className: 'level', lang: say.language }, WORDS.levels[found]));
    }
  });
})();
