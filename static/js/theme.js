// Sets the reader's theme before the page is drawn, so that nothing flashes. The button in the header changes it.
'use strict';

(() => {
  const KEPT = 'notewright-theme';
  const THEMES = { auto: ['◐', 'Auto'], light: ['☀', 'Light'], dark: ['☾', 'Dark'] };
  const scheme = document.querySelector('meta[name=color-scheme]');

  function kept() {
    // If the browser refuses storage, the system's theme applies.
    try { return localStorage.getItem(KEPT); } catch { return null; }
  }

  function apply(theme) {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    // Background before the style sheet has loaded, and between two pages.
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
