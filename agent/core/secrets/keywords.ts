import { buildOpenings, type Openings } from './openings.ts';

/**
 * Finds any of many words in one pass: Aho–Corasick as a dense automaton over classes of characters. Letters are
 * folded; whoever needs the case compares it on a hit. Where no word has begun, and none can by the next four
 * characters, the automaton is passed over.
 */
export interface KeywordAutomaton {
  /** The state before any text. */
  readonly initial: number;
  /** Reads from `from` on what `AsciiUnits` gives; stops after a character that ends a word, or at the end. */
  next(units: Uint8Array, from: number, state: number): Progress;
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
  return automaton(rowsOf(trie, order), buildOpenings(keywords.map(({ text }) => text)));
}

interface Classes {
  /** The class of each character; 0 is what stands in no word. */
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
  const of = new Uint8Array(256);
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

/** In ordinary text words begin everywhere, and the automaton is the faster one; in random text they do not. */
const WORTH_CHARS = 16;
const MAX_PAUSE = 1024;

/** The automaton, its rows by depth. */
interface Rows {
  /** By state and class. Entries are offsets of rows, so that a step is one addition and one read. */
  readonly table: Int32Array;
  readonly classes: Classes;
  readonly ending: readonly (readonly number[])[];
  readonly held: readonly number[];
  /** The first state that stands for one character, for two, for three, and for four. */
  readonly deep: readonly [one: number, two: number, three: number, four: number];
}

function rowsOf(trie: Trie, order: readonly number[]): Rows {
  const { children, fail, ending, held, depth, classes } = trie;
  const width = classes.count;
  const rowOf = new Int32Array(order.length);
  order.forEach((node, row) => {
    rowOf[node] = row;
  });
  const table = new Int32Array(order.length * width);
  order.forEach((node, row) => {
    const backRow = node === 0 ? 0 : (rowOf[fail[node] ?? 0] ?? 0);
    for (let letter = 1; letter < width; letter += 1) {
      const child = children[node]?.[letter] ?? 0;
      const hit = (ending[child]?.length ?? 0) > 0 ? HIT : 0;
      const back = node === 0 ? 0 : (table[backRow * width + letter] ?? 0);
      table[row * width + letter] = child === 0 ? back : ((rowOf[child] ?? 0) * width) | hit;
    }
  });
  const firstOf = (least: number): number => {
    const row = order.findIndex((node) => (depth[node] ?? 0) >= least);
    return (row < 0 ? order.length : row) * width;
  };
  return {
    table,
    classes,
    ending: order.map((node) => ending[node] ?? []),
    held: order.map((node) => held[node] ?? 0),
    deep: [firstOf(1), firstOf(2), firstOf(3), firstOf(4)],
  };
}

function automaton({ table, classes, ending, held, deep }: Rows, openings: Openings): KeywordAutomaton {
  const { of, count } = classes;
  const [one, two, three, four] = deep;
  const entryAt = (units: Uint8Array, at: number, state: number): number =>
    table[state + (of[units[at] ?? 0] ?? 0)] ?? 0;
  /** How long passing over is not tried after it did not pay, and what is left of that; nothing found depends on it. */
  let pause = 0;
  let rest = 0;
  return {
    initial: 0,
    next: (units, from, before) => {
      let state = before;
      let at = from;
      const end = units.length;
      while (at < end) {
        const until = at + rest;
        for (const stop = Math.min(end, until); at < stop; ) {
          const entry = entryAt(units, at, state);
          at += 1;
          if (entry >= HIT) {
            rest = until - at;
            return { at, state: entry - HIT, hit: true };
          }
          state = entry;
        }
        rest = until - at;
        if (at === end) break;
        const entry = entryAt(units, at, state);
        at += 1;
        if (entry >= HIT) return { at, state: entry - HIT, hit: true };
        state = entry;
        if (state >= four) continue;
        // What is alive began here at the earliest, and before it nothing did.
        const begun = at - (state < one ? 0 : state < two ? 1 : state < three ? 2 : 3);
        if (begun < from) continue;
        const next = openings.next(units, begun);
        pause = next - begun < WORTH_CHARS ? Math.min(2 * pause + WORTH_CHARS, MAX_PAUSE) : pause >> 1;
        rest = pause;
        if (next === begun) continue;
        state = 0;
        at = next;
      }
      return { at: end, state, hit: false };
    },
    endingAt: (state) => ending[state / count] ?? [],
    heldAt: (state) => held[state / count] ?? 0,
  };
}
