// Shows a preview of a link's target while the pointer or the focus is on the link. The text is in `data-about` of a
// link with the same address.
'use strict';

(() => {
  const PAUSE = 250;
  // In a bundle, every page is a part of one document. Two slashes end the address of the part.
  const address = (link) => globalThis.notewright?.bundle ? link.hash.replace(/\/\/.*/, '') : link.href.replace(/#.*/, '');
  // The text in `small` describes the link; it is not part of the name.
  const name = (link) => [...link.childNodes].filter(({ nodeName }) => nodeName !== 'SMALL').map(({ textContent }) => textContent).join('').trim();
  let known;

  // Returns name and text of the link's target.
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
  // No heading of the notes has an id that begins with a hyphen.
  card.id = '-preview';
  card.className = 'preview';
  card.role = 'tooltip';
  card.hidden = true;
  document.body.append(card);
  let shown, timer;

  function show(link) {
    // The link may have left the page.
    if (!link.getClientRects().length) { hide(); return; }
    const [name, text] = about(link);
    const title = document.createElement('strong'), words = document.createElement('p');
    title.textContent = name;
    words.textContent = text;
    title.dir = words.dir = 'auto';
    // A link in a list already shows its name.
    card.replaceChildren(...(link.dataset.about ? [words] : [title, words]));
    shown?.removeAttribute('aria-describedby');
    shown = link;
    link.setAttribute('aria-describedby', card.id);
    card.hidden = false;
    const [box] = link.getClientRects(), { width, height } = card.getBoundingClientRect();
    const below = box.bottom + 6 + height < innerHeight;
    card.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - height - 6)}px`;
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
    // A touch opens the link; touch screens have no hover.
    if (pointerType !== 'mouse') return;
    const link = linkOf(target);
    // The pointer may move onto the card (WCAG 2.2, 1.4.13).
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
