// Opens the search box: Ctrl+K, `/` unless the reader turned it off in the box, or a link with the class `find`. The box (search-box.js) is loaded on first use. Its
// field is made here, so that no key is lost while the box loads.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { root, box, engine } = document.currentScript.dataset;
  let dialog, loading;

  function load() {
    // A bundle contains the box already.
    if (globalThis.notewright?.openBox) return Promise.resolve(notewright);
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = root + box;
      Object.assign(script.dataset, { root, engine });
      script.onload = () => resolve(notewright);
      script.onerror = () => { loading = undefined; script.remove(); reject(new Error(box)); };
      document.head.append(script);
    });
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
  // Calls a function of the box. A failure is reported when the reader opens it.
  const ask = (name) => load().then((box) => box[name]()).catch(() => undefined);

  for (const link of document.querySelectorAll('a.find')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    // Load the box early, when the pointer enters the link.
    link.addEventListener('pointerenter', () => ask('readyBox'), { once: true });
  }
  // Mark the matches on a page that a search result opened.
  const marks = () => { if (/[#?]q=/.test(location.hash)) ask('mark'); };
  addEventListener('hashchange', marks);
  marks();
  if (document.getElementById('search-page')) ask('showBox');
})();
