// The choices of a question, and the verdict on what was chosen. Words say right and wrong too. Needs study-text.js.
'use strict';

(() => {
  const say = globalThis.notewrightSay;
  const WORDS = {
    right: say('Right'),
    wrong: say('Not right'),
    rightOption: say('right answer'),
    yourOption: say('your answer'),
    bothOptions: say('right answer, your answer'),
    one: say('Choose one'),
    several: (count) => say('Choose {count}', { count }),
  };

  const { make, phrases } = globalThis.notewrightStudy;
  let count = 0;

  // The fields to choose from: radio buttons, or boxes when several are right. `chosen` are indexes.
  function choices(card, chosen = []) {
    const name = `choice-${count++}`, isSeveral = card.right.length > 1;
    const options = card.options.map((option, at) => make('label', { className: 'option', dir: card.direction, lang: card.language },
      make('input', { type: isSeveral ? 'checkbox' : 'radio', name, value: String(at), checked: chosen.includes(at) }),
      make('span', {}, ...phrases(option))));
    return make('fieldset', { className: 'options' }, make('legend', {}, isSeveral ? WORDS.several(card.right.length) : WORDS.one), ...options);
  }

  const chosenOf = (fieldset) => [...fieldset.querySelectorAll('input')].flatMap((input, at) => (input.checked ? [at] : []));

  const isRightChoice = (card, chosen) => card.right.length === chosen.length && card.right.every((at) => chosen.includes(at));

  // Marks each choice as right, chosen or both, and gives the verdict and an element that says it.
  function judge(fieldset, card) {
    const chosen = chosenOf(fieldset), isRight = isRightChoice(card, chosen);
    fieldset.querySelectorAll('.option').forEach((option, at) => {
      const should = card.right.includes(at), was = chosen.includes(at);
      option.querySelector('input').disabled = true;
      option.classList.toggle('is-right', should);
      option.classList.toggle('is-wrong', was && !should);
      const words = should && was ? WORDS.bothOptions : should ? WORDS.rightOption : WORDS.yourOption;
      if (should || was) option.append(' ', make('small', {}, words));
    });
    return { isRight, element: make('p', { className: `verdict ${isRight ? 'is-right' : 'is-wrong'}` }, isRight ? WORDS.right : WORDS.wrong) };
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, choices, chosenOf, isRightChoice, judge };
})();
