/** Where in a text one of many words may begin, by three characters. */
export interface Openings {
  /** The first place from `from` on where one may; of the last two characters of a text, that is each. */
  next(text: string, from: number): number;
}

const BITS = 5;
const CLASSES = 1 << BITS;
/** Characters that are looked at, of which each takes `BITS`. */
const LENGTH = 3;
const KEYS = 1 << (BITS * LENGTH);

/** The words are ASCII; letters are folded. What it passes over holds no beginning of a word, however short. */
export function buildOpenings(words: readonly string[]): Openings {
  const of = classify(words);
  const opens = new Uint8Array(KEYS);
  for (const word of words) for (const key of keysOf(word, of)) opens[key] = 1;
  return {
    next: (text, from) => {
      const end = text.length;
      let key = 0;
      for (let at = from; at < end; at += 1) {
        const unit = text.charCodeAt(at);
        key = ((key << BITS) | (unit < 128 ? (of[unit] ?? 0) : 0)) & (KEYS - 1);
        if (opens[key] === 1 && at >= from + LENGTH - 1) return at - LENGTH + 1;
      }
      return Math.max(from, end - LENGTH + 1);
    },
  };
}

/** A letter is a class of its own, others share theirs; 0 is what stands in no word. */
function classify(words: readonly string[]): Uint8Array {
  const of = new Uint8Array(128);
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
