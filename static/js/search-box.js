// The search box: a combobox in the dialog of find.js, or in the page search.html. Needs search-load.js and search-chips.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { root } = document.currentScript.dataset;
  const { Chips, bundle, index, link, make, openIndex, passed, set } = globalThis.notewright;
  const SHOWN = 6, MORE = 10, REMEMBERED = 6, PAUSE = 250;
  // The path is part of the key, because several sites may share a host or a disk.
  const RECENT = `notewright-searches:${new URL(root || './', location).pathname}`, LAST = RECENT.replace('searches', 'search');
  // Room for a result and its whole text side by side.
  const WIDE = matchMedia('(min-width: 62rem)');

  function recent() {
    // If the browser refuses storage, nothing is remembered.
    try {
      const kept = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
      return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : [];
    } catch { return []; }
  }

  function remember(texts) {
    try { localStorage.setItem(RECENT, JSON.stringify(texts.slice(0, REMEMBERED))); } catch { /* Storage is refused. */ }
  }

  // The last query of this tab, so that the reader can go on with its results.
  function last() {
    try { return sessionStorage.getItem(LAST) ?? ''; } catch { return ''; }
  }

  function keep(text) {
    try { sessionStorage.setItem(LAST, text); } catch { /* Storage is refused. */ }
  }

  // The switch of the key `/`, which find.js asks: speech input may say it by mistake (WCAG 2.2, 2.1.4).
  function slashSwitch() {
    const KEPT = 'notewright-no-slash';
    const box = make('input', { type: 'checkbox', onchange: () => {
      try { if (box.checked) localStorage.removeItem(KEPT); else localStorage.setItem(KEPT, '1'); } catch { /* Storage is refused. */ }
    } });
    try { box.checked = !localStorage.getItem(KEPT); } catch { box.checked = true; }
    const [before, after] = say('The key {key} opens the search').split('{key}');
    return make('label', { class: 'switch' }, box, ' ', before, make('kbd', {}, '/'), after ?? '');
  }

  /* The box */

  class Box {
    most = SHOWN;
    selected = -1;
    waitsFor = 'search/index.js';

    constructor(isPage, input) {
      this.isPage = isPage;
      this.input = set(input, {
        role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': '-found', autocapitalize: 'off',
        spellcheck: 'false', enterkeyhint: 'go', oninput: () => this.typed(), onkeydown: (event) => this.key(event),
      });
      this.notebook = new Chips('-notebook', say('Notebook'), say('All notebooks'), () => this.typed());
      this.service = new Chips('-service', say('Service'), say('All services'), () => this.typed());
      this.status = make('p', { role: 'status', class: 'facts' });
      this.note = make('p', { class: 'note', hidden: true });
      this.list = make('div', {
        role: 'listbox', id: '-found', 'aria-label': say('Results'),
        onclick: (event) => this.opened(event), onpointermove: ({ target }) => this.read(target.closest('[role=option]')),
      });
      this.passage = make('div', { class: 'passage', role: 'region', tabindex: '0', 'aria-label': say('The text of the section'), hidden: true });
      // The section of each option.
      this.sections = new Map();
      this.element = make('div', { class: 'search' }, make('div', { class: 'field' }, this.input), this.notebook.element, this.service.element,
        this.note, this.status, make('div', { class: 'results' }, this.list, this.passage), slashSwitch());
    }

    get query() {
      return { text: this.input.value, notebook: this.notebook.chosen, service: this.service.chosen, most: this.most };
    }

    typed() {
      this.most = this.isPage ? MORE : SHOWN;
      this.opensFirst = false;
      keep(this.input.value);
      this.update(PAUSE);
      if (this.isPage) {
        const { text } = this.query;
        history.replaceState(null, '', text ? `?q=${encodeURIComponent(text)}` : location.pathname);
      }
    }

    // Shows the results so far, and again when missing files have arrived. It always uses the current text of the box,
    // so that a late file never restores old results. While the reader is typing, missing files are loaded only after a
    // pause.
    async update(pause = 0) {
      try {
        if (!index.search) {
          this.status.textContent = say('Loading the index …');
          await openIndex();
        }
        this.input.maxLength = notewright.LONGEST_QUERY;
        this.offerNotebooks();
        const missing = this.show();
        if (missing.length) {
          const { waitsFor } = this;
          await passed(pause);
          if (waitsFor !== this.waitsFor) return;
          await index.load(missing);
          if (waitsFor !== this.waitsFor) return;
          await this.update();
        }
      } catch (error) {
        this.failed(error);
      }
    }

    failed(error) {
      const again = make('button', { type: 'button', onclick: () => { this.note.hidden = true; this.update(); } }, say('Try again'));
      this.note.replaceChildren(say('A part of the index could not be loaded ({file}).', { file: error.message }), ' ', again);
      this.note.hidden = false;
      this.status.textContent = '';
    }

    offerNotebooks() {
      const all = index.search.entry.notebooks.map(([, title], value) => [value, title]);
      this.notebook.offer(all, all);
    }

    // Offers the services of the results, and the others behind them.
    offerServices(units, named) {
      const { search } = index;
      const { services } = search.entry;
      const name = (service) => services[service][1];
      const all = [...services.keys()].sort((a, b) => name(a).localeCompare(name(b)));
      if (search.entry.catalogue) this.service.rename(search.entry.catalogue[1], say('All'));
      this.service.offer(search.countServices(units, named).map(([service, count]) => [service, name(service), count]), all.map((service) => [service, name(service)]));
    }

    // Shows the results. Returns the names of missing files.
    show() {
      const lacking = this.answer();
      this.waitsFor = lacking.join();
      this.list.setAttribute('aria-busy', String(lacking.length > 0));
      if (!lacking.length && this.opensFirst) this.open(this.first);
      return lacking;
    }

    answer() {
      const { search } = index;
      const { text } = this.query;
      this.sections.clear();
      if (!text.trim()) {
        this.showRecent();
        return [];
      }
      const { hits, total, found: units, corrections, services, isName, marks, missing } = search.run(this.query);
      search.missing = new Set(missing);
      const shown = missing.length ? [] : hits.map((hit) => [hit, search.shown(hit.unit)]);
      const lacking = [...search.missing];
      if (missing.length) {
        this.status.textContent = say('Searching …');
        return lacking;
      }
      this.offerServices(units, services);
      const fragment = `#q=${encodeURIComponent(text.trim())}`;
      const group = (label, options) => options.length ? [make('div', { role: 'group', 'aria-label': label },
        make('div', { class: 'label', 'aria-hidden': 'true' }, label), ...options)] : [];
      const option = ([{ unit }, content]) => {
        if (!content) return make('a', { role: 'option', class: 'pending', 'data-unit': unit, 'aria-selected': 'false' }, '…');
        const { url, notebook, number, title, text: body } = content;
        const pieces = notewright.excerpt(body, marks).map(([piece, isMarked]) => isMarked ? make('mark', {}, piece) : piece);
        const name = () => [...(number ? [make('span', { class: 'number' }, number), ' '] : []), title];
        const made = this.option(link(url, fragment), make('strong', { dir: 'auto' }, ...name()),
          ...(search.entry.notebooks.length > 1 ? [make('small', {}, notebook)] : []), make('span', { class: 'excerpt', dir: 'auto' }, ...pieces));
        this.sections.set(made, { url, href: link(url, fragment), title: `${number} ${title}`.trim(), name: name(), text: body, marks });
        return made;
      };
      const hasAll = shown.filter(([hit]) => hit.hasAll || hit.isJump), hasSome = shown.filter(([hit]) => !(hit.hasAll || hit.isJump));
      const further = total > hits.length ? [this.isPage || bundle
        ? make('button', { role: 'option', type: 'button', tabindex: '-1', 'aria-selected': 'false', class: 'more', 'data-more': true }, say('Show more'))
        : this.option(`${root}search.html?q=${encodeURIComponent(text.trim())}`, say('All {count} section|All {count} sections', { count: total }))] : [];
      const [folder, plural] = search.entry.catalogue ?? ['services', say('Services')];
      const pages = group(plural, services.map((service) => {
        const [id, name] = search.entry.services[service];
        return this.option(link(`${folder}/${id}.html`), make('strong', {}, name));
      }));
      // Who types the name of a service may mean its page. Enter still opens the first section.
      const found = [
        ...(isName ? pages : []),
        ...group(say('Sections'), hasAll.map(option)),
        ...group(hasAll.length ? say('Sections with some of the words') : say('No section has every word; these have some'), hasSome.map(option)),
        ...(isName ? [] : pages),
        ...group(say('More'), further),
      ];
      this.offer(found);
      this.meant(text, corrections);
      this.status.textContent = total ? say('{count} section|{count} sections', { count: total }) : say('No section has these words. Try fewer, or the beginning of one.');
      return lacking;
    }

    option(href, ...content) {
      return make('a', { role: 'option', href, tabindex: '-1', 'aria-selected': 'false' }, ...content);
    }

    meant(text, corrections) {
      this.note.hidden = !corrections.length;
      if (!corrections.length) return;
      let better = text.toLowerCase();
      for (const [typed, word] of corrections) better = better.replace(typed, word);
      const take = make('button', { type: 'button', onclick: () => { this.input.value = better; this.input.focus(); this.typed(); } }, better);
      const words = new Intl.ListFormat(say.language, { type: 'disjunction' }).format(corrections.map(([typed]) => say('“{word}”', { word: typed })));
      const [before, after] = say('Nothing has {words}. Did you mean {better}?', { words }).split('{better}');
      this.note.replaceChildren(before, take, after ?? '');
    }

    showRecent() {
      const texts = recent();
      this.note.hidden = true;
      this.offer(texts.length ? [make('div', { role: 'group', 'aria-label': say('Recent searches') },
        make('div', { class: 'label', 'aria-hidden': 'true' }, say('Recent searches')),
        ...texts.map((text) => make('button', { role: 'option', type: 'button', tabindex: '-1', 'aria-selected': 'false', 'data-text': text }, text)),
        make('button', { role: 'option', type: 'button', tabindex: '-1', 'aria-selected': 'false', 'data-forget': true, class: 'more' }, say('Forget these')))] : []);
      this.status.textContent = '';
    }

    // What Enter opens if nothing is selected: the first section, else the first page.
    get first() { return this.sections.keys().next().value ?? this.options.find((each) => each.href); }

    get options() { return [...this.list.querySelectorAll('[role=option]')]; }

    // Shows the whole text of a section beside the results.
    read(option) {
      const section = this.sections.get(option);
      if (!section || this.reading === option || !WIDE.matches) return;
      this.reading = option;
      const { href, name, text, marks } = section;
      const pieces = [];
      let at = 0;
      for (const { start, end } of notewright.matches(text, marks)) {
        pieces.push(text.slice(at, start), make('mark', {}, text.slice(start, end)));
        at = end;
      }
      const body = make('p', { dir: 'auto' }, ...pieces, text.slice(at));
      this.passage.replaceChildren(make('a', { href, dir: 'auto', onclick: () => this.left() }, ...name), body);
      this.passage.hidden = false;
      const mark = body.querySelector('mark');
      this.passage.scrollTop = mark ? mark.offsetTop - this.passage.clientHeight / 3 : 0;
    }

    offer(groups) {
      this.list.replaceChildren(...groups);
      this.reading = undefined;
      this.passage.hidden = true;
      this.read(this.first);
      this.options.forEach((option, at) => { option.id = `-found-${at}`; });
      this.input.setAttribute('aria-expanded', String(groups.length > 0));
      this.select(-1);
    }

    select(at) {
      const { options } = this;
      options[this.selected]?.setAttribute('aria-selected', 'false');
      this.selected = at;
      const option = options[at];
      this.read(option);
      option?.setAttribute('aria-selected', 'true');
      option?.scrollIntoView({ block: 'nearest' });
      if (option) this.input.setAttribute('aria-activedescendant', option.id);
      else this.input.removeAttribute('aria-activedescendant');
    }

    key(event) {
      const count = this.options.length;
      if (event.isComposing || !(count || event.key === 'Enter')) return;
      if (event.key === 'ArrowDown') this.select((this.selected + 1) % count);
      else if (event.key === 'ArrowUp') this.select(this.selected < 1 ? count - 1 : this.selected - 1);
      else if (event.key === 'Enter') {
        // If nothing is selected, Enter opens the first section once it is known. A recent search must be selected.
        const isKnown = this.selected >= 0 || !this.waitsFor;
        if (isKnown) this.open(this.options[this.selected] ?? this.first, event);
        else this.opensFirst = true;
      } else return;
      event.preventDefault();
    }

    open(option, { ctrlKey, metaKey, shiftKey } = {}) {
      this.opensFirst = false;
      option?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    }

    opened(event) {
      const option = event.target.closest('[role=option]');
      if (!option) return;
      const { text, forget, more } = option.dataset;
      if (forget !== undefined) {
        remember([]);
        keep('');
        this.update();
      } else if (text !== undefined) {
        this.input.value = text;
        this.typed();
      } else if (more !== undefined) {
        this.most += MORE;
        this.update();
      } else if (option.href) {
        this.left();
        return;
      }
      this.input.focus();
    }

    // Keeps the results as a path: path-follow.js leads through them. The introduction of a notebook has no previous and next.
    keepPath(typed) {
      const results = [...this.sections.values()].filter(({ url }) => !/(^|\/)index\.html$/.test(url));
      const absolute = (path) => new URL(root + path, location).href;
      const path = {
        fragment: `#q=${encodeURIComponent(typed)}`, name: say('“{word}”', { word: typed }), page: absolute(`search.html?q=${encodeURIComponent(typed)}`),
        sections: results.map(({ url, title }) => [absolute(url), title]),
      };
      try { sessionStorage.setItem('notewright-path', JSON.stringify(path)); } catch { /* Storage is refused. */ }
    }

    // The reader opens a result.
    left() {
      const typed = this.input.value.trim();
      remember([typed, ...recent().filter((other) => other !== typed)]);
      if (!bundle) this.keepPath(typed);
      this.onleave?.();
    }
  }

  /* The dialog */

  let dialog, box;

  // Puts the box into the open dialog. Its field may already contain text.
  function openBox(opened) {
    if (!dialog) {
      dialog = opened;
      const field = dialog.querySelector('input');
      const isFocused = document.activeElement === field;
      box = new Box(false, field);
      const close = make('button', { type: 'button', class: 'close', onclick: () => dialog.close() }, say('Close'));
      box.element.firstChild.append(close);
      dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
      // Escape closes the dialog. By default, the first press would only clear the field.
      dialog.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && !event.isComposing) { event.preventDefault(); dialog.close(); }
      });
      dialog.append(box.element);
      // A field that is moved loses the focus. What the reader has typed so far stays.
      if (isFocused) field.focus();
      if (field.value) {
        keep(field.value);
      } else {
        field.value = last();
        field.select();
      }
      box.onleave = () => dialog.close();
    }
    box.update();
  }

  function showBox() {
    const page = document.getElementById('search-page');
    box = new Box(true, make('input', { type: 'search', 'aria-label': say('Search the notes'), placeholder: say('Words, an acronym, a number'), autocomplete: 'off' }));
    box.input.value = new URLSearchParams(location.search).get('q') ?? '';
    page.replaceChildren(box.element);
    box.most = MORE;
    box.update();
    box.input.focus();
  }

  globalThis.notewright = { ...globalThis.notewright, openBox, showBox };
})();
