// Opens the search box: Ctrl+K, or a link with the class `find`. The box (search-box.js) is loaded on first use. Its
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
    dialog = document.createElement('dialog');
    dialog.className = 'searching';
    dialog.setAttribute('aria-label', say('Search'));
    const input = document.createElement('input');
    input.type = 'search';
    input.setAttribute('aria-label', say('Search the notes'));
    input.placeholder = say('Words, an acronym, a number');
    input.autocomplete = 'off';
    dialog.append(input);
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

  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      open();
    }
  });
  for (const link of document.querySelectorAll('a.find')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    // Load the box early, when the pointer enters the link. A failure is reported on click.
    link.addEventListener('pointerenter', () => load().then(({ readyBox }) => readyBox()).catch(() => undefined), { once: true });
  }
  // Mark the matches on a page that a search result opened.
  const marks = () => { if (/[#?]q=/.test(location.hash)) load().then(({ mark }) => mark()).catch(() => undefined); };
  addEventListener('hashchange', marks);
  marks();
  if (document.getElementById('search-page')) load().then(({ showBox }) => showBox()).catch(() => undefined);
})();
