// Remembers the section that was read last, in this browser only, and offers it on the home page.
'use strict';

(() => {
  // Sites that share a host, or a disk, remember apart.
  const KEPT = `notewright-last:${new URL(document.currentScript.dataset.root || './', location).pathname}`;
  const article = document.querySelector('article[data-section]');

  // Where storage is refused, nothing is remembered.
  if (article) {
    const site = document.querySelector('meta[property="og:site_name"]').content;
    const last = { path: location.pathname, title: document.title.slice(0, -` · ${site}`.length), language: document.documentElement.lang };
    try { localStorage.setItem(KEPT, JSON.stringify(last)); } catch { /* as above */ }
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
      this.replaceChildren('Continue with ', link);
    }
  });
})();
