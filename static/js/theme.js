// Sets the reader's theme before the page is drawn, so that nothing flashes. The button in the header changes it. This
// is the first script of every page, so it also has the function through which all scripts show their words.
'use strict';

// What a text of the interface is in the language of the page. `words-….js` comes first on pages that are not in English. The
// English text is the key; in one with a bar, the forms for one thing and for several are on its two sides.
(() => {
  const { language = 'en', texts = {} } = globalThis.notewrightWords ?? {};
  const plurals = new Intl.PluralRules(language);
  const say = (text, values = {}) => {
    const [one, other = one] = text.split('|'), forms = texts[text] ?? { one, other };
    const said = typeof forms === 'string' ? forms : forms[plurals.select(values.count ?? 0)] ?? forms.other;
    return said.replace(/\{(\w+)\}/g, (name, key) => typeof values[key] === 'number' ? values[key].toLocaleString(language) : values[key] ?? name);
  };
  globalThis.notewrightSay = Object.assign(say, { language });
})();

(() => {
  const say = globalThis.notewrightSay;
  const KEPT = 'notewright-theme';
  const THEMES = { auto: ['◐', say('Auto')], light: ['☀', say('Light')], dark: ['☾', say('Dark')] };
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
        button.setAttribute('aria-label', say('Theme: {theme}', { theme: word }));
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
