// One sitting: which card comes next, and what undo brings back. Needs study-queue.js, study-load.js and study-store.js.
'use strict';

(() => {
  const { markOf, minuteNow, newCards, queueOf, sectionOf, unseenCounts } = globalThis.notewrightStudy;
  // Cards between two new ones, at least.
  const BETWEEN = 2;

  class Session {
    #library;
    #store;
    #view;
    #cards;
    #fresh;
    #used;
    #pool = [];
    #rest = [];
    #pieces;
    #again = [];
    #history = [];
  #graded = new Set();
    #sinceNew = 0;
  #planned;
    #between;
    #current;
    done = 0;

    // `view()` is what the queue is made of, as things stand: see study-queue.js.
    constructor({ library, store, view, mode }) {
      this.#library = library;
      this.#store = store;
      this.#view = view;
      const now = view(), plan = queueOf(mode, now), unseen = unseenCounts(now);
      const matching = (piece) => Array.from({ length: piece.length }, (_, at) => piece.first + at).filter((ordinal) => unseen[ordinal] > 0 && now.matches(ordinal));
      this.#cards = plan.cards;
      this.#planned = new Map(now.states);
      this.#pieces = plan.fresh ? now.deck.pieces.filter((piece) => matching(piece).length) : [];
      const left = this.#pieces.reduce((sum, piece) => sum + matching(piece).reduce((cards, ordinal) => cards + unseen[ordinal], 0), 0);
      this.#fresh = Math.min(plan.fresh, left);
      this.#used = plan.used;
      this.#between = Math.max(BETWEEN, Math.floor(plan.cards.length / (this.#fresh || 1)));
      this.aside = plan.aside;
    }

    get left() { return { due: this.#cards.length, fresh: this.#fresh, again: this.#again.length }; }
    get canUndo() { return this.#history.length > 0; }

    // The next card; undefined at the end. Rejects when a file cannot be loaded: asking again then tries again.
    async next() {
      this.#current = undefined;
      for (;;) {
        const id = await this.#draw();
        if (id === undefined) return undefined;
        let card;
        try {
          card = await this.#library.card(id);
        } catch (error) {
          this.#cards.unshift(id);
          throw error;
        }
        if (!card || markOf(this.#store.log, 'hidden', id) || this.#isDoneElsewhere(id)) continue;
        this.#current = card;
        const then = this.#cards[0] ?? this.#pool[0];
        if (then) this.#library.ready(then);
        return card;
      }
    }

    // Whether another tab has graded the card since this sitting began.
    #isDoneElsewhere(id) { return !this.#graded.has(id) && this.#store.states.get(id) !== this.#planned.get(id); }

    async #draw() {
      if (this.#again[0]?.due <= minuteNow()) return this.#again.shift().id;
      if (this.#fresh > 0 && (this.#sinceNew >= this.#between || !this.#cards.length)) {
        const id = await this.#drawNew();
        if (id) {
          this.#sinceNew = 0;
          return id;
        }
      }
      this.#sinceNew++;
      return this.#cards.shift() ?? this.#again.shift()?.id;
    }

    // New cards of one piece after the other, one a section, then what else the sections have.
    async #drawNew() {
      while (!this.#pool.length && this.#pieces.length) {
        const { first, rest } = newCards(await this.#library.cards(this.#pieces[0]), this.#view(), this.#used, this.#fresh);
        this.#pieces.shift();
        this.#pool.push(...first);
        this.#rest.push(...rest);
        for (const id of first) this.#used.add(sectionOf(id));
      }
      const id = this.#pool.shift() ?? this.#rest.shift();
      this.#fresh = id === undefined ? 0 : this.#fresh - 1;
      return id;
    }

    // Records the grade of the current card.
    grade(grade) {
      const { id, hash } = this.#current;
      const entry = this.#store.review(id, grade, hash);
      this.#history.push({ card: this.#current, entry });
      this.#graded.add(id);
      this.done++;
      if (grade === 1) this.#again.push({ id, due: this.#store.states.get(id).due });
    }

    // Takes the last grade back and gives its card; the card that was shown comes next.
    undo() {
      const { card, entry } = this.#history.pop();
      this.#store.withdraw(card.id, entry);
      this.done--;
      this.#again = this.#again.filter(({ id }) => id !== card.id);
      if (this.#current) this.#cards.unshift(this.#current.id);
      this.#current = card;
      return card;
    }
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, Session };
})();
