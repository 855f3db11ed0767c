// Keeps an open page up to date: reloads it when its bytes change, swaps style sheets, shows what is wrong with it.
'use strict';

(() => {
  let { etag } = document.currentScript.dataset;
  const PLACE = `notewright-place:${location.pathname}`, SILENCE = 25_000, AGAIN = 500;

  /* The reader's place outlives a reload. */

  const details = () => [...document.querySelectorAll('details')];

  function keepPlace() {
    const place = { top: scrollY, open: details().map((each) => each.open) };
    try { sessionStorage.setItem(PLACE, JSON.stringify(place)); } catch { /* The page then begins at its top. */ }
  }

  function takePlace() {
    let place;
    try {
      place = JSON.parse(sessionStorage.getItem(PLACE));
      sessionStorage.removeItem(PLACE);
    } catch { return; }
    if (!place) return;
    const all = details();
    if (all.length === place.open.length) all.forEach((each, at) => { each.open = place.open[at]; });
    scrollTo(0, place.top);
  }

  /* What is wrong */

  const element = document.createElement('notewright-problems');
  const shadow = element.attachShadow({ mode: 'open' });

  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const open = (file, line) => fetch(`/_notewright/open?file=${encodeURIComponent(file)}&line=${line}`, { method: 'POST' });

  function show({ problems, source }) {
    const sheet = make('link', { rel: 'stylesheet', href: '/_notewright/live.css' });
    const pencil = (file, line) => make('button', { type: 'button', onclick: () => open(file, line) }, `✎ ${file}:${line}`);
    const card = ({ severity, text, file, line }) => make('li', { className: severity }, make('pre', {}, text),
      ...(source && file ? [pencil(file, line)] : []));
    const errors = problems.filter(({ severity }) => severity === 'error');
    const others = problems.filter(({ severity }) => severity !== 'error');
    const parts = [sheet];
    if (errors.length) parts.push(make('section', { role: 'alert' }, make('h2', {}, errors.length === 1 ? 'One error' : `${errors.length} errors`),
      make('ul', {}, ...errors.map(card)), make('button', { type: 'button', onclick: (event) => event.target.parentNode.remove() }, 'Hide')));
    if (others.length || source) {
      parts.push(make('aside', {}, ...(source ? [pencil(...source)] : []),
        ...(others.length ? [make('details', {}, make('summary', {}, others.length === 1 ? '1 remark' : `${others.length} remarks`),
          make('ul', {}, ...others.map(card)))] : [])));
    }
    shadow.replaceChildren(...parts);
    if (!element.isConnected) document.body.append(element);
  }

  function swap([newEtag, styles]) {
    etag = newEtag;
    for (const [before, after] of styles) {
      for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
        const href = link.getAttribute('href');
        if (!href.endsWith(before)) continue;
        const next = make('link', { rel: 'stylesheet', href: href.slice(0, -before.length) + after });
        // The old sheet goes when the new one is there: no moment without style.
        next.onload = () => link.remove();
        link.after(next);
      }
    }
  }

  /* The line to the server */

  let events, silence;

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(connect, SILENCE);
  }

  function connect() {
    events?.close();
    clearTimeout(silence);
    // A page that nobody sees leaves the few connections that a browser has to those that are seen.
    if (document.visibilityState === 'hidden') return;
    events = new EventSource(`/_notewright/events?page=${encodeURIComponent(location.pathname)}&etag=${encodeURIComponent(etag)}`);
    events.onopen = heard;
    events.onerror = () => { events.close(); clearTimeout(silence); silence = setTimeout(connect, AGAIN); };
    const on = (name, act) => events.addEventListener(name, ({ data }) => { heard(); act(data && JSON.parse(data)); });
    on('ping', () => undefined);
    on('state', show);
    on('styles', swap);
    on('reload', () => { keepPlace(); location.reload(); });
  }

  takePlace();
  addEventListener('visibilitychange', connect);
  addEventListener('pageshow', ({ persisted }) => { if (persisted) connect(); });
  addEventListener('pagehide', () => events?.close());
  connect();
})();
