// Keeps the review log in this browser. Nothing is lost without a message: the reader sees when storage is full or
// refused, and when data is damaged or of a newer version. Damaged data is put aside. Needs study-log.js.
'use strict';

(() => {
  const { addReview, contentHash, emptyLog, mergeLogs, readLog, replay, setMark, withdrawReview, writeLog } = globalThis.notewrightStudy;
  const minuteNow = () => Math.floor(Date.now() / 60_000);

  // One reader's log on one site. Sends the event `change` when the log has changed, here or in another tab, and the event
  // `trouble` when `trouble` has: `refused`, `full`, `broken`, `newer`, `stuck` (damaged, no room for a copy), or empty.
  class Store extends EventTarget {
    #key;
    #written;
    #log = emptyLog();
    #states = new Map();
    #replayed = new Map();
    trouble = '';
    // What was put aside because it is damaged.
    damaged = '';

    constructor(site) {
      super();
      this.#key = `notewright:study:${site}`;
      this.#load();
      const refresh = () => { this.#load(); this.#changed(); };
      addEventListener('storage', ({ key }) => { if (key === this.#key || key === null) refresh(); });
      // A page that Back or Forward brings back has missed what other pages wrote meanwhile.
      addEventListener('pageshow', ({ persisted }) => { if (persisted) refresh(); });
    }

    get log() { return this.#log; }

    // The state of every reviewed card. The log is replayed where it has changed.
    get states() {
      for (const [card, entries] of this.#log.reviews) {
        if (this.#replayed.get(card) === entries) continue;
        this.#replayed.set(card, entries);
        this.#states.set(card, replay(entries));
      }
      return this.#states;
    }

    review(card, grade, hash) {
      this.#load();
      const entry = addReview(this.#log, card, minuteNow(), grade, hash);
      this.#save();
      return entry;
    }

    withdraw(card, entry) {
      this.#load();
      withdrawReview(this.#log, card, entry);
      this.#save();
    }

    mark(name, key, value) {
      this.#load();
      setMark(this.#log, name, key, minuteNow(), value);
      this.#save();
    }

    merge(log) {
      this.#load();
      this.#log = mergeLogs(this.#log, log);
      this.#save();
    }

    // Another tab may have written: its reviews are merged before ours are written, so that none of them is lost.
    #load() {
      if (this.#isLocked) return;
      let text;
      try {
        text = localStorage.getItem(this.#key);
      } catch {
        this.#tell('refused');
        return;
      }
      if (text === null || text === this.#written) return;
      try {
        const { log, unread } = readLog(text);
        if (unread) this.#putAside(text);
        this.#log = mergeLogs(this.#log, log);
        this.#written = text;
      } catch ({ message }) {
        if (message === 'newer') this.#tell('newer');
        else this.#putAside(text);
      }
    }

    // What must not be overwritten: data of a newer version, and damaged data that could not be copied.
    get #isLocked() { return this.trouble === 'newer' || this.trouble === 'stuck'; }

    // Keeps a copy of damaged data under another key before it is replaced.
    #putAside(text) {
      this.damaged = text;
      try {
        localStorage.setItem(`${this.#key}:damaged:${contentHash(text, '')}`, text);
        this.#written = text;
        this.#tell('broken');
      } catch {
        this.#tell('stuck');
      }
    }

    #save() {
      this.#changed();
      if (this.#isLocked) return;
      const text = writeLog(this.#log);
      try {
        localStorage.setItem(this.#key, text);
        // Private windows of some browsers take everything and keep nothing.
        if (localStorage.getItem(this.#key) !== text) throw new Error('refused');
        this.#written = text;
        if (this.trouble !== 'broken') this.#tell('');
      } catch ({ name }) {
        this.#tell(name === 'QuotaExceededError' || name === 'NS_ERROR_DOM_QUOTA_REACHED' ? 'full' : 'refused');
      }
    }

    #tell(trouble) {
      if (this.trouble === trouble) return;
      this.trouble = trouble;
      this.dispatchEvent(new Event('trouble'));
    }

    #changed() { this.dispatchEvent(new Event('change')); }
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, Store, minuteNow };
})();
