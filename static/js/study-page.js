// <notewright-study>: the study page. What is due today, filters, and the ways into reviews, questions, the plan and the
// reader's data. Needs all other study scripts but study-section.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    loading: say('Loading the cards …'),
    failed: say('The cards could not be loaded. If this page has been open for long, reload it.'),
    today: say('Today'),
    counts: (due, fresh) => due + fresh === 0
      ? say('Nothing is due.')
      : [due && say('{count} to review', { count: due }), fresh && say('{count} new', { count: fresh })].filter(Boolean).join(' · '),
    aside: (count) => [
      say('{count} more is due and set aside for another day.|{count} more are due and set aside for another day.', { count }),
      say('You can change the limit under “Your data and settings”.'),
    ].join(' '),
    pass: say('The exam is near: this is the last pass over everything, weakest first.'),
    start: say('Start'),
    undo: say('Undo the last grade'),
    empty: say('There are no cards in these notes.'),
    done: (count) => say('{count} card reviewed. That is enough for now, or go on below.|{count} cards reviewed. That is enough for now, or go on below.', { count }),
    choose: say('Choose what to study'),
    notebook: say('Notebook'),
    part: say('Part'),
    service: say('Service'),
    tag: say('Tag'),
    kind: say('Kind of card'),
    all: say('All'),
    kinds: { quiz: say('Multiple choice'), which: say('Which one?'), number: say('Numbers') },
    modes: { weak: say('Weak cards'), ahead: say('Review ahead'), cram: say('Everything, no limits') },
    modesHint: say('These do not wait for a card to be due. The grades count as always.'),
    noneSuch: say('There is no such card now.'),
    quiz: say('Questions'),
    practise: say('Practise 20 questions'),
    exam: (count, minutes) => say('Exam: {count} question, {minutes} minutes|Exam: {count} questions, {minutes} minutes', { count, minutes }),
    resume: say('Go on with the exam'),
    untimed: say('Without a time limit'),
    few: (count, least) => say('{count} question. An exam needs {least}.|{count} questions. An exam needs {least}.', { count, least }),
    troubles: {
      refused: say('This browser does not let the page keep anything, as in some private windows. You can study, but export your reviews before you close the page.'),
      full: say('The storage of this browser is full, and the last reviews are not kept. Export them now, then delete data of other pages of this site.'),
      broken: say('What this browser had kept of your reviews was damaged. What could be read is here. A copy of the rest was put aside: “Save the damaged data” under “Your data and settings”.'),
      newer: say('Your reviews were written by a newer version of this page. Reload it. Until then nothing is kept.'),
      stuck: say('What this browser had kept of your reviews is damaged, and there is no room for a copy. Nothing is overwritten, so nothing is kept now: save the damaged data under “Your data and settings”.'),
    },
  };
  const DEFAULTS = { new: 20, due: 100, exam: '', notebook: '', exported: 0 };

  const { DAY, dayOf, examPlan, Library, make, markOf, minuteNow, ordinals, queueOf, sectionOf, Session, Store, unseenCounts } = globalThis.notewrightStudy;

  // An address that is typed by hand may be malformed: it then names no section.
  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  customElements.define('notewright-study', class extends HTMLElement {
    #study;
    #filter = { part: '', service: '', tag: '', kind: '', section: '' };
    #groups = {};
    #parts;

    async connectedCallback() {
      const fallback = [...this.childNodes];
      const status = make('p', { role: 'status', className: 'facts' }, WORDS.loading);
      this.replaceChildren(status);
      const library = new Library(this.dataset.root);
      try {
        const deck = await library.open(this.dataset.index);
        this.#study = { library, deck, store: new Store(deck.site), setting: (name) => this.#setting(name), say: (sentence) => { status.textContent = sentence; } };
      } catch {
        status.textContent = WORDS.failed;
        this.append(...fallback);
        return;
      }
      status.textContent = '';
      this.#build(status);
      this.#followAddress();
      addEventListener('hashchange', () => this.#followAddress());
    }

    #setting(name) { return markOf(this.#study.store.log, 'settings', name) ?? DEFAULTS[name]; }

    #build(status) {
      const { store } = this.#study;
      const review = make('notewright-review', { hidden: true }), quiz = make('notewright-quiz');
      const trouble = make('div', { className: 'trouble' }), home = make('div', { className: 'home' });
      this.#parts = { status, review, quiz, trouble, home, today: make('section', { className: 'today', 'aria-labelledby': 'study-today' }), questions: make('section', { 'aria-labelledby': 'study-quiz' }), own: [] };
      quiz.study = this.#study;
      for (const part of [review, quiz]) {
        part.addEventListener('say', ({ detail }) => this.#study.say(detail));
        part.addEventListener('end', () => this.#home());
      }
      home.append(this.#parts.today);
      this.replaceChildren(status, trouble, home, review, quiz);
      store.addEventListener('change', () => { if (!home.hidden) this.#draw(); });
      store.addEventListener('trouble', () => this.#drawTrouble());
      this.#drawTrouble();
      this.#draw();
      // The first card does not wait for what is further down.
      const later = globalThis.requestIdleCallback ?? setTimeout;
      later(() => this.#buildRest());
    }

    #buildRest() {
      const { home, questions } = this.#parts;
      this.#parts.own = ['plan', 'progress', 'data'].map((name) => Object.assign(document.createElement(`notewright-study-${name}`), { study: this.#study }));
      home.append(this.#filters(), questions, ...this.#parts.own);
      if (!home.hidden) this.#draw();
    }

    // `study.html#section=aws-developer/47` asks the cards of one section: section pages link to it.
    #followAddress() {
      const [, section] = /^#section=(.+)$/.exec(location.hash) ?? [];
      if (!section) return;
      this.#filter = { part: '', service: '', tag: '', kind: '', section: decoded(section) };
      this.#start('cram');
    }

    #drawTrouble() {
      const { trouble } = this.#study.store;
      this.#parts.trouble.replaceChildren(...(trouble ? [make('p', { role: 'alert' }, WORDS.troubles[trouble])] : []));
    }

    // Whether the filter lets a section, or one of its cards, through.
    #matches() {
      const { deck } = this.#study, { part, service, tag, kind, section } = this.#filter, notebook = this.#setting('notebook');
      const sets = [this.#groups.services?.get(service), this.#groups.tags?.get(tag)].filter(Boolean);
      return (ordinal, card) => {
        if (section) return deck.sections[ordinal] === section;
        if (notebook && deck.sections[ordinal].replace(/\/[^/]*$/, '') !== notebook) return false;
        if (part !== '' && deck.partOf[ordinal] !== Number(part)) return false;
        if (kind && card && !card.slice(card.lastIndexOf('#') + 1).startsWith(`${kind}-`)) return false;
        return sets.every((set) => set.has(ordinal));
      };
    }

    // What the queue is made of, as things stand.
    #view() {
      const { deck, store } = this.#study, now = minuteNow(), day = dayOf(new Date());
      const view = { deck, states: store.states, hidden: new Set([...store.log.hidden].filter(([, [, isHidden]]) => isHidden).map(([card]) => card)), matches: this.#matches(), now, day };
      const plan = view.plan = this.#plan(view);
      view.settings = { due: this.#setting('due'), new: plan && !plan.isOver ? plan.newPerDay : this.#setting('new') };
      if (plan?.inPass) view.pass = { begin: day.begin - plan.passed * DAY, days: plan.days };
      return view;
    }

    // The plan for the exam covers the notebook that is chosen, whatever else the filter says. Cards that were new today count as
    // new, so that what the day asks for does not change while it is done.
    #plan(view) {
      const exam = this.#setting('exam'), notebook = this.#setting('notebook'), { deck } = this.#study;
      if (!exam) return undefined;
      const isPlanned = deck.sections.map((section) => !notebook || section.replace(/\/[^/]*$/, '') === notebook);
      const introduced = [...view.states].filter(([card, state]) => state?.first >= view.day.begin && isPlanned[deck.ordinalOf.get(sectionOf(card))]).length;
      const unseen = unseenCounts(view).reduce((sum, count, ordinal) => sum + (isPlanned[ordinal] ? count : 0), introduced);
      const total = deck.counts.reduce((sum, count, ordinal) => sum + (isPlanned[ordinal] ? count : 0), 0);
      return examPlan({ today: this.#date(), exam, unseen, seen: total - unseen, perDay: this.#setting('new') });
    }

    // The date of the reader's day of study, `YYYY-MM-DD`.
    #date() {
      const begin = new Date(dayOf(new Date()).begin * 60_000);
      return [begin.getFullYear(), begin.getMonth() + 1, begin.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
    }

    #home() {
      const { review, quiz, home, status } = this.#parts;
      const done = this.#session?.done ?? 0;
      this.#last = this.#session?.canUndo ? this.#session : undefined;
      this.#session = undefined;
      review.hidden = true;
      quiz.replaceChildren();
      home.hidden = false;
      if (this.#filter.section) this.#filter.section = '';
      if (location.hash.startsWith('#section=')) history.replaceState(null, '', location.pathname + location.search);
      this.#draw();
      if (done) status.textContent = WORDS.done(done);
      this.querySelector('#study-today').focus();
      scrollTo(0, 0);
    }

    #session;
    // The sitting that has just ended: its last grade can still be taken back.
    #last;

    #undo() {
      [this.#session, this.#last] = [this.#last, undefined];
      this.#parts.home.hidden = true;
      this.#parts.review.undo();
    }

    async #start(mode) {
      const { library, store } = this.#study, { home, review, status } = this.#parts;
      const session = new Session({ library, store, view: () => this.#view(), mode });
      const { due, fresh } = session.left;
      if (!due && !fresh) {
        status.textContent = WORDS.noneSuch;
        this.#filter.section = '';
        return;
      }
      status.textContent = '';
      this.#session = session;
      this.#last = undefined;
      home.hidden = true;
      await review.start({ session, library, store });
    }

    #button(words, press, properties = {}) {
      const button = make('button', { type: 'button', ...properties }, words);
      button.addEventListener('click', press);
      return button;
    }

    #draw() {
      const { deck } = this.#study, { today, questions, own } = this.#parts, view = this.#view(), { plan } = view;
      const queue = queueOf('today', view);
      const unseen = unseenCounts(view).reduce((sum, count, ordinal) => sum + (view.matches(ordinal) ? count : 0), 0);
      const fresh = Math.min(queue.fresh, unseen), due = queue.cards.length;
      const words = deck.total ? WORDS.counts(due, fresh) : WORDS.empty;
      today.replaceChildren(make('h2', { id: 'study-today', tabIndex: -1 }, WORDS.today), make('p', { className: 'counts' }, words),
        view.pass ? make('p', { className: 'facts' }, WORDS.pass) : '',
        due + fresh ? this.#button(WORDS.start, () => this.#start('today'), { className: 'primary' }) : '',
        this.#last ? this.#button(WORDS.undo, () => this.#undo()) : '',
        queue.aside ? make('p', { className: 'facts' }, WORDS.aside(queue.aside)) : '');
      if (own.length) this.#drawQuestions(questions, view.matches);
      for (const part of own) part.draw({ view, plan, date: this.#date() });
    }

    #drawQuestions(place, matches) {
      const { deck } = this.#study, { quiz, home } = this.#parts, { QUESTIONS, MINUTES } = customElements.get('notewright-quiz');
      const count = deck.pieces.reduce((sum, { kinds }) => sum + (kinds.quiz ?? 0) + (kinds.which ?? 0), 0);
      place.hidden = count === 0;
      if (!count) return;
      const untimed = make('input', { type: 'checkbox', id: 'study-untimed' });
      const open = (begin) => () => { home.hidden = true; this.#last = undefined; this.#parts.status.textContent = ''; begin(); };
      const exam = quiz.kept
        ? [this.#button(WORDS.resume, open(() => quiz.exam()))]
        : [this.#button(WORDS.exam(QUESTIONS, MINUTES), open(() => quiz.exam(matches, !untimed.checked))), make('label', { className: 'check' }, untimed, ` ${WORDS.untimed}`)];
      place.replaceChildren(make('h2', { id: 'study-quiz' }, WORDS.quiz),
        make('div', { className: 'ways' }, this.#button(WORDS.practise, open(() => quiz.practise(matches))), ...(count >= QUESTIONS ? exam : [])),
        count < QUESTIONS ? make('p', { className: 'facts' }, WORDS.few(count, QUESTIONS)) : '');
    }

    #select(words, options, value, choose) {
      const select = make('select', {}, make('option', { value: '' }, WORDS.all), ...options.map(([key, name]) => make('option', { value: String(key) }, name)));
      select.value = value;
      select.addEventListener('change', () => { choose(select.value); this.#draw(); });
      return make('label', {}, make('span', {}, words), select);
    }

    // The filters. Services and tags are in a file of their own, which is loaded when the filters are opened.
    #filters() {
      const { deck, library, store } = this.#study, fields = make('div', { className: 'fields' });
      const details = make('details', { className: 'filters' }, make('summary', {}, WORDS.choose), fields,
        make('div', { className: 'ways' }, ...Object.entries(WORDS.modes).map(([mode, words]) => this.#button(words, () => this.#start(mode)))),
        make('p', { className: 'facts' }, WORDS.modesHint));
      const set = (name) => (value) => { this.#filter[name] = value; };
      const parts = deck.parts.map(([notebook, title], part) => [part, title, notebook]).filter(([, title]) => title);
      const kinds = Object.keys(WORDS.kinds).filter((kind) => deck.pieces.some(({ kinds: own }) => own[kind]));
      const draw = ({ services = [], tags = [] } = {}) => fields.replaceChildren(
        deck.notebooks.length > 1 ? this.#select(WORDS.notebook, deck.notebooks, this.#setting('notebook'), (value) => store.mark('settings', 'notebook', value)) : '',
        parts.length ? this.#select(WORDS.part, parts.map(([part, title, notebook]) => [part, deck.notebooks.length > 1 ? `${deck.notebooks[notebook][1]}: ${title}` : title]), this.#filter.part, set('part')) : '',
        services.length ? this.#select(WORDS.service, services, this.#filter.service, set('service')) : '',
        tags.length ? this.#select(WORDS.tag, tags, this.#filter.tag, set('tag')) : '',
        kinds.length ? this.#select(WORDS.kind, kinds.map((kind) => [kind, WORDS.kinds[kind]]), this.#filter.kind, set('kind')) : '');
      details.addEventListener('toggle', async () => {
        if (!details.open || this.#groups.services) return;
        try {
          const filters = await library.filters();
          for (const name of ['services', 'tags']) this.#groups[name] = new Map(filters[name].map(([id, , , runs]) => [id, ordinals(runs)]));
          draw(filters);
        } catch { /* The other filters work without them. */ }
      });
      draw();
      return details;
    }
  });
})();
