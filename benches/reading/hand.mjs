// The hand of a reader with a phone. It counts what it does: taps, keys and swipes.
//
// A swipe scrolls by at most the height of the area that scrolls, and stops early where the target is in the middle of it.
// Taps are touches. Swipes are scrolled by the browser's compositor, as those of a finger are, so that bars hide and lists load as
// on a phone. Going back in the history is one tap.

// A target appears within this time, in ms.
const PATIENCE = 10_000;
// Pages that are shown again close what was open within this time, in ms.
const RETURN = 500;

export class Hand {
  constructor(page, touches) {
    this.page = page;
    this.touches = touches;
    this.forget();
  }

  // A hand on a page. `touches` is the debugging session that makes the swipes.
  static async on(page) {
    return new Hand(page, await page.context().newCDPSession(page));
  }

  // Begins to count anew.
  forget() {
    this.taps = 0;
    this.keys = 0;
    this.swipes = 0;
  }

  get all() {
    return this.taps + this.keys + this.swipes;
  }

  // Scrolls until the target is on the screen and can be touched, then taps it.
  async tap(target) {
    const { x, y } = await this.find(target);
    this.taps++;
    await this.page.touchscreen.tap(x, y);
  }

  // Scrolls until the target is on the screen, and returns where it can be touched.
  async find(target) {
    await target.waitFor({ state: 'attached', timeout: PATIENCE });
    for (const limit = this.swipes + 60; this.swipes < limit;) {
      await this.settle();
      const seen = await target.evaluate(sight);
      if (seen.isSeen) return seen;
      await this.swipe(seen.nearer);
      const after = await target.evaluate(sight);
      if (!after.isSeen && Math.abs(after.top - seen.top) < 1) throw new Error(`a swipe did not bring ${target} nearer`);
    }
    throw new Error(`${target} is not to be reached by swipes`);
  }

  // Swipes once down the area in which an element is.
  async further(element) {
    await this.swipe((await element.evaluate(sight)).further);
  }

  // Swipes once: the content moves by `by` pixels, up if it is negative.
  async swipe({ x, y, by }) {
    this.swipes++;
    await this.touches.send('Input.synthesizeScrollGesture', { x, y, yDistance: by, gestureSourceType: 'mouse', speed: 4000, preventFling: true });
    await this.settle();
  }

  // Scrolls until a part of an element, 0 for its top and 1 for its end, is in the middle of the screen. The reader reads on the way,
  // so this does not count.
  async readTo(element, part) {
    const { width, height } = this.page.viewportSize();
    const by = await element.evaluate((text, { share, middle }) => { const box = text.getBoundingClientRect(); return Math.round(middle - (box.top + share * box.height)); }, { share: part, middle: height / 2 });
    const { swipes } = this;
    if (by) await this.swipe({ x: width / 2, y: height / 2, by });
    this.swipes = swipes;
  }

  async type(text) {
    for (const key of text) {
      this.keys++;
      await this.page.keyboard.type(key);
      await this.page.waitForTimeout(50);
    }
  }

  // Goes back in the history. The browser may show the page as it was left, without loading it again.
  async back() {
    this.taps++;
    await this.page.goBack({ waitUntil: 'commit' });
    await this.page.waitForFunction(() => document.readyState === 'complete');
    await this.page.waitForTimeout(RETURN);
    await this.settle();
  }

  // Waits until nothing moves: positions are equal in some frames, and transitions and animations have ended.
  async settle() {
    await this.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
      const isMoving = () => document.getAnimations().some(({ playState, effect }) => playState === 'running' && effect.getComputedTiming().endTime < Infinity);
      const state = () => JSON.stringify([scrollY, ...[...document.querySelectorAll('nav, dialog, aside, header, main')].map((element) => element.getBoundingClientRect().toJSON())]);
      for (let last, equal = 0, round = 0; equal < 5 && round < 300; round++) {
        await frame();
        const now = state();
        equal = now === last && !isMoving() ? equal + 1 : 0;
        last = now;
      }
    });
  }
}

// Runs in the page. Returns where an element can be touched if it is seen, the swipe that brings it nearer, and a whole swipe.
function sight(element) {
  const box = [...element.getClientRects()].find(({ width, height }) => width > 0 && height > 0) ?? element.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const isOnScreen = x >= 0 && x < innerWidth && y >= 0 && y < innerHeight;
  const hit = isOnScreen && document.elementFromPoint(x, y);
  const isSeen = Boolean(hit) && (element.contains(hit) || (hit.contains(element) && hit.closest('a, button, label') === element));
  // The nearest area that scrolls. A bar that sticks to the screen does not move with the page.
  const page = document.scrollingElement;
  let area = page, isBar = false;
  for (let around = element; around && around !== document.body && around !== page; around = around.parentElement) {
    const { overflowY, position } = getComputedStyle(around);
    if (around !== element && /auto|scroll/.test(overflowY) && around.scrollHeight > around.clientHeight + 1) { area = around; break; }
    if (/fixed|sticky/.test(position)) isBar = true;
  }
  const view = area === page ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : area.getBoundingClientRect();
  const top = Math.max(0, view.top), bottom = Math.min(innerHeight, view.bottom), height = bottom - top;
  const middle = { x: Math.round((view.left + view.right) / 2), y: Math.round((top + bottom) / 2) };
  // A bar that hides while the reader scrolls down returns when they scroll up.
  const away = area === page && isBar ? height / 4 : middle.y - y;
  const nearer = { ...middle, by: Math.round(Math.sign(away) * Math.min(Math.abs(away), height)) };
  return { isSeen, x, y, top: box.top, nearer, further: { ...middle, by: -Math.round(height) } };
}
