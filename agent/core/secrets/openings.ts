/** Where in a text one of many words may begin, by four characters. It is read as `AsciiUnits` gives it. */
export interface Openings {
  /** The first place from `from` on where one may; of the last three characters of a text, that is each. */
  next(units: Uint8Array, from: number): number;
}

/** The low bits of a character that are looked at: those in which both cases of a letter are alike. */
const BITS = 5;
const CLASSES = 1 << BITS;
/** Characters by which a row is found; the row has a bit for each class of the one behind them. */
const LENGTH = 3;
const ROWS = 1 << (BITS * LENGTH);
const EVERY_CLASS = -1;

/** The words are ASCII; letters are folded. What it passes over holds no beginning of a word, however short. */
export function buildOpenings(words: readonly string[]): Openings {
  const rows = new Int32Array(ROWS);
  for (const word of words) {
    const fourth = word.length > LENGTH ? 1 << classOf(word.charCodeAt(LENGTH)) : EVERY_CLASS;
    for (const row of rowsOf(word)) rows[row] = (rows[row] ?? 0) | fourth;
  }
  return {
    next: (units, from) => {
      const end = units.length;
      let key = keyAt(units, from);
      for (let at = from + LENGTH; at < end; at += 1) {
        const row = rows[key] ?? 0;
        const unit = units[at] ?? 0;
        // A shift goes by the lowest five bits of its number, which are the class.
        if (((row >>> unit) & 1) === 1) return at - LENGTH;
        key = ((key << BITS) | classOf(unit)) & (ROWS - 1);
      }
      return Math.max(from, end - LENGTH);
    },
  };
}

function keyAt(units: Uint8Array, at: number): number {
  let key = 0;
  for (let of = at; of < at + LENGTH; of += 1) key = (key << BITS) | classOf(units[of] ?? 0);
  return key;
}

function classOf(unit: number): number {
  return unit & (CLASSES - 1);
}

/** Those of a text where the word begins: behind a short one anything may follow. */
function rowsOf(word: string): readonly number[] {
  let rows = [0];
  for (let at = 0; at < LENGTH; at += 1) {
    const classes =
      at < word.length
        ? [classOf(word.charCodeAt(at))]
        : Array.from({ length: CLASSES }, (_, index) => index);
    rows = rows.flatMap((row) => classes.map((each) => (row << BITS) | each));
  }
  return rows;
}
