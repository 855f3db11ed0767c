// Marks the matches on the page that a search result opened, with a bar that leads from one to the next. Needs search-load.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { bundle, index, make, openIndex } = globalThis.notewright;

  let bar;

  function unmark() {
    bar?.remove();
    bar = undefined;
    for (const mark of document.querySelectorAll('mark.found')) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  }

  async function mark() {
    unmark();
    const text = /[#?]q=(.+)/.exec(location.hash)?.[1];
    // A section, or the introductions of a notebook and its parts.
    const texts = (bundle ? bundle.page() : document)?.querySelectorAll('article, .prose:not(article .prose)') ?? [];
    if (!text || !texts.length) return;
    let marks;
    try {
      const query = { text: decodeURIComponent(text), most: 0 };
      await openIndex();
      let result = index.search.run(query);
      while (result.missing.length) {
        await index.load(result.missing);
        result = index.search.run(query);
      }
      marks = result.marks;
    } catch { return; /* The page is readable without marks. */ }
    const nodes = [];
    for (const text of texts) {
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) nodes.push(walker.currentNode);
    }
    const made = [];
    for (const node of nodes) {
      for (const { start, end } of notewright.matches(node.data, marks).reverse()) {
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, end);
        const element = make('mark', { class: 'found' });
        range.surroundContents(element);
        made.push(element);
      }
    }
    if (!made.length) return;
    const all = [...document.querySelectorAll('mark.found')];
    let at = -1;
    const go = (step) => {
      all[at]?.classList.remove('current');
      at = (at + step + all.length) % all.length;
      all[at].classList.add('current');
      // Open the folded elements around the match.
      for (let around = all[at].closest('details'); around; around = around.parentElement.closest('details')) around.open = true;
      all[at].scrollIntoView({ block: 'center' });
      count.textContent = say('{at} of {count} match|{at} of {count} matches', { at: at + 1, count: all.length });
    };
    const done = () => { unmark(); history.replaceState(null, '', location.pathname + location.search + location.hash.replace(/[#?]q=.+/, '')); };
    const count = make('span', { role: 'status' });
    bar = make('div', { class: 'marks', role: 'region', 'aria-label': say('Matches'), onkeydown: (event) => { if (event.key === 'Escape') done(); } }, count,
      make('button', { type: 'button', onclick: () => go(-1), 'aria-label': say('Previous match') }, '↑'),
      make('button', { type: 'button', onclick: () => go(1), 'aria-label': say('Next match') }, '↓'),
      make('button', { type: 'button', onclick: done }, say('Clear')));
    document.body.append(bar);
    count.textContent = say('{count} match|{count} matches', { count: all.length });
    const first = all[0].getBoundingClientRect();
    if (first.top < 0 || first.bottom > innerHeight || !all[0].checkVisibility()) go(1);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && bar && !document.querySelector('dialog[open]')) unmark();
  });
  globalThis.notewright = { ...globalThis.notewright, mark };
})();
