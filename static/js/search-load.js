// Loads the files that search.js needs, on first use and at most five at a time, and makes elements for the scripts of the
// search. The first of these scripts: find.js loads them.
'use strict';

(() => {
  const { root, engine } = document.currentScript.dataset;
  const AT_ONCE = 5, RETRIES = [500, 2000];
  // In a bundle, all pages and files are in one document; bundle.js finds them.
  const { bundle } = globalThis.notewright ?? {};
  const link = (path, ending) => bundle ? bundle.link(path, ending) : root + path + (ending ?? '');

  const early = [];
  let search;
  globalThis.S = (name, data) => search ? search.add(name, data) : early.push([name, data]);

  const waiting = [], asked = new Map();
  let running = 0;

  async function script(path) {
    if (bundle) return bundle.load(path);
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = root + path;
      element.onload = () => { element.remove(); resolve(); };
      element.onerror = () => { element.remove(); reject(new Error(path)); };
      document.head.append(element);
    });
  }

  const passed = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

  async function withRetries(path) {
    for (const pause of RETRIES) {
      try { return await script(path); } catch { await passed(pause); }
    }
    return script(path);
  }

  // Fetches a file once. A file that failed can be fetched again.
  function fetched(path) {
    if (!asked.has(path)) {
      asked.set(path, new Promise((resolve, reject) => {
        waiting.push(() => withRetries(path).then(resolve, (error) => { asked.delete(path); reject(error); }));
        next();
      }));
    }
    return asked.get(path);
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running++;
      waiting.shift()().finally(() => { running--; next(); });
    }
  }

  // Loads search.js and the entry of the index, which every query needs.
  async function openIndex() {
    await Promise.all([fetched(engine), fetched('search/index.js')]);
    if (!search) {
      search = new notewright.Search();
      for (const [name, data] of early) search.add(name, data);
    }
  }

  // Loads the files that a query lacks.
  const load = (names) => Promise.all(names.map((name) => fetched(search.path(name))));

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    return element;
  }

  function make(tag, attributes, ...children) {
    const element = set(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  globalThis.notewright = {
    ...globalThis.notewright,
    index: { load, get search() { return search; } },
    link, make, openIndex, passed, set,
  };
})();
