// <notewright-quiz>: the multiple choice questions of the notes. Practice gives feedback after each question; the exam has as
// many questions and minutes as the real one, flags, and the review at the end. Needs study-choice.js and study-load.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    region: say('Quiz'),
    question: (at, of) => say('Question {at} of {of}', { at, of }),
    check: say('Check'),
    next: say('Next question'),
    score: say('See the score'),
    stop: say('Stop'),
    previous: say('Previous'),
    forward: say('Next'),
    flag: say('Flag for review'),
    overview: say('All questions'),
    state: (at, isAnswered, isFlagged) => isAnswered
      ? (isFlagged ? say('Question {at}: answered, flagged', { at }) : say('Question {at}: answered', { at }))
      : (isFlagged ? say('Question {at}: not answered, flagged', { at }) : say('Question {at}: not answered', { at })),
    left: (minutes) => minutes >= 60
      ? say('{hours} h {minutes} min left', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
      : say('{count} min left', { count: minutes }),
    noLimit: say('No time limit'),
    warn: (count) => say('{count} minute is left.|{count} minutes are left.', { count }),
    finish: say('Finish the exam'),
    sure: (count) => say('{count} question is not answered. It counts as wrong.|{count} questions are not answered. They count as wrong.', { count }),
    finishAnyway: say('Finish anyway'),
    back: say('Go on'),
    over: say('The time is over.'),
    result: (right, of) => say('{right} of {of} right ({percent} %)', { right, of, percent: Math.round((100 * right) / of) }),
    table: [say('Domain'), say('Right'), say('Share')],
    share: (right, of) => [say('{right} of {of}', { right, of }), say('{percent} %', { percent: Math.round((100 * right) / of) })],
    byPart: say('Part'),
    other: say('Other'),
    scores: say('Score'),
    review: say('Every question'),
    done: say('Back to the overview'),
    loading: say('Loading the questions …'),
    failed: say('The questions could not be loaded.'),
    none: say('There are no questions here.'),
  };
  // The exam that the notes are for: DVA-C02, and most associate exams of AWS, have 65 questions in 130 minutes.
  const QUESTIONS = 65;
  const MINUTES = 130;
  // Candidates to load for each question of an exam, so that domains can have their share.
  const CANDIDATES = 3;

  const { blocks, choices, chosenOf, isRightChoice, judge, make, minuteNow, phrases } = globalThis.notewrightStudy;

  function shuffled(list) {
    const mixed = [...list];
    for (let at = mixed.length - 1; at > 0; at--) {
      const other = Math.floor(Math.random() * (at + 1));
      [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
    }
    return mixed;
  }

  // Takes from each domain its share, if the weights are known, and fills up with what is left.
  function byWeight(cards, domains, wanted) {
    const mixed = shuffled(cards), taken = new Set();
    domains.forEach(([, weight], domain) => {
      const share = Math.floor((wanted * weight) / 100);
      for (const card of mixed.filter((one) => one.domain === domain).slice(0, share)) taken.add(card);
    });
    for (const card of mixed) if (taken.size < wanted) taken.add(card);
    return shuffled([...taken]);
  }

  customElements.define('notewright-quiz', class extends HTMLElement {
    #study;
    #cards;
    #answers;
    #flags;
    #at;
    #clock;
    #end;
    #key;

    static QUESTIONS = QUESTIONS;
    static MINUTES = MINUTES;

    set study(study) {
      this.#study = study;
      this.#key = `notewright:study:${study.deck.site}:exam`;
    }

    // An exam that was begun and not finished, as it is kept for a browser that drops the page meanwhile.
    get kept() {
      try {
        const kept = JSON.parse(localStorage.getItem(this.#key));
        return Array.isArray(kept?.ids) && kept.ids.length > 0 ? kept : undefined;
      } catch { return undefined; }
    }

    #say(sentence) { this.dispatchEvent(new CustomEvent('say', { detail: sentence })); }
    #over() {
      clearInterval(this.#clock);
      this.replaceChildren();
      this.dispatchEvent(new Event('end'));
    }

    // The questions that the filter lets through, out of as many pieces as `wanted` takes.
    async #gather(wanted, matches) {
      const { deck, library, store } = this.#study, cards = [];
      for (const piece of shuffled(deck.pieces.filter(({ kinds }) => kinds.quiz || kinds.which))) {
        const ordinals = Array.from({ length: piece.length }, (_, at) => piece.first + at);
        if (!ordinals.some((ordinal) => matches(ordinal))) continue;
        const all = await library.cards(piece);
        cards.push(...all.filter(({ id, options, ordinal }) => options.length && matches(ordinal, id) && !store.log.hidden.get(id)?.[1]));
        if (cards.length >= wanted) break;
      }
      return cards;
    }

    async #begin(load) {
      this.replaceChildren(make('p', { className: 'facts' }, WORDS.loading));
      try {
        this.#cards = await load();
      } catch {
        this.#tell(WORDS.failed);
        return false;
      }
      if (!this.#cards.length) {
        this.#forget();
        this.#tell(WORDS.none);
      }
      this.#at = 0;
      return this.#cards.length > 0;
    }

    #tell(sentence) {
      const done = make('button', { type: 'button' }, WORDS.done);
      done.addEventListener('click', () => this.#over());
      this.replaceChildren(make('p', { role: 'alert' }, sentence), done);
      done.focus();
    }

    async practise(matches, wanted = 20) {
      if (!await this.#begin(async () => shuffled(await this.#gather(wanted, matches)).slice(0, wanted))) return;
      this.#answers = this.#cards.map(() => []);
      this.#practice();
    }

    async exam(matches, isTimed) {
      const { deck, library } = this.#study, kept = this.kept;
      const load = kept
        ? async () => (await Promise.all(kept.ids.map((id) => library.card(id)))).filter((card) => card?.options.length)
        : async () => byWeight(await this.#gather(QUESTIONS * CANDIDATES, matches), deck.domains, QUESTIONS);
      if (!await this.#begin(load)) return;
      const at = new Map(kept?.ids.map((id, index) => [id, index]));
      this.#answers = this.#cards.map(({ id }) => kept?.answers[at.get(id)] ?? []);
      this.#flags = this.#cards.map(({ id }) => kept?.flags[at.get(id)] ?? false);
      this.#end = kept ? kept.end : isTimed ? minuteNow() + MINUTES : 0;
      this.#keep();
      this.#examQuestion();
      if (this.#end) this.#clock = setInterval(() => this.#tick(), 20_000);
    }

    #keep() {
      const kept = { ids: this.#cards.map(({ id }) => id), answers: this.#answers, flags: this.#flags, end: this.#end };
      try { localStorage.setItem(this.#key, JSON.stringify(kept)); } catch { /* The exam then lasts as long as the page. */ }
    }

    #forget() { try { localStorage.removeItem(this.#key); } catch { /* Nothing was kept. */ } }

    #head(...more) {
      return make('div', { className: 'over' }, make('p', { className: 'facts left' }, WORDS.question(this.#at + 1, this.#cards.length)), ...more);
    }

    #button(words, press, properties = {}) {
      const button = make('button', { type: 'button', ...properties }, words);
      button.addEventListener('click', press);
      return button;
    }

    #question(card) {
      return [
        card.context ? make('p', { className: 'context', dir: card.direction, lang: card.language }, ...phrases(card.context)) : '',
        make('h2', { className: 'front', tabIndex: -1, dir: card.direction, lang: card.language }, ...phrases(card.front)),
      ];
    }

    #show(...parts) {
      const region = make('section', { className: 'review', 'aria-label': WORDS.region }, ...parts);
      this.replaceChildren(region);
      region.querySelector('h2')?.focus({ preventScroll: true });
      this.scrollIntoView({ block: 'start' });
    }

    #source(card) {
      return make('p', { className: 'source' }, make('a', { href: this.#study.library.link(card.url), dir: card.direction, lang: card.language }, `${card.number ? `${card.number}. ` : ''}${card.title}`));
    }

    #practice() {
      const card = this.#cards[this.#at], fields = choices(card);
      const bar = make('div', { className: 'bar' }), body = make('div', { className: 'card' }, ...this.#question(card), fields);
      const check = this.#button(WORDS.check, () => {
        this.#answers[this.#at] = chosenOf(fields);
        const verdict = judge(fields, card);
        this.#study.store.review(card.id, verdict.isRight ? 3 : 1, card.hash);
        const back = make('div', { className: 'back', tabIndex: -1 }, verdict.element, make('div', { className: 'answer', dir: card.direction, lang: card.language }, ...blocks(card.back ? card.back.split('\n') : [])), this.#source(card));
        body.append(back);
        const isLast = this.#at + 1 === this.#cards.length;
        bar.replaceChildren(this.#button(isLast ? WORDS.score : WORDS.next, () => {
          this.#at++;
          if (isLast) this.#score();
          else this.#practice();
        }, { className: 'primary' }));
        back.focus({ preventScroll: true });
        back.scrollIntoView({ block: 'nearest' });
      }, { className: 'primary' });
      bar.append(check);
      this.#show(this.#head(this.#button(WORDS.stop, () => this.#stop())), body, bar);
    }

    // What was answered so far is scored.
    #stop() {
      this.#cards.length = this.#at + Number(this.#answers[this.#at].length > 0);
      if (this.#cards.length) this.#score();
      else this.#over();
    }

    #examQuestion() {
      const at = this.#at, card = this.#cards[at], fields = choices(card, this.#answers[at]);
      fields.addEventListener('change', () => {
        this.#answers[at] = chosenOf(fields);
        this.#keep();
        this.#drawOverview();
      });
      const flag = this.#button(WORDS.flag, () => {
        this.#flags[at] = !this.#flags[at];
        flag.setAttribute('aria-pressed', String(this.#flags[at]));
        this.#keep();
        this.#drawOverview();
      }, { 'aria-pressed': String(this.#flags[at]) });
      const go = (to) => () => { this.#at = to; this.#examQuestion(); };
      const bar = make('div', { className: 'bar' },
        this.#button(WORDS.previous, go(at - 1), { disabled: at === 0 }),
        this.#button(WORDS.forward, go(at + 1), { disabled: at + 1 === this.#cards.length, className: 'primary' }));
      this.#show(this.#head(make('p', { className: 'facts clock' }), flag), make('div', { className: 'card' }, ...this.#question(card), fields), bar,
        make('nav', { className: 'overview', 'aria-label': WORDS.overview }), this.#button(WORDS.finish, () => this.#ask()));
      this.#drawOverview();
      this.#tick();
    }

    #drawOverview() {
      this.querySelector('.overview').replaceChildren(...this.#cards.map((_, at) => this.#button(String(at + 1), () => { this.#at = at; this.#examQuestion(); }, {
        'aria-label': WORDS.state(at + 1, this.#answers[at].length > 0, this.#flags[at]),
        'aria-current': at === this.#at ? 'true' : undefined,
        className: [this.#answers[at].length && 'answered', this.#flags[at] && 'flagged'].filter(Boolean).join(' '),
      })));
    }

    #tick() {
      const left = this.#end - minuteNow(), clock = this.querySelector('.clock');
      if (!this.#end) { if (clock) clock.textContent = WORDS.noLimit; return; }
      if (left <= 0) {
        this.#finish();
        this.#say(WORDS.over);
        return;
      }
      if (clock && clock.textContent !== WORDS.left(left)) {
        clock.textContent = WORDS.left(left);
        if (left === 10 || left === 2) this.#say(WORDS.warn(left));
      }
    }

    #ask() {
      const open = this.#answers.filter((answer) => !answer.length).length;
      if (!open) { this.#finish(); return; }
      const goOn = this.#button(WORDS.back, () => this.#examQuestion());
      this.#show(make('h2', { tabIndex: -1, className: 'front' }, WORDS.sure(open)), make('div', { className: 'bar' }, goOn, this.#button(WORDS.finishAnyway, () => this.#finish(), { className: 'primary' })));
    }

    // The answers of an exam are reviews like others. A question without an answer gives no review.
    #finish() {
      clearInterval(this.#clock);
      this.#forget();
      this.#cards.forEach((card, at) => {
        if (this.#answers[at].length) this.#study.store.review(card.id, isRightChoice(card, this.#answers[at]) ? 3 : 1, card.hash);
      });
      this.#score();
    }

    // Right answers by domain, or by part where the notes have no domains.
    #score() {
      const { deck } = this.#study, rows = new Map(), hasDomains = this.#cards.some(({ domain }) => domain >= 0);
      let right = 0;
      this.#cards.forEach((card, at) => {
        const name = (hasDomains ? deck.domains[card.domain]?.[0] : deck.parts[deck.partOf[card.ordinal]]?.[1] || card.notebookTitle) ?? WORDS.other;
        const row = rows.get(name) ?? [0, 0], isRight = isRightChoice(card, this.#answers[at]);
        rows.set(name, [row[0] + Number(isRight), row[1] + 1]);
        right += Number(isRight);
      });
      const [, ...heads] = WORDS.table;
      const table = make('table', {}, make('thead', {}, make('tr', {}, ...[hasDomains ? WORDS.table[0] : WORDS.byPart, ...heads].map((head) => make('th', { scope: 'col' }, head)))),
        make('tbody', {}, ...[...rows].map(([name, [good, count]]) => make('tr', {}, make('th', { scope: 'row' }, name), ...WORDS.share(good, count).map((cell) => make('td', {}, cell))))));
      const review = this.#cards.map((card, at) => {
        const fields = choices(card, this.#answers[at]), verdict = judge(fields, card);
        return make('details', { className: 'text' }, make('summary', {}, `${at + 1}. `, ...phrases(card.front), ' ', make('span', { className: verdict.isRight ? 'is-right' : 'is-wrong' }, verdict.element.textContent)),
          fields, make('div', { dir: card.direction, lang: card.language }, ...blocks(card.back ? card.back.split('\n') : [])), this.#source(card));
      });
      this.#show(make('h2', { tabIndex: -1, className: 'front' }, WORDS.result(right, this.#cards.length)), make('div', { className: 'table', tabIndex: 0, role: 'region', 'aria-label': WORDS.scores }, table),
        make('h3', {}, WORDS.review), ...review, make('div', { className: 'bar' }, this.#button(WORDS.done, () => this.#over(), { className: 'primary' })));
    }
  });
})();
