// The journeys of a reader on a phone. Each has several ways; a way does every step, and fails if it does not arrive.
import { naming, titled } from './notes.mjs';

// Results of a search are complete if they do not change for this time. Every engine here answers sooner. In ms.
const SETTLED = 1000;

// Where each site has its controls. `entry` is the link of a section in the menu, `result` one in the results of the search.
const CONTROLS = {
  notewright: {
    text: 'article .prose', search: 'header .find', results: 'dialog [role=option][href*="aws-developer/"]', next: '.thumb [rel=next]',
    list: '.thumb a[href*="index.html"]', square: (number) => `.squares a[href$="/${number}.html"]`, entry: (number) => `#-at-${number} a`,
  },
  Starlight: {
    text: '.sl-markdown-content', search: 'button[data-open-modal]', results: 'dialog .pagefind-ui__result-title > a', more: 'dialog .pagefind-ui__button', next: 'a[rel=next]',
    menu: 'button.sl-menu-button', entry: (number) => `#starlight__sidebar a[href="/${number}/"]`,
  },
  Material: {
    text: 'article', search: 'header label[for=__search]', results: '.md-search-result__item > a', next: '.md-footer__link--next',
    menu: 'header label[for=__drawer]', entry: (number) => `.md-nav--primary .md-nav__item:nth-child(${number + 1}) > a`,
  },
  mdBook: {
    text: 'main', search: '#mdbook-search-toggle', results: '#mdbook-searchresults a', next: '.mobile-nav-chapters.next',
    menu: '#mdbook-sidebar-toggle', entry: (number) => `#mdbook-sidebar a[href="${number}.html"]`,
  },
};

// A reader of one site: the hand, the controls, and what the reader can see.
export class Reader {
  constructor(hand, site, origin) {
    this.hand = hand;
    this.page = hand.page;
    this.site = site;
    this.origin = origin;
    this.controls = CONTROLS[site.name];
  }

  async tap(selector) {
    await this.hand.tap(this.page.locator(selector).first());
  }

  // Waits until the page of a section is there. This is the proof that a step led to it.
  async arrive(number) {
    await this.page.waitForURL(({ pathname }) => pathname === this.site.page(number));
    await this.page.waitForLoadState('load');
    const heading = await this.page.locator('h1', { hasText: new RegExp(`^\\s*${number}\\b`) }).count();
    if (heading !== 1) throw new Error(`${this.page.url()} does not have the heading of section ${number}`);
    await this.hand.settle();
  }

  // Opens the page of a section, or home. A journey begins here, so nothing is counted.
  async begin(number) {
    await this.page.goto(this.origin + (number ? this.site.page(number) : '/'), { waitUntil: 'networkidle' });
  }

  // Reads to a part of the text: 0.5 is its middle, 1 its end.
  async read(part) {
    await this.hand.readTo(this.page.locator(this.controls.text), part);
  }

  // Returns the number of the section with this address, or NaN.
  numberOf(address) {
    return Number(/(\d+)(?:\.html|\/)$/.exec(new URL(address).pathname)?.[1]);
  }

  // Returns the number of the section of each result of the search, in order: NaN if it is hidden or leads elsewhere.
  async found() {
    const links = await this.page.locator(this.controls.results).evaluateAll((all) => all.map((link) => {
      // The results of a closed search may be beside the screen.
      const { left, right } = link.getBoundingClientRect();
      return link.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && left >= 0 && right <= innerWidth ? link.href : undefined;
    }));
    return links.map((link) => (link ? this.numberOf(link) : NaN));
  }

  // Opens the search, unless its results are on the screen, and types words unless they are there.
  async search(words) {
    if ((await this.found()).some(Boolean)) return;
    await this.tap(this.controls.search);
    await this.hand.settle();
    const typed = await this.page.evaluate(() => document.activeElement?.value ?? '');
    if (typed !== words) await this.hand.type(words);
    for (let last, now = '', since = Date.now(); now !== last || Date.now() - since < SETTLED; await this.page.waitForTimeout(100)) {
      last = now;
      now = (await this.found()).join();
      if (now !== last) since = Date.now();
    }
  }

  // Opens the first result that leads to one of these sections, and returns its number. Asks for more results if none does.
  async openResult(numbers) {
    for (let round = 0; round < 10; round++) {
      const all = await this.found();
      const at = all.findIndex((number) => numbers.includes(number));
      if (at >= 0) {
        await this.hand.tap(this.page.locator(this.controls.results).nth(at));
        await this.arrive(all[at]);
        return all[at];
      }
      const more = this.controls.more && this.page.locator(this.controls.more);
      if (more && await more.isVisible()) await this.hand.tap(more);
      else if (all.length) await this.hand.further(this.page.locator(this.controls.results).nth(all.length - 1));
      await this.page.waitForTimeout(SETTLED);
    }
    throw new Error(`the search does not find ${numbers.join(', ')}`);
  }

