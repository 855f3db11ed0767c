// <notewright-study-data>: what belongs to the reader. Export and import, limits, hidden cards, and the list of bad cards for
// the author. Needs study-store.js and study-text.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    title: say('Your data and settings'),
    where: say('Your reviews are kept in this browser only and are sent nowhere. To use another device, export them here and import the file there: the two logs are merged, and nothing is lost.'),
    file: say('In Firefox, a page that is opened from a disk keeps its data for itself: grades given on the pages of sections are not seen here.'),
    remind: (count) => [
      say('You have reviews that were not exported for {count} day.|You have reviews that were not exported for {count} days.', { count }),
      say('Browsers may delete what a page keeps; Safari does so after seven days without a visit.'),
    ].join(' '),
    export: say('Export'),
    import: say('Import'),
    exported: say('Exported.'),
    imported: (count) => say('Imported: {count} new review.|Imported: {count} new reviews.', { count }),
    unread: (count) => say('{count} entry of the file is damaged and was left out.|{count} entries of the file are damaged and were left out.', { count }),
    otherSite: (site) => say('The file is of another site ({site}). If these notes have moved, import it all the same.', { site }),
    anyway: say('Import it all the same'),
    broken: say('This is not an export of a study page, or it is damaged. Nothing was changed.'),
    newer: say('The file was written by a newer version of this page. Nothing was changed.'),
    damaged: say('Save the damaged data'),
    limits: say('A day has at most'),
    new: say('new cards'),
    due: say('due cards'),
    hidden: (count) => say('Hidden cards ({count})', { count }),
    show: say('Show again'),
    bad: (count) => say('Bad cards ({count})', { count }),
    badHint: say('Send these lines to the author of the notes.'),
    badLines: say('Lines for the author'),
    forget: say('Clear the list'),
  };
  const REMIND_AFTER = 7 * 1440;

  const { exportLog, importLog, make, minuteNow } = globalThis.notewrightStudy;
  const counted = (log) => [...log.reviews.values()].reduce((sum, entries) => sum + entries.length, 0);

  customElements.define('notewright-study-data', class extends HTMLElement {
    study;
    #limits;
    #lists;
    #remind;
    #damaged;
    #anyway = make('span');

    connectedCallback() {
      const file = make('input', { type: 'file', accept: '.json,application/json', hidden: true, tabIndex: -1, 'aria-hidden': 'true' });
      file.addEventListener('change', () => { if (file.files[0]) this.#import(file.files[0]); file.value = ''; });
      this.#remind = make('p', { className: 'warning', hidden: true });
      this.#lists = make('div', { className: 'lists' });
      this.#limits = ['new', 'due'].map((name) => {
        const input = make('input', { type: 'number', min: '0', max: '9999', inputMode: 'numeric', id: `study-${name}` });
        input.addEventListener('change', () => {
          const value = Math.min(9999, Math.max(0, Math.round(Number(input.value) || 0)));
          this.study.store.mark('settings', name, value);
        });
        return [name, input];
      });
      this.#damaged = this.#button(WORDS.damaged, () => this.#save(this.study.store.damaged, 'damaged'));
      this.append(make('section', { 'aria-labelledby': 'study-data' }, make('h2', { id: 'study-data' }, WORDS.title), this.#remind,
        make('p', { className: 'facts' }, WORDS.where),
        location.protocol === 'file:' && CSS.supports('-moz-appearance', 'none') ? make('p', { className: 'facts' }, WORDS.file) : '',
        make('div', { className: 'ways' }, this.#button(WORDS.export, () => this.#export()), this.#button(WORDS.import, () => file.click()), this.#damaged, this.#anyway, file),
        make('fieldset', { className: 'limits' }, make('legend', {}, WORDS.limits), ...this.#limits.map(([name, input]) => make('label', {}, input, ` ${WORDS[name]}`))),
        this.#lists));
    }

    #button(words, press) {
      const button = make('button', { type: 'button' }, words);
      button.addEventListener('click', press);
      return button;
    }

    draw({ view: { now } }) {
      const { store, setting } = this.study, { log } = store;
      for (const [name, input] of this.#limits) if (document.activeElement !== input) input.value = setting(name);
      this.#damaged.hidden = !store.damaged;
      const last = setting('exported'), first = Math.min(...[...log.reviews.values()].map(([[minute]]) => minute));
      const since = now - (last || first);
      this.#remind.hidden = !(log.reviews.size && since >= REMIND_AFTER);
      this.#remind.textContent = this.#remind.hidden ? '' : WORDS.remind(Math.floor(since / 1440));
      const hidden = [...log.hidden].filter(([, [, isHidden]]) => isHidden).map(([card]) => card);
      const bad = [...log.bad].filter(([, [, note]]) => note);
      const open = new Set([...this.#lists.querySelectorAll('details[open]')].map((details) => details.dataset.list));
      this.#lists.replaceChildren(hidden.length ? this.#hidden(hidden) : '', bad.length ? this.#bad(bad) : '');
      for (const details of this.#lists.querySelectorAll('details')) details.open = open.has(details.dataset.list);
    }

    #hidden(cards) {
      return make('details', { 'data-list': 'hidden' }, make('summary', {}, WORDS.hidden(cards.length)), make('ul', {}, ...cards.map((card) =>
        make('li', {}, make('code', {}, card), ' ', this.#button(WORDS.show, () => {
          this.study.store.mark('hidden', card, false);
          this.querySelector('[data-list=hidden] button')?.focus();
        })))));
    }

    #bad(cards) {
      const lines = make('textarea', { readOnly: true, rows: Math.min(10, cards.length + 1), 'aria-label': WORDS.badLines, spellcheck: false });
      lines.value = cards.map(([card, [, note]]) => `${card}: ${note}`).join('\n');
      return make('details', { 'data-list': 'bad' }, make('summary', {}, WORDS.bad(cards.length)), make('p', { className: 'facts' }, WORDS.badHint), lines,
        this.#button(WORDS.forget, () => { for (const [card] of cards) this.study.store.mark('bad', card, ''); }));
    }

    #export() {
      const { store, deck } = this.study;
      store.mark('settings', 'exported', minuteNow());
      this.#save(exportLog(store.log, deck.site), 'reviews');
      this.study.say(WORDS.exported);
    }

    #save(text, name) {
      const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      const link = make('a', { href: address, download: `${this.study.deck.site.replace(/[^a-z0-9.-]+/gi, '-')}-${name}-${new Date().toISOString().slice(0, 10)}.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    }

    async #import(file) {
      const { store, deck } = this.study;
      try {
        const { log, site, unread } = importLog(await file.text());
        const take = () => {
          const before = counted(store.log);
          store.merge(log);
          this.#anyway.replaceChildren();
          this.study.say([WORDS.imported(counted(store.log) - before), unread && WORDS.unread(unread)].filter(Boolean).join(' '));
        };
        if (site === deck.site) {
          take();
          return;
        }
        this.study.say(WORDS.otherSite(site));
        this.#anyway.replaceChildren(this.#button(WORDS.anyway, take));
      } catch ({ message }) {
        this.study.say(message === 'newer' ? WORDS.newer : WORDS.broken);
      }
    }
  });
})();
