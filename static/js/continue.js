// Remembers the last section that was read, in this browser only, and offers it on the home page.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  // The path is part of the key, because several sites may share a host or a disk.
  const KEPT = `notewright-last:${new URL(document.currentScript.dataset.root || './', location).pathname}`;
  const article = document.querySelector('article[data-section]');

  // If the browser refuses storage, nothing is remembered.
  if (article) {
    const site = document.querySelector('meta[property="og:site_name"]').content;
    const last = { path: location.pathname, title: document.title.slice(0, -` · ${site}`.length), language: document.documentElement.lang };
    try { localStorage.setItem(KEPT, JSON.stringify(last)); } catch { /* Storage is refused. */ }
  }

  customElements.define('notewright-continue', class extends HTMLElement {
    connectedCallback() {
      let last;
      try { last = JSON.parse(localStorage.getItem(KEPT)); } catch { return; }
      if (typeof last?.path !== 'string' || typeof last.title !== 'string' || !last.path.startsWith(KEPT.slice(KEPT.indexOf(':') + 1))) return;
      const link = document.createElement('a');
      link.href = last.path;
      link.dir = 'auto';
      link.lang = last.language ?? '';
      link.textContent = last.title;
      const [before, after] = say('Continue with {section}').split('{section}');
      this.replaceChildren(before, link, after ?? '');
    }
  });
})();
