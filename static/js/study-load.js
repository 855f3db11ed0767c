// Loads the files under `study/`. They are classic scripts, so that they load from `file://` and under a strict policy. In a
// bundle they are data blocks of the document. Needs study-deck.js.
'use strict';

(() => {
  const { cardsOf, deckOf, pieceOf, sectionOf } = globalThis.notewrightStudy;
  const arrived = new Map();

  globalThis.STUDY = (name, data) => { arrived.set(name, data); };

  function loadScript(address, name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = address;
      const finish = () => {
        script.remove();
        if (arrived.has(name)) resolve(arrived.get(name));
        else reject(new Error(`cannot load ${address}`));
        arrived.delete(name);
      };
      script.onload = finish;
      script.onerror = finish;
      document.head.append(script);
    });
  }

  // The study files of a site. What is loaded stays loaded; what could not be loaded is tried again when it is asked for.
  class Library {
    #root;
    #files = new Map();

    constructor(root) { this.#root = root; }

    #load(path, name, made = (data) => data) {
      if (!this.#files.has(path)) {
        const block = document.getElementById(path);
        const data = block ? Promise.resolve(JSON.parse(block.textContent)) : loadScript(this.#root + path, name);
        this.#files.set(path, data.then(made).catch((error) => { this.#files.delete(path); throw error; }));
      }
      return this.#files.get(path);
    }

    // The address of a page of the site, from its path below the top.
    link(path) { return globalThis.notewright?.bundle?.link(path) ?? this.#root + path; }

    async open(path) {
      this.deck = await this.#load(path, 'index', deckOf);
      return this.deck;
    }

    #nameOf = (piece) => `p${this.deck.pieces.indexOf(piece)}`;

    cards(piece) { return this.#load(piece.file, this.#nameOf(piece), (data) => cardsOf(this.deck, piece, data)); }

    // A card by its id; undefined when the notes do not have it any more.
    async card(id) {
      const ordinal = this.deck.ordinalOf.get(sectionOf(id));
      if (ordinal === undefined) return undefined;
      return (await this.cards(pieceOf(this.deck, ordinal))).find((card) => card.id === id);
    }

    // The text of a card's section, as lines.
    async lines({ piece, section }) { return (await this.#load(piece.text, `${this.#nameOf(piece)}.text`))[section] ?? []; }

    filters() { return this.#load(this.deck.filters, 'filters'); }

    // Loads a card that will be wanted soon. A failure is reported when the card is wanted.
    ready(id) { this.card(id).catch(() => undefined); }
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, Library };
})();
