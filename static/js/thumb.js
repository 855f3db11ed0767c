// Hides the bar of a small screen while the reader scrolls down, and shows it again when they scroll up or reach the end.
// Without this script the bar stays.
'use strict';

(() => {
  // A finger that rests on the screen moves it by a few pixels.
  const LEAST = 12;
  let last = scrollY;

  addEventListener('scroll', () => {
    const by = scrollY - last;
    if (Math.abs(by) < LEAST) return;
    last = scrollY;
    const isAtEnd = scrollY + innerHeight > document.documentElement.scrollHeight - 2 * LEAST;
    document.documentElement.classList.toggle('scrolled', by > 0 && !isAtEnd);
  }, { passive: true });
})();
