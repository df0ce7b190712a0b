/** Where in a text one of many words may begin, by four characters. It is read as `AsciiUnits` gives it. */
export interface Openings {
  /** The first place from `from` on where one may; of the last three characters of a text, that is each. */
  next(units: Uint8Array, from: number): number;
}

const BITS = 5;
const CLASSES = 1 << BITS;
/** Characters by which a row is found, of which each takes `BITS`; the row says which may be the one behind them. */
const LENGTH = 3;
const KEYS = 1 << (BITS * LENGTH);
/** A row has a bit for each of so many kinds of that character. */
const KINDS = 8;

/** The words are ASCII; letters are folded. What it passes over holds no beginning of a word, however short. */
export function buildOpenings(words: readonly string[]): Openings {
  const of = classify(words);
  const rows = new Uint8Array(KEYS);
  for (const word of words) {
    const fourth = word.length > LENGTH ? 1 << ((of[word.charCodeAt(LENGTH)] ?? 0) % KINDS) : 0xff;
    for (const key of keysOf(word, of)) rows[key] = (rows[key] ?? 0) | fourth;
  }
  return {
    next: (units, from) => {
      const end = units.length;
      let key = 0;
      let row = 0;
      for (let at = from; at < end; at += 1) {
        const letter = of[units[at] ?? 0] ?? 0;
        if (((row >> (letter % KINDS)) & 1) === 1 && at >= from + LENGTH) return at - LENGTH;
        key = ((key << BITS) | letter) & (KEYS - 1);
        row = rows[key] ?? 0;
      }
      return Math.max(from, end - LENGTH);
    },
  };
}

/** A letter is a class of its own, others share theirs; 0 is what stands in no word. */
function classify(words: readonly string[]): Uint8Array {
  const of = new Uint8Array(256);
  for (const character of new Set(words.join('').toLowerCase())) {
    const unit = character.charCodeAt(0);
    of[unit] = classOf(unit);
    of[character.toUpperCase().charCodeAt(0)] = classOf(unit);
  }
  return of;
}

function classOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x60;
  return unit >= 0x30 && unit <= 0x39 ? 27 + (unit & 1) : 29 + (unit % 3);
}

/** Those that a text may have where the word begins: behind a short one anything may follow. */
function keysOf(word: string, of: Uint8Array): readonly number[] {
  let keys = [0];
  for (let at = 0; at < LENGTH; at += 1) {
    const known = at < word.length ? of[word.charCodeAt(at)] : undefined;
    const classes = known === undefined ? Array.from({ length: CLASSES }, (_, index) => index) : [known];
    keys = keys.flatMap((key) => classes.map((each) => (key << BITS) | each));
  }
  return keys;
}
