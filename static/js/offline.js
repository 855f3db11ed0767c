// Installs the service worker, and tells the reader when a newer version is ready. See offline-worker.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const { root } = document.currentScript.dataset, workers = navigator.serviceWorker;
  // Files from a disk need no worker, and the preview must always show the current pages.
  const isPreview = document.querySelector('script[src^="/_notewright/"]');
  if (!workers || !location.protocol.startsWith('http') || isPreview) return;

  let notice;

  function button(text, onclick) {
    const made = document.createElement('button');
    Object.assign(made, { type: 'button', textContent: text, onclick });
    return made;
  }

  function offer({ waiting }) {
    // A page without a worker came from the network, so it is current.
    if (!waiting || !workers.controller || notice) return;
    const words = document.createElement('p');
    words.setAttribute('role', 'status');
    notice = document.createElement('section');
    notice.className = 'newer';
    notice.lang = say.language;
    notice.setAttribute('aria-label', say('Newer version'));
    notice.append(words, button(say('Reload'), () => waiting.postMessage('take over')), button(say('Later'), () => notice.remove()));
    document.body.append(notice);
    // Screen readers announce a change only in an existing element.
    requestAnimationFrame(() => { words.textContent = say('A newer version of these notes is ready.'); });
  }

  // All open pages of the site change to the new version together.
  if (workers.controller) workers.addEventListener('controllerchange', () => location.reload(), { once: true });

  addEventListener('load', async () => {
    let registration;
    try {
      registration = await workers.register(`${root}sw.js`, { updateViaCache: 'none' });
    } catch { return; /* For example a private window. The site works as usual. */ }
    offer(registration);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing.addEventListener('statechange', () => offer(registration));
    });
  });
})();
