// FSRS-6, the spaced repetition scheduler, with its default parameters and a desired retention of 0.9. Formulas:
// github.com/open-spaced-repetition/awesome-fsrs, "The Algorithm". `tests/study/` compares every interval with `ts-fsrs`.
'use strict';

(() => {
  const W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658];
  const DECAY = -0.1542;
  // Chosen so that recall is 0.9 when as many days have passed as the stability says.
  const FACTOR = 0.9 ** (1 / DECAY) - 1;
  const LONGEST = 36500;

  const within = (value, least, most) => Math.min(Math.max(value, least), most);
  const firstDifficulty = (grade) => W[4] - Math.exp((grade - 1) * W[5]) + 1;

  // The probability of recall after some days, 0 to 1.
  const recall = (memory, days) => (1 + (FACTOR * days) / memory.stability) ** DECAY;

  function nextStability({ stability, difficulty }, days, grade) {
    if (days === 0) {
      const growth = Math.exp(W[17] * (grade - 3 + W[18])) * stability ** -W[19];
      return stability * (grade > 1 ? Math.max(growth, 1) : growth);
    }
    const forgetting = 1 - recall({ stability }, days);
    if (grade === 1) {
      const left = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * Math.exp(W[14] * forgetting);
      return Math.min(left, stability / Math.exp(W[17] * W[18]));
    }
    const factor = grade === 2 ? W[15] : grade === 4 ? W[16] : 1;
    return stability * (1 + Math.exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (Math.exp(W[10] * forgetting) - 1) * factor);
  }

  // The memory after a review. `memory` is undefined at the first one; `days` are whole days since the last one; `grade` is
  // 1 (Again) to 4 (Easy).
  function memoryAfter(memory, days, grade) {
    if (!memory) return { stability: W[grade - 1], difficulty: within(firstDifficulty(grade), 1, 10) };
    const moved = memory.difficulty - (W[6] * (grade - 3) * (10 - memory.difficulty)) / 9;
    return {
      stability: within(nextStability(memory, days, grade), 0.001, LONGEST),
      difficulty: within(W[7] * firstDifficulty(4) + (1 - W[7]) * moved, 1, 10),
    };
  }

  // The days until the next review, for the grades 1 to 4 in order. A better grade never waits less than a worse one.
  function intervals(memory, days) {
    const [again, hard, good, easy] = [1, 2, 3, 4].map((grade) => within(Math.round(memoryAfter(memory, days, grade).stability), 1, LONGEST));
    if (!memory) return [again, hard, good, easy];
    const least = Math.min(hard, good), middle = Math.max(good, least + 1);
    return [again, least, middle, Math.max(easy, middle + 1)];
  }

  globalThis.notewrightStudy = { ...globalThis.notewrightStudy, recall, memoryAfter, intervals };
})();
