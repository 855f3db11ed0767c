// <notewright-review>: shows one card after the other, its answer, and four grades. Needs study-session.js, study-text.js
// and study-choice.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    region: say('Review'),
    show: say('Show answer'),
    check: say('Check'),
    grades: [say('Again'), say('Hard'), say('Good'), say('Easy')],
    gradesLabel: say('How well did you know it?'),
    undo: say('Undo'),
    undone: say('The last grade is taken back.'),
    stop: say('Stop'),
    left: ({ due, fresh, again }) => [
      due && say('{count} to review', { count: due }),
      fresh && say('{count} new', { count: fresh }),
      again && say('{count} again', { count: again }),
    ].filter(Boolean).join(' · ') || say('Last card'),
    waits: {
      minutes: (count) => say('{count} min', { count }),
      days: (count) => say('{count} day|{count} days', { count }),
      months: (count) => say('{count} month|{count} months', { count }),
      years: (count) => say('{count} year|{count} years', { count }),
    },
    graded: {
      minutes: (grade, count) => say('{grade}: next time in {count} min.', { grade, count }),
      days: (grade, count) => say('{grade}: next time in {count} day.|{grade}: next time in {count} days.', { grade, count }),
      months: (grade, count) => say('{grade}: next time in {count} month.|{grade}: next time in {count} months.', { grade, count }),
      years: (grade, count) => say('{grade}: next time in {count} year.|{grade}: next time in {count} years.', { grade, count }),
    },
    changed: say('Changed since you last saw it'),
    section: (number, title) => `${number ? `${number}. ` : ''}${title}`,
    text: say('The text of the section'),
    noText: say('The text could not be loaded. Follow the link to the section instead.'),
    loading: say('Loading …'),
    failed: say('The next card could not be loaded.'),
    retry: say('Try again'),
    leech: (count) => [
      say('You have forgotten this card {count} time.|You have forgotten this card {count} times.', { count }),
      say('Read its section again before you go on:'),
    ].join(' '),
    hide: say('Hide this card'),
    hidden: say('The card is hidden. You find it under “Your data”.'),
    bad: say('Bad card'),
    badLabel: say('What is wrong with this card? (optional)'),
    badSave: say('Put it on the list'),
    badSaved: say('The card is on the list for the author, under “Your data”.'),
  };

  const { blocks, choices, daysBetween, intervals, judge, make, minuteNow, phrases } = globalThis.notewrightStudy;
  const DIGIT = /^[1-9]$/;
  let count = 0;

  // A wait of some days, in the unit that suits its length.
  function inUnit(days) {
    if (days < 45) return ['days', days];
    return days < 365 ? ['months', Math.round(days / 30.4)] : ['years', Number((days / 365).toFixed(1))];
  }

  customElements.define('notewright-review', class extends HTMLElement {
    #session;
    #library;
    #store;
    #card;
    #isAnswered = false;
    #parts;

    // Begins a sitting. The element sends `end` when it is over or stopped, and `say` with a sentence for the live region.
    async start({ session, library, store }) {
      Object.assign(this, { hidden: false });
      [this.#session, this.#library, this.#store] = [session, library, store];
      this.#build();
      await this.#next();
    }

    #build() {
      const undo = make('button', { type: 'button', className: 'undo' }, WORDS.undo);
      const stop = make('button', { type: 'button' }, WORDS.stop);
      undo.addEventListener('click', () => this.undo());
      stop.addEventListener('click', () => this.dispatchEvent(new Event('end')));
      const left = make('p', { className: 'facts left' });
      const card = make('div', { className: 'card' }), bar = make('div', { className: 'bar' });
      const region = make('section', { className: 'review', tabIndex: -1, 'aria-label': WORDS.region }, make('div', { className: 'over' }, left, undo, stop), card, bar);
      region.addEventListener('keydown', (event) => this.#press(event));
      this.#parts = { region, left, undo, card, bar };
      this.replaceChildren(region);
    }

    #say(sentence) { this.dispatchEvent(new CustomEvent('say', { detail: sentence })); }

    async #next() {
      const { card, bar } = this.#parts;
      const wait = setTimeout(() => card.replaceChildren(make('p', { className: 'facts' }, WORDS.loading)), 300);
      try {
        const next = await this.#session.next();
        if (next) this.#ask(next);
        else this.dispatchEvent(new Event('end'));
      } catch {
        const retry = make('button', { type: 'button' }, WORDS.retry);
        retry.addEventListener('click', () => this.#next());
        card.replaceChildren(make('p', { role: 'alert' }, WORDS.failed));
        bar.replaceChildren(retry);
        retry.focus();
      } finally {
        clearTimeout(wait);
      }
    }

    // Shows the question.
    #ask(card) {
      this.#card = card;
      this.#isAnswered = false;
      const { left, undo, card: region, bar } = this.#parts;
      left.textContent = WORDS.left(this.#session.left);
      undo.disabled = !this.#session.canUndo;
      const state = this.#store.states.get(card.id);
      const front = make('h2', { className: 'front', tabIndex: -1, dir: card.direction, lang: card.language }, ...phrases(card.front));
      const show = make('button', { type: 'button', className: 'primary show', 'aria-keyshortcuts': 'Space' }, card.options.length ? WORDS.check : WORDS.show);
      show.addEventListener('click', () => this.#answer());
      region.replaceChildren(...[
        card.context && make('p', { className: 'context', dir: card.direction, lang: card.language }, ...phrases(card.context)),
        front,
        state?.hash && state.hash !== card.hash && make('p', { className: 'facts changed' }, WORDS.changed),
        card.options.length > 0 && choices(card),
      ].filter(Boolean));
      bar.replaceChildren(show);
      front.focus({ preventScroll: true });
      this.scrollIntoView({ block: 'start' });
    }

    // Shows the answer, its section and the grades.
    #answer() {
      if (this.#isAnswered) return;
      this.#isAnswered = true;
      const card = this.#card, { card: region, bar } = this.#parts;
      const verdict = card.options.length ? judge(region.querySelector('.options'), card) : undefined;
      const state = this.#store.states.get(card.id);
      const link = () => make('a', { href: this.#library.link(card.url), dir: card.direction, lang: card.language }, WORDS.section(card.number, card.title));
      const back = make('div', { className: 'back', tabIndex: -1 },
        verdict?.element,
        make('div', { className: 'answer', dir: card.direction, lang: card.language }, ...blocks(card.back ? card.back.split('\n') : [])),
        state?.isLeech && make('p', { className: 'leech' }, `${WORDS.leech(state.lapses)} `, link()),
        make('p', { className: 'source' }, link()),
        this.#text(card), this.#remarks(card));
      region.append(back);
      bar.replaceChildren(this.#grades(state, verdict));
      back.focus({ preventScroll: true });
      back.scrollIntoView({ block: 'nearest' });
    }

    #text(card) {
      const details = make('details', { className: 'text' }, make('summary', {}, WORDS.text));
      details.addEventListener('toggle', async () => {
        if (!details.open || details.childElementCount > 1) return;
        const place = make('div', { className: 'prose', dir: card.direction, lang: card.language }, WORDS.loading);
        details.append(place);
        try {
          place.replaceChildren(...blocks(await this.#library.lines(card), card.lines));
          place.querySelector('mark')?.scrollIntoView({ block: 'nearest' });
        } catch {
          place.remove();
          details.append(make('p', { role: 'alert' }, WORDS.noText));
        }
      });
      return details;
    }

    #remarks(card) {
      const hide = make('button', { type: 'button' }, WORDS.hide), bad = make('button', { type: 'button', 'aria-expanded': 'false' }, WORDS.bad);
      const note = make('input', { type: 'text', id: `bad-${count++}`, maxLength: 300, autocomplete: 'off' });
      const save = make('button', { type: 'button' }, WORDS.badSave);
      const form = make('div', { className: 'bad', hidden: true }, make('label', { htmlFor: note.id }, WORDS.badLabel), note, save);
      const keep = () => {
        this.#store.mark('bad', card.id, note.value.trim() || '?');
        form.replaceChildren(make('p', { tabIndex: -1 }, WORDS.badSaved));
        form.firstChild.focus();
      };
      hide.addEventListener('click', () => {
        this.#store.mark('hidden', card.id, true);
        this.#say(WORDS.hidden);
        this.#next();
      });
      bad.addEventListener('click', () => {
        form.hidden = !form.hidden;
        bad.setAttribute('aria-expanded', String(!form.hidden));
        if (!form.hidden) note.focus();
      });
      save.addEventListener('click', keep);
      note.addEventListener('keydown', (event) => { if (event.key === 'Enter') keep(); });
      return make('div', { className: 'remarks' }, hide, bad, form);
    }

    #grades(state, verdict) {
      const days = state ? daysBetween(state.minute, minuteNow()) : 0;
      const waits = intervals(state?.memory, days);
      const advised = verdict && (verdict.isRight ? 3 : 1);
      return make('div', { className: 'grades', role: 'group', 'aria-label': WORDS.gradesLabel }, ...WORDS.grades.map((word, at) => {
        const [unit, length] = at === 0 ? ['minutes', 10] : inUnit(waits[at]), wait = WORDS.waits[unit](length);
        const button = make('button', { type: 'button', className: `grade-${at + 1}${advised === at + 1 ? ' advised' : ''}`, 'aria-keyshortcuts': String(at + 1) }, make('span', {}, word), ' ', make('small', {}, wait));
        button.addEventListener('click', () => this.#grade(at + 1, WORDS.graded[unit](word, length)));
        return button;
      }));
    }

    async #grade(grade, sentence) {
      // A second press while the next card loads is no second grade.
      if (!this.#isAnswered) return;
      this.#isAnswered = false;
      this.#parts.undo.disabled = true;
      this.#session.grade(grade);
      this.#say(sentence);
      await this.#next();
    }

    // Takes the last grade of a sitting back, also after its end.
    undo() {
      if (!this.#session.canUndo) return;
      this.hidden = false;
      this.#ask(this.#session.undo());
      this.#say(WORDS.undone);
    }

    // Keys work inside this region only. What has the focus keeps its own keys.
    #press(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const { target, key } = event;
      if (target.matches('input[type=text], select, textarea')) return;
      if (key === ' ' && !this.#isAnswered && !target.matches('button, summary, a, input')) {
        event.preventDefault();
        this.#answer();
      } else if (DIGIT.test(key) && this.#isAnswered && key <= '4') {
        event.preventDefault();
        this.#parts.bar.querySelector(`.grade-${key}`)?.click();
      } else if (DIGIT.test(key) && !this.#isAnswered) {
        this.#parts.card.querySelectorAll('.option input')[key - 1]?.click();
      }
    }
  });
})();
