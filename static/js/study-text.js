// Draws the plain text of cards: backticks mark code, a line that begins with `- ` is a list item. Nothing is read as HTML.
'use strict';

(() => {
  // Makes an element. Properties that are not the element's own are set as attributes.
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || value === false) continue;
      if (name in element && !name.includes('-')) element[name] = value;
      else element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== ''));
    return element;
  }

  // A run of backticks opens code, an equal run closes it, as in CommonMark; a run that is never closed is text.
  function inline(text) {
    const parts = [];
    let rest = text;
    while (rest) {
      const open = /`+/.exec(rest);
      if (!open) break;
      const after = rest.slice(open.index + open[0].length);
      const close = [...after.matchAll(/`+/g)].find(([run]) => run === open[0]);
      if (!close) {
        parts.push(rest.slice(0, open.index + open[0].length));
        rest = after;
        continue;
      }
      const code = after.slice(0, close.index);
      parts.push(rest.slice(0, open.index), make('code', {}, /^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code));
      rest = after.slice(close.index + close[0].length);
    }
    return [...parts, rest].filter((part) => part !== '');
  }

  // Lines in one element, such as a heading.
  function phrases(text) {
    return text.split('\n').flatMap((line, at) => (at ? [make('br'), ...inline(line)] : inline(line)));
  }

  // Paragraphs, lists and code. `marked` are the indexes of lines to mark.
  function blocks(lines, marked = []) {
    const made = [];
    let last;
    lines.forEach((line, at) => {
      const isItem = line.startsWith('- '), isCode = line.startsWith('    ');
      const isMarked = marked.includes(at);
      if (isCode) {
        if (last?.tagName !== 'PRE') made.push(last = make('pre', { className: 'code', tabIndex: 0 }));
        last.append(last.textContent && '\n', line.slice(4));
        return;
      }
      const content = inline(isItem ? line.slice(2) : line);
      const inside = isMarked ? [make('mark', {}, ...content)] : content;
      if (!isItem) {
        made.push(last = make('p', {}, ...inside));
        return;
      }
      if (last?.tagName !== 'UL') made.push(last = make('ul'));
      last.append(make('li', {}, ...inside));
    });
    return made;
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, make, phrases, blocks };
})();
