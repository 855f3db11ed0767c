// Opens the search box: Ctrl+K, `/` unless the reader turned it off in the box, or a link with the class `find`. The scripts of the
// search are loaded on first use. The field of the box is made here, so that no key is lost while they load.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { root, scripts, engine } = document.currentScript.dataset;
  let dialog, loading;

  function load() {
    // A bundle contains the scripts already. The last of them makes `mark`.
    if (globalThis.notewright?.mark) return Promise.resolve(notewright);
    loading ??= Promise.all(scripts.split(' ').map((path) => new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = root + path;
      // They run in their order.
      script.async = false;
      Object.assign(script.dataset, { root, engine });
      script.onload = resolve;
      script.onerror = () => { script.remove(); reject(new Error(path)); };
      document.head.append(script);
    }))).then(() => notewright, (error) => { loading = undefined; throw error; });
    return loading;
  }

  function make() {
    dialog = Object.assign(document.createElement('dialog'), { className: 'searching', ariaLabel: say('Search') });
    const input = document.createElement('input');
    dialog.append(Object.assign(input, {
      type: 'search', ariaLabel: say('Search the notes'), placeholder: say('Words, an acronym, a number'), autocomplete: 'off',
    }));
    document.body.append(dialog);
  }

  async function open() {
    const field = document.querySelector('#search-page input');
    if (field) {
      field.focus();
      field.select();
      return;
    }
    if (!dialog) make();
    if (!dialog.open) dialog.showModal();
    const input = dialog.querySelector('input');
    input.focus();
    input.select();
    try {
      (await load()).openBox(dialog);
    } catch {
      input.placeholder = say('Search could not be loaded: close this and try again');
    }
  }

  // Returns whether the reader left `/` on. If the browser refuses storage, it is.
  function hasSlash() {
    try { return !localStorage.getItem('notewright-no-slash'); } catch { return true; }
  }

  document.addEventListener('keydown', (event) => {
    const { key } = event;
    const isMeant = event.ctrlKey || event.metaKey ? key.toLowerCase() === 'k'
      : key === '/' && !event.target.closest('input, select, textarea') && hasSlash();
    if (isMeant && !event.altKey) {
      event.preventDefault();
      open();
    }
  });
  // Calls a function of the search. A failure is reported when the reader opens it.
  const ask = (name) => load().then((search) => search[name]()).catch(() => undefined);

  for (const link of document.querySelectorAll('a.find')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    // Load it early, when the pointer enters the link.
    link.addEventListener('pointerenter', () => ask('openIndex'), { once: true });
  }
  // Mark the matches on a page that a search result opened.
  const marks = () => { if (/[#?]q=/.test(location.hash)) ask('mark'); };
  addEventListener('hashchange', marks);
  marks();
  if (document.getElementById('search-page')) ask('showBox');
})();
