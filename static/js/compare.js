// Shows two sections side by side: `compare.html#sea/1,sea/2`. What both say is grey. With one section in the address it offers
// those that are connected with it. The sections come from their own pages; from a disk, where browsers refuse that, it shows
// links to them.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { root } = document.currentScript.dataset;
  const base = new URL(root || './', location.href.replace(/#.*/, ''));
  const place = document.getElementById('compare');

  function make(name, attributes, ...content) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content);
    return element;
  }

  // Returns the address of a section's page. Returns undefined for what is not a page below the home page.
  function addressOf(name) {
    let address;
    try { address = new URL(`${name}.html`, base); } catch { return undefined; }
    return /^[^/\\:?#][^\\:?#]*$/.test(name) && address.href.startsWith(base.href) ? address : undefined;
  }

  const nameOf = (link) => new URL(link.href).href.slice(base.href.length).replace(/\.html(?:#.*)?$/, '');

  // Returns a section of its page: { name, url, title, prose, connected }.
  async function loaded(name) {
    const url = addressOf(name);
    if (!url) throw new Error(name);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(name);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const article = page.querySelector('article[data-section]');
    if (!article) throw new Error(name);
    // Addresses on the page are relative to it.
    for (const element of page.querySelectorAll('[href], [src]')) {
      for (const attribute of ['href', 'src']) {
        if (element.hasAttribute(attribute)) element.setAttribute(attribute, new URL(element.getAttribute(attribute), url).href);
      }
    }
    const prose = article.querySelector('.prose');
    // An id may be on both pages.
    for (const element of prose.querySelectorAll('[id]')) element.removeAttribute('id');
    return { name, url: url.href, title: article.querySelector('h1'), prose, connected: [...page.querySelectorAll('aside.margin ul.sections a')] };
  }

  // The matches are the whole text.
  const SENTENCE = /[^.!?。！？]*[.!?。！？]+\s*|[^.!?。！？]+$/gu;
  const plain = (text) => text.replace(/[\s\p{P}]+/gu, ' ').trim().toLowerCase();
  const BLOCKS = 'p, li, td, th, dd, dt, h2, h3, h4, h5, h6, pre, figcaption';
  const blocksOf = (prose) => [...prose.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS));
  const sentencesOf = (text) => (text.match(SENTENCE) ?? []).map(plain).filter(Boolean);

  // Marks the blocks that the other section has too, and the sentences where a part of a block is the same.
  function mark(section, other) {
    const theirs = blocksOf(other.prose).map((block) => block.textContent);
    const whole = new Set(theirs.map(plain)), sentences = new Set(theirs.flatMap(sentencesOf));
    for (const block of blocksOf(section.prose)) {
      const own = sentencesOf(block.textContent);
      if (own.length && (whole.has(plain(block.textContent)) || own.every((sentence) => sentences.has(sentence)))) {
        block.classList.add('both');
        continue;
      }
      const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (const text of [...(function* () { while (texts.nextNode()) yield texts.currentNode; })()]) {
        const pieces = text.data.match(SENTENCE) ?? [];
        if (!pieces.some((piece) => sentences.has(plain(piece)))) continue;
        text.replaceWith(...pieces.map((piece) => sentences.has(plain(piece)) ? make('span', { class: 'both' }, piece) : piece));
      }
    }
  }

  function column(section) {
    // The title is a link itself.
    for (const link of section.title.querySelectorAll('a')) link.replaceWith(make('span', { class: link.className }, ...link.childNodes));
    const title = make('a', { href: section.url, dir: 'auto' }, ...section.title.childNodes);
    return make('section', {}, make('h2', {}, title), section.prose);
  }

  // The sections that can be read beside one.
  function choice(section) {
    const links = section.connected.map((link) => {
      const name = nameOf(link);
      return make('li', {}, make('a', { href: `#${section.name},${name.replaceAll(',', '%2C')}`, dir: 'auto' }, link.textContent.trim()));
    });
    return make('section', {}, make('h2', {}, say('Choose what to read beside it')), make('ul', {}, ...links));
  }

  const asked = () => location.hash.slice(1).split(',').filter(Boolean).slice(0, 2);

  // Shows links to the sections, and why they are not here.
  function showLinks(names, reason) {
    const addresses = names.map(addressOf).filter(Boolean);
    const name = ({ href }) => decodeURIComponent(href.slice(base.href.length).replace(/\.html$/, ''));
    const links = addresses.map((url) => make('li', {}, make('a', { href: url.href }, name(url))));
    place.replaceChildren(make('p', {}, reason), ...(links.length ? [make('ul', {}, ...links)] : []));
  }

  async function show() {
    const names = asked();
    if (location.protocol === 'file:') {
      showLinks(names, say('From a disk, browsers show one page at a time.'));
      return;
    }
    const sections = names.length ? await Promise.all(names.map(loaded)).catch(() => undefined) : undefined;
    // The reader may have chosen others meanwhile.
    if (asked().join() !== names.join()) return;
    if (!sections) {
      showLinks(names, say('These sections could not be loaded.'));
      return;
    }
    const [first, second] = sections;
    if (second) {
      mark(first, second);
      mark(second, first);
      const note = make('p', { class: 'facts' }, say('What both say is grey.'));
      place.replaceChildren(note, make('div', { class: 'beside' }, column(first), column(second)));
    } else {
      place.replaceChildren(make('div', { class: 'beside' }, column(first), choice(first)));
    }
  }

  addEventListener('hashchange', show);
  show();
})();
