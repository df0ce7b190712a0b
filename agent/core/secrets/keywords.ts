/**
 * Finds any of many words in one pass: Aho–Corasick as a dense automaton over classes of characters. Letters are
 * folded; whoever needs the case compares it on a hit.
 */
export interface KeywordAutomaton {
  /** The state before any text. */
  readonly initial: number;
  /** Reads `text` from `from` on; stops after a character that ends a word, or at the end. */
  next(text: string, from: number, state: number): Progress;
  /** Indices of the words that end where `state` was reached. */
  endingAt(state: number): readonly number[];
  /** How many characters up to here may be the beginning of a word whose `held` is set. */
  heldAt(state: number): number;
}

export interface Progress {
  readonly at: number;
  readonly state: number;
  readonly hit: boolean;
}

export interface Keyword {
  /** ASCII. */
  readonly text: string;
  /** Whether text may not be shown while it may still become this word. */
  readonly held: boolean;
}

export function buildKeywords(keywords: readonly Keyword[]): KeywordAutomaton {
  const classes = classify(keywords);
  const trie = buildTrie(keywords, classes);
  const order = link(trie);
  const table = complete(trie, order);
  return automaton(table, trie);
}

interface Classes {
  /** The class of each ASCII character; 0 is what stands in no word. */
  readonly of: Uint8Array;
  readonly count: number;
}

interface Trie {
  readonly classes: Classes;
  /** Children by class; 0 is none, for the root is nobody's child. */
  readonly children: Int32Array[];
  readonly depth: number[];
  readonly fail: number[];
  readonly ending: number[][];
  readonly held: number[];
}

function classify(keywords: readonly Keyword[]): Classes {
  const of = new Uint8Array(128);
  let count = 1;
  for (const { text } of keywords)
    for (const character of text.toLowerCase()) {
      const unit = character.charCodeAt(0);
      if (of[unit] !== 0) continue;
      of[unit] = count;
      of[character.toUpperCase().charCodeAt(0)] = count;
      count += 1;
    }
  return { of, count };
}

function buildTrie(keywords: readonly Keyword[], classes: Classes): Trie {
  const trie: Trie = { classes, children: [], depth: [], fail: [], ending: [], held: [] };
  const add = (depth: number): number => {
    trie.children.push(new Int32Array(classes.count));
    trie.fail.push(0);
    trie.ending.push([]);
    trie.held.push(0);
    return trie.depth.push(depth) - 1;
  };
  const root = add(0);
  keywords.forEach(({ text, held }, index) => {
    let node = root;
    for (let at = 0; at < text.length; at += 1) {
      const children = trie.children[node];
      const letter = classes.of[text.charCodeAt(at)] ?? 0;
      if (children === undefined) return;
      if (children[letter] === 0) children[letter] = add(at + 1);
      node = children[letter] ?? 0;
      if (held) trie.held[node] = at + 1;
    }
    trie.ending[node]?.push(index);
  });
  return trie;
}

/** Sets where each node goes on when a character does not fit; the nodes by depth. */
function link({ children, fail, ending, held }: Trie): readonly number[] {
  const order = [0];
  for (let index = 0; index < order.length; index += 1) {
    const node = order[index] ?? 0;
    children[node]?.forEach((child, letter) => {
      if (child === 0) return;
      order.push(child);
      let back = node === 0 ? 0 : (fail[node] ?? 0);
      while (back !== 0 && children[back]?.[letter] === 0) back = fail[back] ?? 0;
      const target = node === 0 ? 0 : (children[back]?.[letter] ?? 0);
      fail[child] = target;
      ending[child]?.push(...(ending[target] ?? []));
      held[child] = Math.max(held[child] ?? 0, held[target] ?? 0);
    });
  }
  return order;
}

/** A bit of an entry that says that a word ends there. */
const HIT = 1 << 30;

/** Entries are offsets of rows, so that a step is one addition and one read. */
function complete({ children, fail, ending, classes }: Trie, order: readonly number[]): Int32Array {
  const width = classes.count;
  const table = new Int32Array(children.length * width);
  for (const node of order)
    for (let letter = 1; letter < width; letter += 1) {
      const child = children[node]?.[letter] ?? 0;
      const hit = (ending[child]?.length ?? 0) > 0 ? HIT : 0;
      const back = node === 0 ? 0 : (table[(fail[node] ?? 0) * width + letter] ?? 0);
      table[node * width + letter] = child === 0 ? back : (child * width) | hit;
    }
  return table;
}

function automaton(table: Int32Array, { classes, ending, held }: Trie): KeywordAutomaton {
  const { of, count } = classes;
  return {
    initial: 0,
    next: (text, from, before) => {
      let state = before;
      const end = text.length;
      for (let at = from; at < end; at += 1) {
        const unit = text.charCodeAt(at);
        const entry = unit < 128 ? (table[state + (of[unit] ?? 0)] ?? 0) : 0;
        if (entry >= HIT) return { at: at + 1, state: entry - HIT, hit: true };
        state = entry;
      }
      return { at: end, state, hit: false };
    },
    endingAt: (state) => ending[state / count] ?? [],
    heldAt: (state) => held[state / count] ?? 0,
  };
}
