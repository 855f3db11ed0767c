// Follows a list of sections: previous and next lead through it, with "3 of 15" and a link that leaves it. Remembers the lists of a page, for
// the sections that the reader opens from them. path.js loads it.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const KEPT = 'notewright-path', FRAGMENT = '#in=-list';
  const { root, paths } = document.querySelector('script[data-follow]').dataset;

  // The words of the interface may be in another language than the notes.
  const language = document.documentElement.lang;
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const bare = (address) => new URL(address, location).href.replace(/#.*/, '');

  // Replaces previous and next. A path has a name, the page of its list, and sections: [[address, title]].
  function follow(path, label) {
    const here = path.sections.findIndex(([page]) => bare(page) === bare(location.href));
    if (here < 0) return;
    const place = say('{at} of {of}', { at: here + 1, of: path.sections.length });
    const link = (rel, at, ...children) => element('a', { rel, href: path.sections[at][0] + location.hash }, ...children);
    const title = (at) => element('span', { dir: 'auto', lang: language, textContent: path.sections[at][1] });
    const said = (words) => element('span', { className: 'said', textContent: words });
    const sign = (text) => element('span', { ariaHidden: 'true', textContent: text });
    const list = () => element('a', { href: path.page, dir: 'auto', textContent: path.name });
    const leave = element('a', { href: location.pathname, textContent: say('Leave') });

    const onward = element('nav', { className: 'neighbours', ariaLabel: label, lang: say.language });
    onward.append(element('p', { className: 'path' }, list(), ` · ${place} · `, leave));
    const bar = element('nav', { className: 'thumb', ariaLabel: say('Where you are'), lang: say.language });
    const middle = element('a', { href: path.page, textContent: place });
    if (here > 0) {
      onward.append(link('prev', here - 1, element('small', { textContent: say('Previous') }), ' ', title(here - 1)));
      bar.append(link('prev', here - 1, said(`${say('Previous')}: `), sign('‹'), ' ', path.sections[here - 1][1].split(' ')[0]));
    }
    bar.append(middle);
    if (here < path.sections.length - 1) {
      onward.append(link('next', here + 1, element('small', { textContent: say('Next') }), ' ', title(here + 1)));
      bar.append(link('next', here + 1, said(`${say('Next')}: `), path.sections[here + 1][1].split(' ')[0], ' ', sign('›')));
    }
    document.querySelector('.neighbours')?.remove();
    document.querySelector('.thumb')?.replaceWith(bar);
    document.querySelector('article').after(onward);
  }

  // The list from which the reader came in this tab: one of a page, or the results of a search.
  function kept() {
    // If the browser refuses storage, previous and next follow the notebook.
    try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; }
  }

  const inTab = kept();
  const [, name] = /^#in=([a-z0-9][a-z0-9-]*)$/.exec(location.hash) ?? [];
  if (inTab?.fragment === location.hash) {
    follow(inTab, inTab.name);
  } else if (name && paths) {
    // A path is a script, because pages that are opened from a disk may load nothing else.
    globalThis.notewrightPath = ({ sections, page, ...rest }) => {
      const path = { ...rest, page: root + page, sections: sections.map(([page, title]) => [root + page, title]) };
      follow(path, say('Sections about {service}', { service: path.name }));
    };
    document.head.append(element('script', { src: `${root}${paths}/${name}.js` }));
  }

  for (const list of document.querySelectorAll('.rows, .collected')) {
    const links = [...list.querySelectorAll('.rows a, h2 a')].filter(({ hash }) => !hash);
    if (links.length < 2) continue;
    const about = list.closest('li')?.querySelector('strong') ?? document.querySelector('h1');
    const text = ({ textContent }) => textContent.trim().replace(/\s+/g, ' ');
    const path = {
      fragment: FRAGMENT, name: text(about).replace(/[:：]$/, ''), page: bare(location.href), sections: links.map((link) => [link.href, text(link)]),
    };
    for (const link of links) {
      link.hash = FRAGMENT;
      link.addEventListener('click', () => {
        try { sessionStorage.setItem(KEPT, JSON.stringify(path)); } catch { /* Storage is refused. */ }
      });
    }
  }
})();
