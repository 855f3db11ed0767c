// Shows one page of a bundle at a time: the page that the fragment of the address names. Gives search the files of its
// index. This script is in the head, so that the browser never draws all pages one below the other.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const root = document.documentElement, name = document.title;
  let shown;

  root.classList.add('paged');
  // The browser would restore the scroll position before the page is shown.
  history.scrollRestoration = 'manual';

  // Returns the id in the address. The words to mark come after a question mark.
  function id() {
    const id = location.hash.slice(1).replace(/\?q=.*$/, '');
    try { return decodeURIComponent(id); } catch { return id; /* The id then matches nothing. */ }
  }

  // Returns the element with the id. If the page has no such element, returns the page, as on a site.
  function named() {
    const found = (id) => id && (document.getElementById(id) ?? document.getElementsByName(id)[0]);
    return found(id()) || found(id().replace(/\/\/(?!\/).*$/, ''));
  }

  // Returns the page to show. An id outside all pages, such as the target of the skip link, changes nothing.
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

  // Scrolls after navigation. Back and Forward restore the scroll position; links scroll to their target.
  function scrollToTarget(isFirst) {
    const isTurned = turn(), target = named(), top = history.state?.top;
    if (top !== undefined) scrollTo(0, top);
    else if (target && target !== shown) target.scrollIntoView();
    else if (isTurned || target) scrollTo(0, 0);
    if (isTurned && !isFirst) focus(target && target !== shown ? target : shown.querySelector('h1'));
  }

  const savePosition = () => history.replaceState({ ...history.state, top: scrollY }, '');

  document.addEventListener('scrollend', savePosition);
  document.addEventListener('click', savePosition, { capture: true });
  addEventListener('pagehide', savePosition);
  addEventListener('hashchange', () => scrollToTarget(false));
  document.addEventListener('DOMContentLoaded', () => {
    scrollToTarget(true);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = say('Print everything');
    button.addEventListener('click', () => {
      root.classList.remove('paged');
      addEventListener('afterprint', () => root.classList.add('paged'), { once: true });
      print();
    });
    const line = document.createElement('p');
    line.className = 'whole';
    line.lang = say.language;
    line.append(button);
    (document.querySelector('body > footer') ?? document.body).append(line);
  });

  globalThis.notewright = {
    bundle: {
      // `aws/47.html` and `#q=queue` -> `#aws/47?q=queue`
      link: (path, ending = '') => `#${path.replace(/(^|\/)index\.html$|\.html$/, '$1') || '/'}${ending.replace('#', '?')}`,
      // Gives search a file of its index. Scripts are in the document and have run already.
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
