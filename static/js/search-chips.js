// Chips of the search box: radio buttons that choose one of several values, or all. Needs search-load.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { make } = globalThis.notewright;
  const CHIPS = 5;

  class Chips {
    chosen = undefined;

    constructor(name, legend, all, onchange) {
      Object.assign(this, { name, all, onchange });
      this.row = make('div', { class: 'row' });
      this.rest = make('div', {});
      this.more = make('details', {}, make('summary', {}, say('More')), this.rest);
      this.element = make('fieldset', { class: 'chips', hidden: true, onchange: ({ target }) => {
        this.chosen = target.value === '' ? undefined : Number(target.value);
        this.onchange();
      } }, this.legend = make('legend', { class: 'said' }, legend), this.row, this.more);
    }

    // Names what is chosen, if a catalogue is not about services.
    rename(legend, all) {
      this.legend.textContent = legend;
      this.all = all;
    }

    chip(value, text, count) {
      const input = make('input', { type: 'radio', name: this.name, value: value ?? '' });
      input.checked = value === this.chosen;
      return make('label', {}, input, make('span', { dir: 'auto' }, text, ...(count ? [' ', make('small', {}, count.toLocaleString(say.language))] : [])));
    }

    // Offers values: [[value, text, count]]. The first ones are in view, and the chosen one. What the reader is about to choose
    // stays where it is.
    offer(first, all) {
      const offered = JSON.stringify([first, all.length]);
      if (this.element.contains(document.activeElement) || this.offered === offered) return;
      this.offered = offered;
      const shown = first.slice(0, CHIPS);
      const chosen = all.find(([value]) => value === this.chosen);
      if (chosen && !shown.some(([value]) => value === this.chosen)) shown.unshift(chosen);
      const rest = all.filter(([value]) => !shown.some(([other]) => other === value));
      this.row.replaceChildren(...[[undefined, this.all], ...shown].map((each) => this.chip(...each)));
      this.rest.replaceChildren(...rest.map((each) => this.chip(...each)));
      this.more.hidden = !rest.length;
      this.element.hidden = all.length < 2;
    }
  }

  globalThis.notewright = { ...globalThis.notewright, Chips };
})();
