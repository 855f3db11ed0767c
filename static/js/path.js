// Reads sections in the order of another list: all about one service, one after the other. A list with `data-path` gives its
// links the path; on the page of a section, previous and next then follow it. Without this script the links lead to the
// sections, and previous and next follow the notebook.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { root, paths } = document.currentScript.dataset;
  for (const list of document.querySelectorAll('[data-path]')) {
    for (const link of list.querySelectorAll('a')) link.hash = `in=${list.dataset.path}`;
  }
  const [, name] = /^#in=([a-z0-9-]+)$/.exec(location.hash) ?? [];
  if (!name || paths === undefined) return;

  // The words of the interface may be in another language than the notes.
  const language = document.documentElement.lang;
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // A path is a script, because pages that are opened from a disk may load nothing else.
  globalThis.notewrightPath = (path) => {
    const here = path.sections.findIndex(([page]) => new URL(root + page, location).pathname === location.pathname);
    if (here < 0) return;
    const place = say('{at} of {of}', { at: here + 1, of: path.sections.length });
    const link = (rel, at, ...children) => element('a', { rel, href: `${root}${path.sections[at][0]}#in=${name}` }, ...children);
    const title = (at) => element('span', { dir: 'auto', lang: language, textContent: path.sections[at][1] });
    const said = (words) => element('span', { className: 'said', textContent: words });
    const sign = (text) => element('span', { ariaHidden: 'true', textContent: text });
    const list = () => element('a', { href: root + path.page, dir: 'auto', textContent: path.name });
    const leave = element('a', { href: location.pathname, textContent: say('Leave') });

    const onward = element('nav', { className: 'neighbours', ariaLabel: say('Sections about {service}', { service: path.name }), lang: say.language });
    onward.append(element('p', { className: 'path' }, list(), ` · ${place} · `, leave));
    const bar = element('nav', { className: 'thumb', ariaLabel: say('Where you are'), lang: say.language });
    const middle = element('a', { href: root + path.page, textContent: place });
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
  };
  document.head.append(element('script', { src: `${root}${paths}/${name}.js` }));
})();
