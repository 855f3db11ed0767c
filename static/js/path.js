// Reads sections in the order of another list: all about one service, all traps, the results of a search. A list with
// `data-path` gives its links the path; other lists are remembered by path-follow.js, which is loaded only for them and for a
// page that is opened from a list. Without this script the links lead to the sections, and previous and next follow the notebook.
'use strict';

(() => {
  const { root, follow } = document.currentScript.dataset;
  for (const list of document.querySelectorAll('[data-path]')) {
    for (const link of list.querySelectorAll('a')) link.hash = `in=${list.dataset.path}`;
  }
  if (!follow || !(/^#(in|q)=/.test(location.hash) || document.querySelector('.rows, .collected'))) return;
  document.head.append(Object.assign(document.createElement('script'), { src: root + follow }));
})();
