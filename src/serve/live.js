// Keeps an open page up to date: reloads it when its bytes change, replaces style sheets, and shows its problems.
'use strict';

(() => {
  let { etag } = document.currentScript.dataset;
  const POSITION = `notewright-position:${location.pathname}`, TIMEOUT = 25_000, RETRY = 500;

  /* The scroll position survives a reload. */

  const details = () => [...document.querySelectorAll('details')];

  function savePosition() {
    const position = { top: scrollY, open: details().map((each) => each.open) };
    try { sessionStorage.setItem(POSITION, JSON.stringify(position)); } catch { /* The page then begins at its top. */ }
  }

  function restorePosition() {
    let position;
    try {
      position = JSON.parse(sessionStorage.getItem(POSITION));
      sessionStorage.removeItem(POSITION);
    } catch { return; }
    if (!position) return;
    const all = details();
    if (all.length === position.open.length) all.forEach((each, at) => { each.open = position.open[at]; });
    scrollTo(0, position.top);
  }

  /* The list of problems */

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
        // Removes the old sheet once the new one has loaded, so that the page always has a style.
        next.onload = () => link.remove();
        link.after(next);
      }
    }
  }

  /* The event stream */

  let events, silence;

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(connect, TIMEOUT);
  }

  function connect() {
    events?.close();
    clearTimeout(silence);
    // A browser allows few connections per host, so hidden pages close theirs.
    if (document.visibilityState === 'hidden') return;
    events = new EventSource(`/_notewright/events?page=${encodeURIComponent(location.pathname)}&etag=${encodeURIComponent(etag)}`);
    events.onopen = heard;
    events.onerror = () => { events.close(); clearTimeout(silence); silence = setTimeout(connect, RETRY); };
    const on = (name, act) => events.addEventListener(name, ({ data }) => { heard(); act(data && JSON.parse(data)); });
    on('ping', () => undefined);
    on('state', show);
    on('styles', swap);
    on('reload', () => { savePosition(); location.reload(); });
  }

  restorePosition();
  addEventListener('visibilitychange', connect);
  addEventListener('pageshow', ({ persisted }) => { if (persisted) connect(); });
  addEventListener('pagehide', () => events?.close());
  connect();
})();
