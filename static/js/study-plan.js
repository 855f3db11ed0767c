// The plan for an exam: new cards end three days before it, then everything is asked once more, weakest first. Intervals are
// never capped: in a simulation that left 71 % known instead of 97 %. Needs study-log.js.
'use strict';

(() => {
  const { DAY, intervals, memoryAfter } = globalThis.notewrightStudy;
  // Days of the last pass.
  const PASS = 3;

  // The days from one date to another, `YYYY-MM-DD`. Not a number when one of them is no date.
  const daysUntil = (from, to) => Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000);

  function dateAfter(date, days) {
    return new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  }

  // `unseen` cards are new, `seen` ones are not; `perDay` new ones a day are the reader's limit. `newPerDay` is what the plan
  // asks for; `needed` is the limit with which all would fit.
  function examPlan({ today, exam, unseen, seen, perDay }) {
    const days = daysUntil(today, exam);
    if (!(days >= 1)) return { days, isOver: true };
    const newDays = Math.max(0, days - PASS);
    const inPass = newDays === 0;
    // Within the last days a day's worth of new cards is left out rather than the pass.
    const fits = unseen <= perDay * Math.max(newDays, inPass ? 1 : 0);
    const newPerDay = fits ? (newDays ? Math.ceil(unseen / newDays) : 0) : perDay;
    return {
      days,
      isOver: false,
      unseen,
      fits,
      inPass: fits && inPass,
      // Days of the last pass that are over.
      passed: PASS - days,
      newPerDay,
      needed: newDays ? Math.ceil(unseen / newDays) : 0,
      unmet: fits ? 0 : Math.max(0, unseen - perDay * days),
      lastNew: dateAfter(today, fits ? newDays - 1 : days - 1),
      passFrom: dateAfter(exam, -Math.min(PASS, days)),
      passPerDay: fits ? Math.ceil((seen + (inPass ? 0 : unseen)) / Math.min(PASS, days)) : 0,
    };
  }

  // The expected work of each day until the exam, if every card is known each time: date, new cards, reviews.
  function workload({ today, plan, states, dayEnd }) {
    const list = Array.from({ length: plan.days }, (_, day) => ({ date: dateAfter(today, day), fresh: 0, reviews: 0 }));
    const follow = (memory, day, isReview) => {
      let at = day, kept = memory, isFirst = !isReview;
      while (at < list.length) {
        if (!isFirst) list[at].reviews++;
        const days = isFirst ? 0 : Math.max(1, at - day);
        const wait = intervals(isFirst ? undefined : kept, days)[2];
        kept = memoryAfter(isFirst ? undefined : kept, days, 3);
        [day, at, isFirst] = [at, at + wait, false];
      }
    };
    for (const state of states) {
      const due = Math.max(0, Math.floor((state.due - dayEnd) / DAY) + 1);
      if (due < list.length) follow(state.memory, due, true);
    }
    let left = plan.unseen;
    for (let day = 0; left > 0 && day < list.length && list[day].date <= plan.lastNew; day++) {
      const fresh = Math.min(left, plan.newPerDay);
      left -= fresh;
      list[day].fresh = fresh;
      for (let card = 0; card < fresh; card++) follow(undefined, day, false);
    }
    if (plan.passPerDay) for (const day of list.filter(({ date }) => date >= plan.passFrom)) day.reviews = Math.max(day.reviews, plan.passPerDay);
    return list;
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, dateAfter, examPlan, workload };
})();
