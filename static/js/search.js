// The search of a notewright site: takes the text of a query, and gives the matching documents, best first. `unit` is
// the index of a document: in a browser, the name `document` is taken.
//
// It uses neither the page nor the network: a Search receives the files under search/ by name, and returns the names of
// missing ones. docs/search-format.md specifies the files, the words and the ranking; src/tokenize.rs and src/search/
// implement the same in Rust.
'use strict';

(() => {
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUES = new Uint8Array(128);
  for (let i = 0; i < 64; i++) VALUES[DIGITS.charCodeAt(i)] = i;

  // `scripts/minify` writes the constants and word lists of src/ranking.json here.
  /* @ranking@ */

  /* Words */

  const PIECE = '[\\p{Alphabetic}\\p{M}\\p{N}]+';
  const SIGN = '[\\u231A\\u231B\\u23E9-\\u23FA\\u2600-\\u27BF\\u2B1B-\\u2B55\\u{1F000}-\\u{1F3FA}\\u{1F400}-\\u{1FAFF}]';
  const RUN = new RegExp(`${PIECE}(?:(?:[-_.:@&$'’‐‑]{1,3}|(?<=[0-9]),(?=[0-9]))${PIECE})*|(${SIGN})`, 'gu');
  const PIECES = new RegExp(PIECE, 'gu');
  const HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?!s(?![a-z]))[a-z])/;
  const NO_SPACES = '\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u2E80-\\uA4CF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}';
  const SCRIPTS = new RegExp(`[${NO_SPACES}]+|[^${NO_SPACES}]+`, 'gu');
  const HAS_NO_SPACES = new RegExp(`^[${NO_SPACES}]`, 'u');
  const ASCII = /^[\x00-\x7f]*$/;
  const ALPHABETIC = /^\p{Alphabetic}/u;
  // What is before the name of a variable, `$LATEST`.
  const VARIABLE = /(?:^|[^$\p{Alphabetic}\p{M}\p{N}])\$$/u;
  const isStopWord = (term) => STOP_WORDS.has(term) || /^[a-z]$/.test(term);

  // Accents, the vowels and the stretching of Arabic, and what makes an emoji of a sign.
  const MARKS = /[\u0300-\u036f\u0640\u064b-\u0655\u0670\u20e3\ufe00-\ufe0f]/g;
  const ARTICLE = /^(?:ال(?=..)|(?:[وفبك]ال|لل)(?=...))/u;
  const PLAIN = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };
  const PAIRS = { ä: 'ae', ö: 'oe', ø: 'oe', ü: 'ue', å: 'aa' };
  const fold = (text) => ASCII.test(text) ? text.toLowerCase()
    : text.normalize('NFKD').replace(MARKS, '').toLowerCase().normalize('NFKC').replace(ARTICLE, '')
      .replace(/[ßæœøđðłıþ]/g, (letter) => PLAIN[letter]);
  // Returns a word as keyboards without its letters write it, `groesse` for `Größe`. Returns '' if it has no such letter.
  function spelledOut(text) {
    if (ASCII.test(text)) return '';
    const composed = text.normalize('NFKC').toLowerCase();
    const spelled = composed.replace(/[äöøüå]/g, (letter) => PAIRS[letter]);
    return spelled === composed ? '' : fold(spelled);
  }
  const cut = (term) => term.length <= LONGEST ? term : [...term].slice(0, LONGEST).join('');

  // Iterates over all matches. `matchAll` clones the expression each time, and some engines compile it again.
  function* found(pattern, text) {
    pattern.lastIndex = 0;
    for (let match; (match = pattern.exec(text));) yield match;
  }

  // Returns the words of a text: { term, start, end, isWhole }. The whole of a run comes after its parts.
  function words(text) {
    const all = [];
    // Accents alone are not a word.
    const put = (term, start, end, isWhole) => { if (term) all.push({ term, start, end, isWhole }); };
    for (const run of found(RUN, text)) {
      if (run[1]) {
        put(run[1], run.index, run.index + run[1].length, false);
        continue;
      }
      const parts = [];
      for (const piece of found(PIECES, run[0])) {
        const start = run.index + piece.index;
        const isEnding = piece.index > 0 && /['’]/.test(text[start - 1]) && [...piece[0]].length <= 2;
        if (isEnding) continue;
        let at = start;
        for (const part of ASCII.test(piece[0]) ? piece[0].split(HUMP) : piece[0].match(SCRIPTS)) {
          parts.push({ start: at, end: at += part.length });
        }
      }
      if (parts.length > DATA) continue;
      let end = run.index + run[0].length;
      // C++ and C#
      if (/(?:^|[^\p{Alphabetic}\p{M}\p{N}])[A-Za-z]$/u.test(run[0])) {
        const marks = /^(?:\+\+|#)(?![\p{Alphabetic}\p{M}\p{N}])/u.exec(text.slice(end, end + 4));
        const last = parts[parts.length - 1];
        if (marks && last?.end === end) last.end = end += marks[0].length;
      }
      let hasPairs = false;
      for (const { start, end } of parts) {
        const written = text.slice(start, end);
        if (!HAS_NO_SPACES.test(written)) {
          put(cut(fold(written)), start, end, false);
          put(cut(spelledOut(written)), start, end, true);
          continue;
        }
        hasPairs = true;
        const characters = [...written];
        let at = start;
        characters.forEach((character, i) => {
          const pair = character + (characters[i + 1] ?? '');
          put(cut(fold(pair)), at, at + pair.length, false);
          at += character.length;
        });
      }
      if (parts.length === 1 && !hasPairs) {
        const [{ start, end }] = parts;
        const name = text.slice(start, end);
        if (/^[A-Za-z]{2,20}$/.test(name) && VARIABLE.test(text.slice(Math.max(0, start - 3), start))) put(`$${fold(name)}`, start - 1, end, true);
      }
      if (parts.length < 2 || parts.length > MOST_PARTS || hasPairs) continue;
      let whole = '';
      parts.forEach(({ start, end }, i) => {
        if (i && /^[0-9]\.[0-9]$/.test(text.slice(parts[i - 1].end - 1, start + 1))) whole += '.';
        whole += fold(text.slice(start, end));
      });
      if ([...whole].length <= LONGEST) put(whole, run.index, end, true);
    }
    return all;
  }

  const ENDINGS = [['ization', 3], ['isation', 3], ['ation', 4], ['ment', 4], ['able', 4], ['ance', 4], ['ence', 4],
    ['ate', 4], ['ize', 3], ['ise', 3], ['ion', 4]];

  // Returns the word without `ending`, if at least `least` letters with a vowel are left.
  function without(word, ending, least) {
    const rest = word.slice(0, -ending.length);
    return word.endsWith(ending) && rest.length >= least && /[aeiouy]/.test(rest) ? rest : undefined;
  }

  function stem(word) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    let rest = word;
    if (word.endsWith('ies') && word.length > 4) rest = word.slice(0, -2);
    else if (/(?:ss|x|z|sh)es$/.test(word)) rest = word.slice(0, -2);
    else if (/s$/.test(word) && !/(?:ss|us|is)$/.test(word)) rest = word.slice(0, -1);
    const shorter = without(rest, 'ing', 3) ?? without(rest, 'ed', 3);
    if (shorter !== undefined) {
      const isDoubled = shorter.length > 3 && /([a-km-rt-y])\1$/.test(shorter);
      rest = isDoubled ? shorter.slice(0, -1)
        : without(shorter, 'at', 4) ?? without(shorter, 'iz', 4) ?? without(shorter, 'is', 4) ?? shorter;
    }
    for (const [ending, least] of ENDINGS) {
      const shortened = without(rest, ending, least);
      if (shortened !== undefined) { rest = shortened; break; }
    }
    if ((rest.length > 3 && /[eyi]$/.test(rest)) || (rest.length > 5 && rest.endsWith('a'))) rest = rest.slice(0, -1);
    return rest;
  }

  // Returns a name in the form in which names are compared: words without spaces, the last one stemmed.
  const key = (terms) => terms.slice(0, -1).join('') + stem(terms[terms.length - 1] ?? '');

  // A string counts a character beyond U+FFFF as two.
  const SURROGATE = /[\ud800-\udbff]/;
  const characters = (word) => SURROGATE.test(word) ? [...word] : word;

  // Returns the largest edit distance for a word of this length.
  const allowedDistance = (word) => [...word].length < 3 ? 0 : [...word].length < 8 ? 1 : 2;

  // Returns the edit distance of two words: optimal string alignment (Boytsov 2011, section 2).
  function editDistance(word, other, most) {
    const a = characters(word), b = characters(other);
    let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1];
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most + 1) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  /* Files */

  // Decodes front-coded entries: each shares a prefix with the entry before.
  function unfold(text) {
    const terms = [], rests = [];
    let before = '';
    for (const entry of text ? text.split(' ') : []) {
      const comma = entry.indexOf(',');
      const end = comma < 0 ? entry.length : comma;
      before = before.slice(0, VALUES[entry.charCodeAt(0)]) + entry.slice(1, end);
      terms.push(before);
      rests.push(entry.slice(end));
    }
    return { terms, rests };
  }

  // Calls found(unit, inTitle, inBody) for each posting of a term. Each list holds gaps in Rice code.
  function postings(rest, found) {
    let kind = -1;
    for (let at = 0; at < rest.length;) {
      if (rest.charCodeAt(at) === COMMA) { kind++; at++; continue; }
      const low = VALUES[rest.charCodeAt(at++)];
      let unit = -1, digit = 0, left = 0;
      list: for (;;) {
        let gap = 0;
        for (;;) {
          if (!left) {
            if (at >= rest.length || rest.charCodeAt(at) === COMMA) break list;
            digit = VALUES[rest.charCodeAt(at++)];
            left = 6;
          }
          if (!(digit >> --left & 1)) break;
          gap++;
        }
        for (let wanted = low; wanted > 0;) {
          if (!left) { digit = VALUES[rest.charCodeAt(at++)]; left = 6; }
          const bits = Math.min(wanted, left);
          left -= bits;
          wanted -= bits;
          gap = gap << bits | digit >> left & (1 << bits) - 1;
        }
        unit += gap + 1;
        found(unit, kind > 3, IN_BODY[kind]);
      }
    }
  }
  const COMMA = 44;
  const IN_BODY = [1, 2, 3, 5, 0, 1, 2, 3, 5];

  // Returns the first position in a sorted list that is not less than `wanted`.
  function position(list, wanted) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] < wanted) low = middle + 1; else high = middle;
    }
    return low;
  }

  const logFrequency = (rest) => {
    let count = 0;
    postings(rest, () => count++);
    return 31 - Math.clz32(count);
  };
  const isCorrectable = (term) => [...term].length >= 3 && ALPHABETIC.test(term);

  // Returns the parts of the runs of a text.
  const parts = (text) => words(text).filter((word) => !word.isWhole).map((word) => word.term);

  // Reads the operators of a query: `-word` leaves documents out, words in quotation marks must be in them as typed, next to each other. In the
  // text that is left, operators are blanks.
  const LEAST_EXCLUDED = 3;
  function operators(typed) {
    const query = typed.replace(/[“”„‟«»＂]/g, '"');
    const quoted = [], excluded = [];
    const bare = query.replace(/"([^"]*)"/g, (_, words) => { quoted.push(words); return ` ${words} `; });
    const inside = (at) => query.slice(0, at).split('"').length % 2 === 0 && query.slice(at).includes('"');
    const text = [...found(/[^\p{White_Space}]+/gu, query)].reduce((left, { 0: token, index }) => {
      const word = token.slice(1);
      if (token[0] !== '-' || !ALPHABETIC.test(word) || [...word].length < LEAST_EXCLUDED || inside(index)) return left;
      excluded.push(word);
      return left.slice(0, index) + ' '.repeat(token.length) + left.slice(index + token.length);
    }, bare);
    return words(text).length ? { text, excluded, quoted } : { text: typed, excluded: [], quoted: [] };
  }

  // Returns the number if the query consists of nothing else: `47`, `#47`, `section 47`, `see 47.`
  function onlyNumber(text) {
    const words = text.split(/\p{White_Space}+/u).map((word) => word.replace(/^[#.,:;()]+|[#.,:;()]+$/g, '').toLowerCase())
      .filter((word) => word && !BEFORE_NUMBER.has(word));
    return words.length === 1 ? words[0] : '';
  }

  class Group {
    terms = new Map();
    numbered = new Set();
    marks = { terms: new Set(), prefixes: [], names: new Set(), weight: 0 };
    isKnown = false;
    isWeak = false;
    // Languages in which the word is a stop word, as positions in the entry's lists.
    stopWordIn = [];

    put(term, rest, weight) {
      if (!this.terms.has(term)) this.terms.set(term, { rest, weight });
    }
  }

  class Search {
    files = new Map();
    missing = new Set();
    // Documents whose words were read for a quotation.
    read = new Map();

    // Adds a file: S(...) in the file calls this.
    add(name, data) {
      if (name === 'index') {
        this.entry = data;
        this.names = new Map();
        this.concepts = [...data.services.map(([, , names, parts]) => ({ names: names.split('|'), parts })),
          ...data.concepts.map((names) => ({ names: names.split('|'), parts: [] }))];
        this.concepts.forEach(({ names }, concept) => {
          for (const name of names) this.names.set(name, [...this.names.get(name) ?? [], concept]);
        });
        if (data.terms !== undefined) this.files.set('t0', unfold(data.terms));
        this.alike = (data.alike ?? []).map((words) => [...new Set(words.split(' ').map(stem))]);
        this.stops = (data.stops ?? []).map(([terms, notebooks]) => ({ terms: new Set(terms.split(' ')), notebooks }));
        const first = [];
        let sections = 0;
        for (const [, , count] of data.notebooks) { first.push(sections); sections += count; }
        this.first = [...first, sections];
        this.languages = this.stops.length ? [...data.norms].map((_, unit) => this.languageOf(unit)) : [];
      } else {
        this.files.set(name, name[0] === 'x' ? data : unfold(data));
      }
    }

    // Returns the path of a file.
    path(name) {
      if (name === 'index') return 'search/index.js';
      const { letters, hashes } = this.entry;
      const kind = 'txw'.indexOf(name[0]);
      const at = kind === 2 ? letters.indexOf(name[1]) : Number(name.slice(1));
      return `search/${name}.${hashes[kind].slice(at * HASH, (at + 1) * HASH)}.js`;
    }

    file(name) {
      const file = this.files.get(name);
      if (!file) this.missing.add(name);
      return file;
    }

    // Returns the shard that contains a term, or would contain it.
    shardOf(term) {
      const { shards } = this.entry;
      const at = position(shards, term);
      return shards[at] === term ? at + 1 : at;
    }

    // Returns the postings of a term. Returns undefined if there are none, or if the shard is missing.
    find(term) {
      const shard = this.file(`t${this.shardOf(term)}`);
      if (!shard) return undefined;
      const at = position(shard.terms, term);
      return shard.terms[at] === term ? shard.rests[at] : undefined;
    }

    // Calls found(term, postings) for terms with this prefix, in the first shards that may have some.
    beginning(prefix, found) {
      const first = this.shardOf(prefix);
      const last = Math.min(this.shardOf(prefix + '\uffff'), first + MOST_SHARDS - 1);
      for (let number = first; number <= last; number++) {
        const shard = this.file(`t${number}`);
        if (!shard) continue;
        for (let at = position(shard.terms, prefix); at < shard.terms.length && shard.terms[at].startsWith(prefix); at++) {
          found(shard.terms[at], shard.rests[at]);
        }
      }
    }

    // Runs a query: { text, notebook?, service?, most }. notebook and service are indexes in the entry.
    //
    // Returns { hits: [{ unit, score, hasAll }], total, found, corrections, services, isName, marks, missing }. `found` are the
    // documents of any service, and `isName` says that the query is the name of the first service. If files are missing, the
    // other values are incomplete.
    run({ text: query, notebook, service, most }) {
      this.missing = new Set();
      const { text, excluded, quoted } = operators(query.length > LONGEST_QUERY ? [...query].slice(0, LONGEST_QUERY).join('') : query);
      const all = words(text);
      const isUnfinished = all.length > 0 && all[all.length - 1].end === text.length;
      const corrections = [];
      const groups = this.groups(all, isUnfinished, corrections);
      const { norms } = this.entry;
      const units = norms.length;
      const title = groups.length < SENTENCE ? TITLE : TITLE_FOR_SENTENCE;
      const scores = new Float64Array(units), frequencies = new Float64Array(units);
      const counts = new Uint16Array(units);
      for (const group of groups) {
        frequencies.fill(0);
        for (const { rest, weight } of group.terms.values()) {
          postings(rest, (unit, inTitle, inBody) => {
            const norm = VALUES[norms.charCodeAt(unit)] / NORMAL;
            frequencies[unit] += weight * ((inTitle ? title : 0) + inBody / norm);
          });
        }
        for (const unit of group.numbered) frequencies[unit] += NUMBER;
        if (group.stopWordIn.length) this.languages.forEach((list, unit) => { if (group.stopWordIn.includes(list)) frequencies[unit] = 0; });
        let found = 0;
        for (let unit = 0; unit < units; unit++) if (frequencies[unit] > 0) found++;
        const weight = Math.log(1 + (units - found + 0.5) / (found + 0.5)) * (group.isWeak ? WEAK : 1);
        group.marks.weight = weight;
        for (let unit = 0; unit < units; unit++) {
          const frequency = frequencies[unit];
          if (frequency > 0) {
            scores[unit] += weight * frequency / (K1 + frequency);
            counts[unit]++;
          }
        }
      }
      // Words that a document of each language must have: all but its stop words.
      const wanted = this.stops.map((_, list) => groups.filter((group) => !group.stopWordIn.includes(list)).length);
      const number = onlyNumber(text);
      const jumps = number ? this.numbered(number) : new Set();
      // Marks alone need no texts.
      const isAdmitted = most ? this.quoting(quoted, this.admitted(excluded, quoted)) : this.admitted(excluded, quoted);
      const ofService = service === undefined ? undefined : this.unitsOf(`@${service}`);
      const hits = [], everywhere = [];
      let total = 0;
      const isBetter = (a, b) => a.isJump !== b.isJump ? a.isJump : a.hasAll !== b.hasAll ? a.hasAll : a.score > b.score;
      for (let unit = 0; unit < units; unit++) {
        const isJump = jumps.has(unit);
        if (!(counts[unit] || isJump) || !isAdmitted(unit)) continue;
        if (notebook !== undefined && this.notebookOf(unit) !== notebook) continue;
        everywhere.push(unit);
        if (ofService && !ofService.has(unit)) continue;
        total++;
        const needed = wanted[this.languages[unit]] ?? groups.length;
        const coverage = counts[unit] / Math.max(needed, 1);
        const score = Math.round(scores[unit] * (0.25 + 0.75 * coverage * coverage) * 1e6) / 1e6;
        const hit = { unit, score, hasAll: counts[unit] === needed, isJump };
        if (hits.length === most && !(most && isBetter(hit, hits[most - 1]))) continue;
        let low = 0, high = hits.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (isBetter(hit, hits[middle])) high = middle; else low = middle + 1;
        }
        hits.splice(low, 0, hit);
        hits.length = Math.min(hits.length, most);
      }
      const named = this.services(all);
      return {
        hits, total, found: everywhere, corrections, services: named.map((each) => each.service), isName: named[0]?.rank < 2, marks: groups.map((group) => group.marks),
        missing: [...this.missing],
      };
    }

    // Returns whether a document has all quoted words, in any order, and no excluded one. Stop words count as being everywhere.
    admitted(excluded, quoted) {
      const left = new Set(), had = [];
      for (const text of excluded) {
        const all = words(text);
        const hasWhole = all.some((word) => word.isWhole);
        for (const { term } of all.filter((word) => word.isWhole === hasWhole)) {
          const group = new Group();
          this.putTerm(group, term, 1);
          this.putStem(group, stem(term), 1);
          for (const { rest } of group.terms.values()) postings(rest, (unit) => left.add(unit));
        }
      }
      for (const { term, isWhole } of quoted.flatMap((text) => words(text))) {
        if (!isWhole && !isStopWord(term)) had.push({ units: this.unitsOf(term), lists: this.stopWords(term) });
      }
      return (unit) => !left.has(unit) && had.every(({ units, lists }) => units.has(unit) || lists.includes(this.languages[unit]));
    }

    // Returns whether an admitted document has each quotation in its title or text, its words next to each other and in order. If
    // too many files of texts would have to be loaded, the order does not count.
    quoting(quoted, isAdmitted) {
      const quotations = quoted.map(parts).filter((terms) => terms.length > 1);
      if (!quotations.length) return isAdmitted;
      const units = [...this.entry.norms].map((_, unit) => unit).filter(isAdmitted);
      if (new Set(units.map((unit) => Math.floor(unit / DOCUMENTS_PER_FILE))).size > MOST_FILES_OF_QUOTATION) return isAdmitted;
      const having = new Set(units.filter((unit) => {
        const texts = this.partsOf(unit);
        return quotations.every((terms) => texts.some((text) => text.some((_, at) => terms.every((term, index) => text[at + index] === term))));
      }));
      return (unit) => having.has(unit);
    }

    // Returns the words of the title and of the text of a document; none if its file is missing.
    partsOf(unit) {
      if (!this.read.has(unit)) {
        const content = this.shown(unit);
        if (!content) return [];
        this.read.set(unit, [parts(content.title), parts(content.text)]);
      }
      return this.read.get(unit);
    }

    // Finds the sections with a number. If there are none, finds numbers that continue it: 17 finds 17a, 2.1 finds
    // 2.1.5.
    numbered(number) {
      const found = this.unitsOf(`#${number}`);
      this.entry.notebooks.forEach(([, , count, isInOrder], notebook) => {
        if (isInOrder && /^[1-9][0-9]*$/.test(number) && Number(number) <= count) found.add(this.first[notebook] + Number(number) - 1);
      });
      if (!found.size && /[0-9]$/.test(number)) {
        this.beginning(`#${number}`, (other, rest) => {
          if (/^[^0-9]/.test(other.slice(number.length + 1))) postings(rest, (unit) => found.add(unit));
        });
      }
      return found;
    }

    unitsOf(term) {
      const units = new Set();
      postings(this.find(term) ?? '', (unit) => units.add(unit));
      return units;
    }

    // Returns the notebook of a document. Sections come in the order of notebooks, introductions after all of them.
    notebookOf(unit) {
      const sections = this.first[this.first.length - 1];
      return unit < sections ? this.first.findLastIndex((first) => first <= unit) : this.entry.introductions[unit - sections];
    }

    // Returns the position of the stop words of a document's language, or -1.
    languageOf(unit) {
      const notebook = this.notebookOf(unit);
      return this.stops.findIndex(({ notebooks }) => notebooks.includes(notebook));
    }

    // Returns the positions of the lists of stop words that have a term.
    stopWords(term) {
      return [...this.stops.keys()].filter((list) => this.stops[list].terms.has(term));
    }

    // Returns the languages in which a term is a stop word, if the query has another word in that language.
    stopWordIn(term, terms) {
      return this.stopWords(term).filter((list) => terms.some((other) => !isStopWord(other) && !this.stops[list].terms.has(other)));
    }

    // Returns the groups of a word that is a stop word in some languages: in others it is a word as it is. There are none if the
    // site has no notebook in another language, or the dictionary does not have the word.
    stopWordGroups(term, lists) {
      if (lists.flatMap((list) => this.stops[list].notebooks).length >= this.entry.notebooks.length) return [];
      const group = new Group();
      this.putTerm(group, term, 1);
      // Marks are for all languages.
      group.marks.terms.clear();
      group.stopWordIn = lists;
      return group.isKnown ? [group] : [];
    }

    groups(all, isUnfinished, corrections) {
      const parts = all.filter((word) => !word.isWhole);
      const terms = parts.map((word) => word.term);
      const hasContentWord = terms.some((term) => !isStopWord(term));
      // The words with corrections, and the indexes of the words that are not in the dictionary.
      const meant = [...terms], unknown = new Set();
      const groups = terms.map((term, at) => {
        if (hasContentWord && isStopWord(term)) return [];
        const isLast = isUnfinished && at === terms.length - 1;
        const group = new Group();
        // A variable that is in the dictionary: other words are not meant.
        const variable = all.find((word) => word.isWhole && word.term[0] === '$' && word.start <= parts[at].start && parts[at].start < word.end);
        if (variable) this.putTerm(group, variable.term, WHOLE);
        if (group.isKnown) return [group];
        const lists = this.stopWordIn(term, terms);
        if (lists.length) return this.stopWordGroups(term, lists);
        group.isWeak = WEAK_WORDS.has(term);
        const begin = (prefix) => this.beginning(prefix, (other, rest) => {
          group.put(other, rest, PREFIX);
          if (!group.marks.prefixes.includes(prefix)) group.marks.prefixes.push(prefix);
          group.isKnown = true;
        });
        this.putTerm(group, term, 1);
        let number = term;
        for (const whole of all) {
          if (!whole.isWhole || whole.start > parts[at].start || whole.end <= parts[at].start) continue;
          number = whole.term;
          const isSpelling = whole.start === parts[at].start && whole.end === parts[at].end;
          this.putTerm(group, whole.term, isSpelling ? SPELLING : WHOLE);
          if (isUnfinished && whole.end === parts[parts.length - 1].end) begin(whole.term);
        }
        if (/^[0-9]/.test(number)) {
          group.numbered = this.numbered(number);
          if (group.numbered.size) group.isKnown = true;
        }
        if (at > 0) this.putTerm(group, terms[at - 1] + term, JOINED);
        if (at + 1 < terms.length) this.putTerm(group, term + terms[at + 1], JOINED);
        for (let start = Math.max(0, at - LONGEST_NAME + 1); start <= at; start++) {
          for (let end = at + 1; end <= Math.min(terms.length, start + LONGEST_NAME); end++) {
            for (const concept of this.names.get(key(terms.slice(start, end))) ?? []) this.putConcept(group, concept);
          }
        }
        const isInDictionary = group.isKnown;
        if (!isInDictionary) unknown.add(at);
        const own = stem(term);
        this.putStem(group, own, SIBLING, term);
        if (isLast || !isInDictionary) begin(term);
        for (const stems of this.alike.filter((stems) => stems.includes(own))) {
          for (const other of stems) if (other !== own) this.putStem(group, other, SYNONYM);
        }
        if (group.isKnown || this.missing.size) return [group];
        const { best, groups } = this.correct(term, corrections);
        meant[at] = best ?? term;
        return groups;
      });
      if (unknown.size) this.addMistypedConcepts(meant, unknown, groups);
      return groups.flat();
    }

    // Adds the concepts whose names contain a mistyped word.
    addMistypedConcepts(meant, unknown, groups) {
      for (let start = 0; start < meant.length; start++) {
        for (let end = start + 1; end <= Math.min(meant.length, start + LONGEST_NAME); end++) {
          const positions = [...groups.keys()].slice(start, end);
          if (!positions.some((at) => unknown.has(at))) continue;
          const wanted = key(meant.slice(start, end));
          const isAlike = (name) => Math.abs(characters(name).length - characters(wanted).length) <= 1 && editDistance(wanted, name, 1) <= 1;
          const names = this.names.has(wanted) ? [wanted]
            : [...wanted].length < LEAST_CORRECTED_NAME ? [] : [...this.names.keys()].filter(isAlike).sort();
          for (const concept of names.flatMap((name) => this.names.get(name))) {
            for (const group of positions.flatMap((at) => groups[at])) this.putConcept(group, concept);
          }
        }
      }
    }

    putTerm(group, term, weight) {
      const rest = this.find(term);
      if (rest === undefined) return;
      group.put(term, rest, weight);
      group.marks.terms.add(term);
      group.isKnown = true;
    }

    // Adds all terms with this stem, except one.
    putStem(group, wanted, weight, but) {
      this.beginning(wanted, (other, rest) => {
        if (other === but || stem(other) !== wanted) return;
        group.put(other, rest, weight);
        group.marks.terms.add(other);
        group.isKnown = true;
      });
    }

    putConcept(group, concept) {
      const { names, parts } = this.concepts[concept];
      this.putTerm(group, `@${concept}`, NAME);
      names.forEach((name) => group.marks.names.add(name));
      for (const part of parts) {
        this.putTerm(group, `@${part}`, PART);
        this.concepts[part].names.forEach((name) => group.marks.names.add(name));
      }
    }

    // Returns groups for a word that is not in the dictionary: words within the edit distance, words with a similar
    // stem, or two words that were typed as one.
    correct(term, corrections) {
      const initial = [...term][0];
      const asItIs = (word) => word;
      for (const [initials, form, ofNames] of [[initial, asItIs], [initial, asItIs, true], [initial, stem], [undefined, asItIs]]) {
        const wanted = form(term);
        const length = characters(wanted).length;
        // A word of six or seven letters may be two edits from the name of a service: one more than from other words.
        const allowed = ofNames ? (length < 6 || length > 7 ? 0 : 2) : allowedDistance(wanted);
        const similar = [];
        if (allowed) {
          for (const { terms, levels } of this.guesses(initials)) {
            terms.forEach((other, at) => {
              if (initials && [...other][0] !== initials) return;
              const written = form(other);
              const longer = characters(written).length - length;
              if (Math.abs(longer) > allowed || (length === 3 && longer < 1) || (ofNames && !this.isService(other))) return;
              const distance = editDistance(wanted, written, allowed);
              if (distance <= allowed) similar.push({ other, distance, level: levels(at), isService: this.isService(other) });
            });
          }
        }
        if (this.missing.size) return { groups: [new Group()] };
        if (!similar.length) continue;
        similar.sort((a, b) => a.distance - b.distance || b.isService - a.isService || b.level - a.level || (a.other < b.other ? -1 : 1));
        const group = new Group();
        const best = similar[0].other;
        corrections.push([term, best]);
        for (const { other, distance } of similar.slice(0, MOST_CORRECTIONS)) {
          if (distance === similar[0].distance) this.putTerm(group, other, TYPO);
        }
        this.putStem(group, stem(best), TYPO);
        return { best, groups: [group] };
      }
      let best;
      for (let end = 3; end <= term.length - 3; end++) {
        const levels = [term.slice(0, end), term.slice(end)].map((word) => this.level(word));
        if (levels.includes(-1)) continue;
        const level = Math.min(...levels);
        if (!best || level > best.level) best = { level, two: [term.slice(0, end), term.slice(end)] };
      }
      if (!best) return { groups: [new Group()] };
      corrections.push([term, best.two.join(' ')]);
      const groups = best.two.map((word) => {
        const group = new Group();
        this.putTerm(group, word, 1);
        return group;
      });
      return { groups };
    }

    // Returns whether a term is the name of a service.
    isService(term) {
      return this.names.get(stem(term))?.some((concept) => concept < this.entry.services.length) ?? false;
    }

    // Returns the words that can correct a mistyped word: those with its first letter, or all.
    guesses(initial) {
      const { letters, terms } = this.entry;
      if (terms !== undefined) {
        const { terms: all, rests } = this.files.get('t0');
        this.known ??= all.map((term, at) => [term, at]).filter(([term]) => isCorrectable(term));
        return [{ terms: this.known.map(([term]) => term), levels: (at) => logFrequency(rests[this.known[at][1]]) }];
      }
      const wanted = initial === undefined ? [...letters] : [/[a-z]/.test(initial) ? initial : '_'];
      return wanted.filter((letter) => letters.includes(letter)).map((letter) => this.file(`w${letter}`))
        .filter((file) => file)
        .map(({ terms, rests }) => ({ terms, levels: (at) => VALUES[rests[at].charCodeAt(1)] }));
    }

    // Returns the log frequency of a word, or -1.
    level(word) {
      for (const { terms, levels } of isCorrectable(word) ? this.guesses([...word][0]) : []) {
        const at = position(terms, word);
        if (terms[at] === word) return levels(at);
      }
      return -1;
    }

    // Finds the services whose name matches the query: [{ service, rank }], indexes in the entry. Below rank 2 the query is a name.
    services(all) {
      const terms = all.filter((word) => !word.isWhole).map((word) => word.term);
      if (!terms.length) return [];
      const wanted = key(terms), begins = terms.join('');
      return this.entry.services.map(([, name, names], service) => {
        const keys = names.split('|');
        const beginsWithIt = keys.some((other) => other.startsWith(begins));
        const isExact = keys.includes(wanted);
        const has = () => {
          const own = words(name);
          return terms.every((term) => own.some((word) => word.term.startsWith(term)));
        };
        return { service, rank: isExact ? (beginsWithIt ? 0 : 1) : beginsWithIt ? 2 : has() ? 3 : 4 };
      }).filter(({ rank }) => rank < 4).sort((a, b) => a.rank - b.rank || a.service - b.service)
        .slice(0, MOST_SERVICES);
    }

    // Counts the documents of each service: [[service, count]], most first. A dictionary in several files would have to be loaded
    // for that, so only the services in `named` are returned then, without a count.
    countServices(units, named) {
      if (this.entry.terms === undefined) return named.map((service) => [service]);
      this.ofServices ??= this.entry.services.map((_, service) => this.unitsOf(`@${service}`));
      const counts = this.ofServices.map((has, service) => [service, units.filter((unit) => has.has(unit)).length]);
      return counts.filter(([, count]) => count).sort(([a, few], [b, many]) => many - few || a - b);
    }

    // Returns what a result shows: { url, notebook, number, title, text }. Returns undefined if its file is missing.
    shown(unit) {
      const name = `x${Math.floor(unit / DOCUMENTS_PER_FILE)}`;
      const file = this.files.get(name);
      if (!file) {
        this.missing.add(name);
        return undefined;
      }
      const [folder, label] = this.entry.notebooks[this.notebookOf(unit)];
      const [stem, number, title, text] = file[unit % DOCUMENTS_PER_FILE];
      return { url: `${folder}/${encodeURIComponent(stem)}.html`, notebook: label, number, title, text };
    }
  }

  /* Excerpts */

  const LENGTH = 28, LEAD = 8, SHORT_LEAD = 4;

  // Finds all matches of a query in a text: [{ start, end, group }], in order, without overlaps.
  function matches(text, marks, all = words(text)) {
    const parts = all.filter((word) => !word.isWhole);
    const terms = parts.map((word) => word.term);
    const found = [];
    marks.forEach((marked, group) => {
      for (const { term, start, end } of all) {
        if (marked.terms.has(term) || marked.prefixes.some((prefix) => term.startsWith(prefix))) found.push({ start, end, group });
      }
      if (!marked.names.size) return;
      for (let from = 0; from < terms.length; from++) {
        for (let to = from + 1; to <= Math.min(terms.length, from + LONGEST_NAME); to++) {
          if (marked.names.has(key(terms.slice(from, to)))) found.push({ start: parts[from].start, end: parts[to - 1].end, group });
        }
      }
    });
    found.sort((a, b) => a.start - b.start || b.end - a.end || a.group - b.group);
    const merged = [];
    for (const next of found) {
      const last = merged[merged.length - 1];
      const joins = last && next.start === last.end && next.group === last.group
        && HAS_NO_SPACES.test([...text.slice(Math.max(0, last.end - 2), last.end)].pop());
      if (last && (next.start < last.end || joins)) last.end = Math.max(last.end, next.end);
      else merged.push({ ...next });
    }
    return merged;
  }

  // Returns the best passage of a text, in pieces: [[text, isMarked]].
  function excerpt(text, marks) {
    const all = words(text);
    const found = matches(text, marks, all);
    const parts = all.filter((word) => !word.isWhole);
    if (!parts.length) return [];
    const startsSentence = (part) => part === 0
      || /^[.!?。]|\n/.test(text.slice(parts[part - 1].end, parts[part].start));
    let best = { start: 0, weight: -1 };
    let at = 0;
    found.forEach((first, i) => {
      while (at < parts.length && parts[at].end <= first.start) at++;
      let start = Math.max(0, at - SHORT_LEAD);
      for (let part = at; part >= Math.max(0, at - LEAD); part--) if (startsSentence(part)) { start = part; break; }
      const end = parts[Math.min(start + LENGTH, parts.length) - 1].end;
      let inside = i;
      while (inside > 0 && found[inside - 1].start >= parts[start].start) inside--;
      const groups = new Set();
      for (; inside < found.length && found[inside].start < end; inside++) {
        if (found[inside].start >= parts[start].start) groups.add(found[inside].group);
      }
      let weight = 0;
      for (const group of [...groups].sort((a, b) => a - b)) weight += marks[group].weight;
      if (weight > best.weight + 1e-9) best = { start, weight };
    });
    const after = Math.min(best.start + LENGTH, parts.length);
    const isCut = after < parts.length;
    const from = best.start ? parts[best.start].start : 0;
    const to = isCut ? parts[after - 1].end : text.length;
    const pieces = best.start ? [['… ', false]] : [];
    let written = from;
    for (const match of found) {
      if (match.start < from || match.start >= to) continue;
      const end = Math.min(match.end, to);
      pieces.push([text.slice(written, match.start), false], [text.slice(match.start, end), true]);
      written = end;
    }
    pieces.push([text.slice(written, to), false]);
    if (isCut) pieces.push([' …', false]);
    return tidied(pieces);
  }

  // Replaces whitespace by single spaces, and removes it at both ends. Drops empty pieces.
  function tidied(pieces) {
    let endsWithSpace = true;
    const tidy = pieces.map(([text, isMarked]) => {
      let single = text.replace(/\p{White_Space}+/gu, ' ');
      if (endsWithSpace && single[0] === ' ') single = single.slice(1);
      if (text) endsWithSpace = single ? single.endsWith(' ') : endsWithSpace;
      return [single, isMarked];
    }).filter(([text]) => text);
    const last = tidy[tidy.length - 1];
    if (last) last[0] = last[0].trimEnd();
    return tidy.filter(([text]) => text);
  }

  globalThis.notewright = { ...globalThis.notewright, LONGEST_QUERY, Search, words, stem, matches, excerpt };
})();
