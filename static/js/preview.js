// Shows what a link leads to while the mouse or the keyboard is on it: the words stand in `data-about` of some link of the
// page with the same address.
'use strict';

(() => {
  const PAUSE = 250;
  // In a bundle every page is a part of one document, and the address of a part ends before two slashes.
  const address = (link) => globalThis.notewright?.bundle ? link.hash.replace(/\/\/.*/, '') : link.href.replace(/#.*/, '');
  // What is small in a link is said about it: `Next`, the notebook.
  const name = (link) => [...link.childNodes].filter(({ nodeName }) => nodeName !== 'SMALL').map(({ textContent }) => textContent).join('').trim();
  let known;

  // What is known of the pages that links lead to: name and words by address.
  function about(link) {
    if (!known) {
      known = new Map();
      for (const each of document.querySelectorAll('a[data-about]')) {
        if (!known.has(address(each))) known.set(address(each), [name(each), each.dataset.about]);
      }
    }
    return known.get(address(link));
  }

  const card = document.createElement('div');
  // Headings of notes have ids too, but none that begins so.
  card.id = '-preview';
  card.className = 'preview';
  card.role = 'tooltip';
  card.hidden = true;
  document.body.append(card);
  let shown, timer;

  function show(link) {
    // It may have left the page meanwhile.
    if (!link.getClientRects().length) { hide(); return; }
    const [name, text] = about(link);
    const title = document.createElement('strong'), words = document.createElement('p');
    title.textContent = name;
    words.textContent = text;
    title.dir = words.dir = 'auto';
    // A link in a list says its name already.
    card.replaceChildren(...(link.dataset.about ? [words] : [title, words]));
    shown?.removeAttribute('aria-describedby');
    shown = link;
    link.setAttribute('aria-describedby', card.id);
    card.hidden = false;
    const [place] = link.getClientRects(), { width, height } = card.getBoundingClientRect();
    const below = place.bottom + 6 + height < innerHeight;
    card.style.left = `${Math.max(8, Math.min(place.left, document.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? place.bottom + 6 : Math.max(8, place.top - height - 6)}px`;
  }

  function hide() {
    clearTimeout(timer);
    shown?.removeAttribute('aria-describedby');
    shown = undefined;
    card.hidden = true;
  }

  const linkOf = (target) => {
    const link = target.closest?.('main a[href]');
    return link && about(link) ? link : undefined;
  };

  function soon(act, pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(act, pause);
  }

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    // A finger opens the link: there is nothing to hover with.
    if (pointerType !== 'mouse') return;
    const link = linkOf(target);
    // The card may be pointed at too (WCAG 2.2, 1.4.13).
    if (link === shown && link || card.contains(target)) clearTimeout(timer);
    else if (link) soon(() => show(link));
    else if (shown) soon(hide);
    else clearTimeout(timer);
  });
  document.addEventListener('focusin', ({ target }) => {
    const link = linkOf(target);
    if (link && link.matches(':focus-visible')) show(link);
    else hide();
  });
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') hide(); });
  addEventListener('scroll', hide, { passive: true });
})();
