// Keeps the site for reading offline, and says when a newer version is ready. See offline-worker.js.
'use strict';

(() => {
  const { root } = document.currentScript.dataset, workers = navigator.serviceWorker;
  // From a disk there is nothing to keep, and the preview must show what is, not what was.
  const isPreview = document.querySelector('script[src^="/_notewright/"]');
  if (!workers || !location.protocol.startsWith('http') || isPreview) return;

  let notice;

  function button(text, onclick) {
    const made = document.createElement('button');
    Object.assign(made, { type: 'button', textContent: text, onclick });
    return made;
  }

  function offer({ waiting }) {
    // A page without a worker came from the network and is as new as can be.
    if (!waiting || !workers.controller || notice) return;
    const words = document.createElement('p');
    words.setAttribute('role', 'status');
    notice = document.createElement('section');
    notice.className = 'newer';
    notice.lang = 'en';
    notice.setAttribute('aria-label', 'Newer version');
    notice.append(words, button('Reload', () => waiting.postMessage('take over')), button('Later', () => notice.remove()));
    document.body.append(notice);
    // Only what changes in a place that is there already is read out.
    requestAnimationFrame(() => { words.textContent = 'A newer version of these notes is ready.'; });
  }

  // All open pages of the site go over to the new version together.
  if (workers.controller) workers.addEventListener('controllerchange', () => location.reload(), { once: true });

  addEventListener('load', async () => {
    let registration;
    try {
      registration = await workers.register(`${root}sw.js`, { updateViaCache: 'none' });
    } catch { return; /* Such as a window that keeps nothing: the site is read as ever. */ }
    offer(registration);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing.addEventListener('statechange', () => offer(registration));
    });
  });
})();
