// <notewright-study-plan>: the exam date and what it asks of each day. Needs study-plan.js and study-text.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    title: say('Exam date'),
    date: say('Date of the exam'),
    none: say('Set a date, and the page spreads the new cards so that they end three days before it.'),
    over: say('The date is past. Choose another one, or clear the field.'),
    days: (count) => say('{count} day left.|{count} days left.', { count }),
    learn: (count, date) => count
      ? say('{count} new card a day until {date}.|{count} new cards a day until {date}.', { count, date })
      : say('You have seen every card.'),
    pass: (date, count) => say('From {date} one last pass over everything, weakest first: about {count} card a day.|From {date} one last pass over everything, weakest first: about {count} cards a day.', { date, count }),
    inPass: (count) => say('This is the last pass over everything, weakest first: about {count} card a day.|This is the last pass over everything, weakest first: about {count} cards a day.', { count }),
    unfit: (perDay, needed) => [
      say('The new cards do not fit: with {count} a day there is no time for a last pass.', { count: perDay }),
      needed ? say('With {count} a day they fit.', { count: needed }) : say('It is too late for all of them.'),
      say('Or choose a notebook above.'),
    ].join(' '),
    unmet: (count) => say('{count} card will stay unseen.|{count} cards will stay unseen.', { count }),
    raise: (count) => say('Take {count} new card a day|Take {count} new cards a day', { count }),
    list: say('Day by day'),
    table: [say('Day'), say('New'), say('Reviews, about')],
  };
  // A longer table is not read.
  const SHOWN = 60;

  const { make, workload } = globalThis.notewrightStudy;

  customElements.define('notewright-study-plan', class extends HTMLElement {
    study;
    #text;
    #input;

    connectedCallback() {
      this.#input = make('input', { type: 'date', id: 'study-exam' });
      this.#input.addEventListener('change', () => this.study.store.mark('settings', 'exam', this.#input.value));
      this.#text = make('div', { className: 'plan' });
      this.append(make('section', { 'aria-labelledby': 'study-plan' }, make('h2', { id: 'study-plan' }, WORDS.title),
        make('p', {}, make('label', { htmlFor: 'study-exam' }, WORDS.date), ' ', this.#input), this.#text));
    }

    draw({ view, plan, date }) {
      const exam = this.study.setting('exam');
      if (document.activeElement !== this.#input) this.#input.value = exam;
      this.#input.min = date;
      const line = (words, properties) => make('p', properties, words);
      if (!plan) this.#text.replaceChildren(line(WORDS.none, { className: 'facts' }));
      else if (plan.isOver) this.#text.replaceChildren(line(WORDS.over, { className: 'facts' }));
      else this.#text.replaceChildren(line(WORDS.days(plan.days)), ...this.#tell(plan, line), this.#days(view, plan, date));
    }

    #tell(plan, line) {
      const format = new Intl.DateTimeFormat(say.language, { day: 'numeric', month: 'long', timeZone: 'UTC' });
      const day = (text) => format.format(new Date(`${text}T00:00Z`));
      if (plan.inPass) return [line(WORDS.inPass(plan.passPerDay))];
      if (plan.fits) return [line(WORDS.learn(plan.newPerDay, day(plan.lastNew))), line(WORDS.pass(day(plan.passFrom), plan.passPerDay))];
      const raise = make('button', { type: 'button' }, WORDS.raise(plan.needed));
      raise.addEventListener('click', () => this.study.store.mark('settings', 'new', plan.needed));
      return [line(WORDS.unfit(this.study.setting('new'), plan.needed), { className: 'warning' }), plan.unmet ? line(WORDS.unmet(plan.unmet)) : '', plan.needed ? make('p', {}, raise) : ''];
    }

    // Made when it is opened: it follows every card until the exam.
    #days({ states, day }, plan, date) {
      const details = make('details', {}, make('summary', {}, WORDS.list));
      details.addEventListener('toggle', () => {
        if (details.childElementCount > 1) return;
        const notebook = this.study.setting('notebook');
        const planned = [...states].flatMap(([card, state]) => (state && card.startsWith(notebook && `${notebook}/`) ? [state] : []));
        const list = workload({ today: date, plan, states: planned, dayEnd: day.end }).slice(0, SHOWN);
        details.append(make('div', { className: 'table', tabIndex: 0, role: 'region', 'aria-label': WORDS.list }, make('table', {}, make('thead', {}, make('tr', {}, ...WORDS.table.map((head) => make('th', { scope: 'col' }, head)))),
          make('tbody', {}, ...list.map(({ date: at, fresh, reviews }) => make('tr', {}, make('th', { scope: 'row' }, at), make('td', {}, String(fresh)), make('td', {}, String(reviews))))))));
      });
      return details;
    }
  });
})();
