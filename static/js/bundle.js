// One document with all pages of a site: shows the page that the fragment of the address names, and hands search its
// files. It stands in the head, so that the pages that come after it are never drawn one below the other.
'use strict';

(() => {
  const root = document.documentElement, name = document.title;
  let shown;

  root.classList.add('paged');
  // The browser would scroll before the page that it scrolls is there.
  history.scrollRestoration = 'manual';

  // The id in the address. What follows a question mark is for marks on the page.
  function id() {
    const id = location.hash.slice(1).replace(/\?q=.*$/, '');
    try { return decodeURIComponent(id); } catch { return id; /* It then names nothing. */ }
  }

  // The element that has the id; a place that its page does not have is the page, as on a site.
  function named() {
    const found = (id) => id && (document.getElementById(id) ?? document.getElementsByName(id)[0]);
    return found(id()) || found(id().replace(/\/\/(?!\/).*$/, ''));
  }

  // The page to show. What is on no page, such as the aim of the skip link, changes nothing.
  function page() {
    const first = document.querySelector('.bundled'), element = named();
    if (element) return element.closest('.bundled') ?? shown ?? first;
    return id() ? document.querySelector('.bundled.lost') : first;
  }

  function turn() {
    const next = page();
    if (!next || next === shown) return false;
    document.querySelector('.bundled.shown')?.classList.remove('shown');
    next.classList.add('shown');
    shown = next;
    const title = next.previousElementSibling && next.querySelector('h1')?.textContent.trim();
    document.title = title ? `${title} · ${name}` : name;
    return true;
  }

  function focus(element) {
    if (!element) return;
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }

  // Back and Forward come to where the reader was, links to what they name.
  function come(isFirst) {
    const isTurned = turn(), target = named(), top = history.state?.top;
    if (top !== undefined) scrollTo(0, top);
    else if (target && target !== shown) target.scrollIntoView();
    else if (isTurned || target) scrollTo(0, 0);
    if (isTurned && !isFirst) focus(target && target !== shown ? target : shown.querySelector('h1'));
  }

  const keepPlace = () => history.replaceState({ ...history.state, top: scrollY }, '');

  document.addEventListener('scrollend', keepPlace);
  document.addEventListener('click', keepPlace, { capture: true });
  addEventListener('pagehide', keepPlace);
  addEventListener('hashchange', () => come(false));
  document.addEventListener('DOMContentLoaded', () => {
    come(true);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Print everything';
    button.addEventListener('click', () => {
      root.classList.remove('paged');
      addEventListener('afterprint', () => root.classList.add('paged'), { once: true });
      print();
    });
    const line = document.createElement('p');
    line.className = 'whole';
    line.lang = 'en';
    line.append(button);
    (document.querySelector('body > footer') ?? document.body).append(line);
  });

  globalThis.notewright = {
    bundle: {
      // `aws/47.html` and `#q=queue` -> `#aws/47?q=queue`
      link: (path, ending = '') => `#${path.replace(/(^|\/)index\.html$|\.html$/, '$1') || '/'}${ending.replace('#', '?')}`,
      // Hands search a file of its index. Scripts are in the document and have run.
      load(path) {
        const data = document.getElementById(path);
        if (data) S(/^search\/(\w+)/.exec(path)[1], JSON.parse(data.textContent));
      },
      page() {
        turn();
        return shown;
      },
    },
  };
})();
