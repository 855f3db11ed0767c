// The reader's theme: taken before the page is drawn, so that nothing flashes, and changed by the button in the header.
'use strict';

(() => {
  const KEPT = 'notewright-theme';
  const THEMES = { auto: ['◐', 'Auto'], light: ['☀', 'Light'], dark: ['☾', 'Dark'] };
  const scheme = document.querySelector('meta[name=color-scheme]');

  function kept() {
    // Where storage is refused, the system's theme holds.
    try { return localStorage.getItem(KEPT); } catch { return null; }
  }

  function apply(theme) {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    // What is seen before the style sheet has come, and between two pages.
    scheme.content = theme === 'auto' ? 'light dark' : theme;
  }

  let theme = Object.hasOwn(THEMES, kept() ?? '') ? kept() : 'auto';
  apply(theme);

  customElements.define('notewright-theme', class extends HTMLElement {
    connectedCallback() {
      const button = document.createElement('button');
      button.type = 'button';
      const name = () => {
        const [sign, word] = THEMES[theme], words = document.createElement('span');
        words.textContent = ` ${word}`;
        button.replaceChildren(sign, words);
        button.setAttribute('aria-label', `Theme: ${word}`);
      };
      button.addEventListener('click', () => {
        const names = Object.keys(THEMES);
        theme = names[(names.indexOf(theme) + 1) % names.length];
        try { localStorage.setItem(KEPT, theme); } catch { /* It then lasts as long as the page. */ }
        apply(theme);
        name();
      });
      name();
      this.replaceChildren(button);
    }
  });
})();