  async bySearch(words, number) {
    await this.search(words);
    await this.openResult([number]);
  }

  async byMenu(number) {
    await this.tap(this.controls.menu);
    await this.hand.settle();
    await this.tap(this.controls.entry(number));
    await this.arrive(number);
  }

  // Opens each of these sections from the results of a search.
  async eachBySearch(words, numbers, onwards) {
    for (const left = new Set(numbers); left.size;) {
      await this.search(words);
      left.delete(await this.openResult([...left]));
      if (left.size) await onwards();
    }
  }

  // Reads each of these sections on the path of a service, from the page of the service.
  async eachOnPath(service, numbers) {
    const left = new Set(numbers);
    for (let from = this.page.url(), step = '.occurrences a'; left.size; step = `.thumb [rel=next][href*="in=${service}"]`) {
      await this.tap(step);
      const before = from;
      await this.page.waitForURL((url) => url.href !== before && url.hash === `#in=${service}`);
      from = this.page.url();
      await this.arrive(this.numberOf(from));
      left.delete(this.numberOf(from));
    }
  }
}

// Returns the journeys: where each begins and ends, and its ways for a reader of one site.
export function journeys(notes) {
  const about = naming(notes, 'SQS');
  const wanted = titled(notes, 'visibility timeout');
  const menu = (number) => (reader) => reader.byMenu(number);
  const search = (words, number) => (reader) => reader.bySearch(words, number);
  return [
    {
      key: 'a', name: 'from the home page to 47', start: (reader) => reader.begin(),
      ways: ({ name }) => name === 'notewright'
        ? { 'number grid': async (reader) => { await reader.tap(reader.controls.square(47)); await reader.arrive(47); }, search: search('47', 47) }
        : { menu: menu(47), search: search('47', 47) },
    },
    {
      key: 'b', name: 'twenty sections forward, from 20 to 40', start: (reader) => reader.begin(20),
      ways: ({ name }) => ({
        next: (reader) => forward(20, 40, async (number) => { await reader.tap(reader.controls.next); await reader.arrive(number); }),
        ...(name !== 'notewright' && { menu: (reader) => forward(20, 40, (number) => reader.byMenu(number)) }),
      }),
    },
    {
      key: 'b, read', name: 'the same, each read to its end first', start: (reader) => reader.begin(20),
      ways: ({ name }) => ({
        next: (reader) => readAll(reader, 20, 40, reader.controls.next),
        ...(name === 'notewright' && { 'next below the text': (reader) => readAll(reader, 20, 40, '.neighbours [rel=next]') }),
      }),
    },
    {
      key: 'c', name: `all about SQS: the ${about.length} sections that name it`, start: (reader) => reader.begin(),
      ways: ({ name }) => name === 'notewright' ? {
        'page of the service': async (reader) => { await reader.tap('main a.service[href$="/amazon-sqs.html"]'); await reader.eachOnPath('amazon-sqs', about); },
        'search, page of the service': async (reader) => {
          await reader.search('SQS');
          await reader.tap('dialog [role=option][href*="amazon-sqs.html"]');
          await reader.eachOnPath('amazon-sqs', about);
        },
      } : {
        'search, back': (reader) => reader.eachBySearch('SQS', about, () => reader.hand.back()),
        'search again': (reader) => reader.eachBySearch('SQS', about, () => undefined),
      },
    },
    { key: 'd', name: `search “visibility timeout”, open ${wanted}`, start: (reader) => reader.begin(), ways: () => ({ search: search('visibility timeout', wanted) }) },
    {
      key: 'e', name: 'from 47 to 63, which it names', start: (reader) => reader.begin(47),
      ways: ({ name }) => name === 'notewright' ? {
        'link in the text': async (reader) => { await reader.tap('.prose a[href="63.html"]'); await reader.arrive(63); },
        Connected: async (reader) => { await reader.tap('.margin a[href="63.html"]'); await reader.arrive(63); },
      } : { menu: menu(63), search: search('63', 63) },
    },
    {
      key: 'f', name: 'from the middle of 100 to its entry in the list',
      start: async (reader) => { await reader.begin(100); await reader.read(0.5); },
      ways: ({ name }) => name === 'notewright'
        ? { bar: (reader) => toEntry(reader, reader.controls.list, 100) }
        : { menu: (reader) => toEntry(reader, reader.controls.menu, 100) },
    },
  ];
}

async function forward(from, to, step) {
  for (let number = from + 1; number <= to; number++) await step(number);
}

// Reads each section to its end, then goes to the next one.
async function readAll(reader, from, to, next) {
  await forward(from, to, async (number) => { await reader.read(1); await reader.tap(next); await reader.arrive(number); });
}

// Opens the list, and looks for the entry of a section in it.
async function toEntry(reader, list, number) {
  await reader.tap(list);
  await reader.page.locator(reader.controls.entry(number)).first().waitFor();
  await reader.hand.settle();
  await reader.hand.find(reader.page.locator(reader.controls.entry(number)).first());
}
