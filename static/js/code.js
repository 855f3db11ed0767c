// Adds buttons to each block of code: copy it, wrap its lines. Adds one to each policy that opens a form; what is behind it is
// loaded when the reader presses it.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const SHOWN_FOR = 2000;
  // Characters that fit beside the buttons on the narrowest phone.
  const BESIDE = 14;
  const { root, policy } = document.currentScript.dataset;

  function button(words, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = words;
    made.addEventListener('click', () => act(made));
    return made;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // The clipboard is not available from a disk or without permission. Selected text can still be copied.
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      const isDone = document.execCommand('copy');
      field.remove();
      return isDone;
    }
  }

  // In a terminal session, readers want the commands.
  function commands(pre) {
    if (!pre.querySelector('.prompt')) return pre.textContent;
    const code = pre.cloneNode(true);
    for (const other of code.querySelectorAll('.prompt, .output')) other.remove();
    return code.textContent;
  }

  for (const pre of document.querySelectorAll('pre.code')) {
    const block = document.createElement('div'), tools = document.createElement('div');
    // The buttons are in the corner if the two lines beside them leave room for them.
    const isShort = pre.textContent.split('\n', 2).every((line) => line.length <= BESIDE);
    block.className = isShort ? 'block short' : 'block';
    tools.className = 'tools';
    tools.lang = say.language;
    pre.replaceWith(block);
    const wrap = button(say('Wrap'), () => wrap.setAttribute('aria-pressed', String(block.classList.toggle('wrapped'))));
    wrap.setAttribute('aria-pressed', 'false');
    const copy = button(say('Copy'), async () => {
      copy.textContent = await copied(commands(pre)) ? say('Copied') : say('Select it and press Ctrl+C');
      copy.focus();
      setTimeout(() => { copy.textContent = say('Copy'); }, SHOWN_FOR);
    });
    copy.setAttribute('aria-live', 'polite');
    tools.append(wrap, copy);
    block.append(tools, pre);
  }

  function load(address) {
    return new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = root + address;
      script.onload = script.onerror = resolve;
      document.head.append(script);
    });
  }

  for (const details of policy ? document.querySelectorAll('details.policy') : []) {
    const ask = button(say('Would this be allowed?'), async () => {
      if (!globalThis.notewrightAsk) for (const address of policy.split(' ')) await load(address);
      const refusal = globalThis.notewrightAsk?.(ask);
      // The words of the form are English.
      if (refusal) ask.lang = 'en';
      ask.textContent = refusal ?? say('It could not be loaded: reload the page');
    });
    ask.lang = say.language;
    details.append(ask);
  }
})();
