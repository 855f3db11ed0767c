// "Would this be allowed?": the form under a policy. code.js loads it, after policy-evaluate.js, when the reader asks.
'use strict';

(() => {
  const WORDS = {
    do: 'Do',
    on: 'On',
    as: 'As',
    of: 'The policy belongs to',
    with: 'With, such as aws:SecureTransport=true; one a line',
    ask: 'Decide',
    only: 'Only this policy counts, and nothing is asked of AWS.',
    refused: 'AWS refuses this policy as it is, for its errors',
    without: 'without the errors',
    missing: 'Say what to do, such as s3:GetObject, and on what.',
    noJson: 'Only a policy in plain JSON can be asked',
    decisions: { allowed: 'Allowed', denied: 'Denied', 'not allowed': 'Not allowed' },
  };

  // What a policy may be attached to. The page guesses it from the statements, and the reader may know better.
  const OWNERS = {
    identity: 'a user, a group or a role', resource: 'a resource, or a role that is assumed', servicecontrol: 'accounts of an organization (SCP)',
    resourcecontrol: 'resources of an organization (RCP)', endpoint: 'a VPC endpoint',
  };

  // Which of the evaluator's lists a policy is in, by its kind.
  const LAYERS = {
    identity: 'identity', resource: 'resource', trust: 'resource', servicecontrol: 'serviceControl', resourcecontrol: 'resourceControl',
    endpoint: 'resourceControl',
  };

  // The policy of a block of code: whole, or as statements alone. Undefined if it is no JSON.
  function policyOf(code) {
    try {
      const value = JSON.parse(code);
      const statements = [value.Statement ?? value].flat();
      if (statements.length === 0 || !statements.every((one) => one?.Effect)) return undefined;
      return value.Statement ? value : { Version: '2012-10-17', Statement: statements };
    } catch {
      return undefined;
    }
  }

  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const first = (value) => String([value].flat()[0] ?? '');
  const isWhole = (text) => !/[*?<>$]/.test(text);

  // A field with its label. `value` is what the reader may want to begin with.
  function field(words, value, name = 'input') {
    const input = made(name, { value, spellcheck: false, autocapitalize: 'off', autocomplete: 'off' });
    return { input, label: made('label', {}, made('span', { textContent: words }), input) };
  }

  // The kind of the policy, as the page guesses it until the reader corrects it.
  function choice(kind) {
    const guess = kind === 'trust' ? 'resource' : kind;
    const option = ([value, words]) => made('option', { value, textContent: words, selected: value === guess });
    const input = made('select', {}, ...Object.entries(OWNERS).map(option));
    return { input, label: made('label', {}, made('span', { textContent: WORDS.of }), input) };
  }

  // What AWS refuses allows nothing.
  function answerOf(answer, isRefused) {
    if (!isRefused || answer.decision !== 'allowed') return answer;
    return { decision: 'not allowed', reason: WORDS.refused, misses: [`${WORDS.without}: ${answer.reason}`] };
  }

  // `kind` is what the policy is attached to, and `refused` is there if it has errors.
  function form(policy, { kind, refused }) {
    const owner = choice(kind);
    const layer = () => LAYERS[owner.input.value];
    const isOfResource = () => layer() === 'resource';
    const [rule] = [policy.Statement].flat();
    const action = first(rule.Action), arn = first(rule.Resource);
    const fields = {
      do: field(WORDS.do, isWhole(action) ? action : ''),
      on: field(WORDS.on, isWhole(arn) ? arn : arn.replace('*', 'x').replaceAll('*', '')),
      as: field(WORDS.as, '*'),
      with: field(WORDS.with, '', 'textarea'),
    };
    const answer = made('div', {});
    answer.setAttribute('role', 'status');
    // Other policies say nothing of who asks.
    const show = () => { fields.as.label.hidden = !isOfResource(); };
    owner.input.addEventListener('change', show);
    show();
    const labels = ['as', 'do', 'on', 'with'].map((name) => fields[name].label);
    const element = made('form', { className: 'ask', lang: 'en' }, owner.label, ...labels,
      made('button', { textContent: WORDS.ask }), answer, made('small', { textContent: WORDS.only }));
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      const value = (name) => fields[name].input.value.trim();
      if (!value('do') || !value('on')) return answer.replaceChildren(WORDS.missing);
      const pairs = value('with').split('\n').filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s));
      const context = {};
      for (const [key, text] of pairs) (context[key.trim()] ??= []).push(text.trim());
      const request = { as: isOfResource() ? value('as') : undefined, do: value('do'), on: value('on'), context };
      const { decision, reason, misses } = answerOf(
        notewrightPolicy.evaluate(request, { [layer()]: [policy] }), refused !== undefined);
      const colour = decision === 'allowed' ? 'allow' : 'deny';
      return answer.replaceChildren(
        made('p', {}, made('strong', { className: colour, textContent: WORDS.decisions[decision] }), `: ${reason}.`),
        made('ul', {}, ...misses.map((miss) => made('li', { textContent: `${miss}.` }))));
    });
    return element;
  }

  // Puts the form into the position of the button, or returns why it cannot.
  globalThis.notewrightAsk = (button) => {
    const details = button.closest('details');
    const block = details.previousElementSibling;
    const isAlone = !details.nextElementSibling?.matches('details.policy');
    const policy = isAlone ? policyOf(block?.querySelector('pre')?.textContent) : undefined;
    if (!policy) return WORDS.noJson;
    const element = form(policy, details.dataset);
    button.replaceWith(element);
    element.elements[0].focus();
    return '';
  };
})();
