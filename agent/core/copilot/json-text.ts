/** A JSON value with where it stands in its text: `start` is its first character, `end` the one after its last. */
export type JsonNode =
  | JsonString
  | (Span & { readonly kind: 'number'; readonly value: number })
  | (Span & { readonly kind: 'literal'; readonly value: true | false | null })
  | JsonArray
  | JsonObjectNode;

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface JsonString extends Span {
  readonly kind: 'string';
  /** With its escapes decoded. */
  readonly value: string;
}

export interface JsonArray extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

export interface JsonObjectNode extends Span {
  readonly kind: 'object';
  /** In the order of the text. */
  readonly members: ReadonlyMap<string, JsonMember>;
}

export interface JsonMember {
  readonly key: JsonString;
  readonly value: JsonNode;
}

export interface JsonLimits {
  readonly maxChars: number;
  readonly maxDepth: number;
  /** Values and keys together: what bounds the memory that the tree takes. */
  readonly maxNodes: number;
}

export type JsonTextErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many-nodes'
  | 'byte-order-mark'
  | 'syntax'
  | 'bad-escape'
  | 'lone-surrogate'
  | 'duplicate-key';

/** The message says where, never what: the text may hold secrets. */
export class JsonTextError extends Error {
  readonly code: JsonTextErrorCode;

  constructor(code: JsonTextErrorCode, at: number) {
    super(`the JSON text is refused at character ${at}: ${code}`);
    this.name = 'JsonTextError';
    this.code = code;
  }
}

/**
 * Reads one JSON text (RFC 8259), and nothing that two readers could take for different values: no second key of
 * the same name, no half of a surrogate pair, no byte order mark. Throws JsonTextError.
 */
export function readJsonText(text: string, limits: JsonLimits): JsonNode {
  if (text.length > limits.maxChars) throw new JsonTextError('too-large', limits.maxChars);
  if (text.startsWith('\ufeff')) throw new JsonTextError('byte-order-mark', 0);
  return new JsonReader(text, limits).whole();
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
/** What a string may hold as it is (RFC 8259, section 7). */
const PLAIN = /[ !#-[\]-\uffff]*/y;
const HEX = /^[0-9a-fA-F]{4}$/;
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;
/** Characters from which on a string is decoded at once. */
const LONG = 128;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

class JsonReader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #depth = 0;
  #nodes = 0;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  whole(): JsonNode {
    this.#skip(SPACE);
    const node = this.#value();
    this.#skip(SPACE);
    if (this.#at !== this.#text.length) throw this.#error('syntax');
    return node;
  }

  #value(): JsonNode {
    this.#count();
    switch (this.#text[this.#at] ?? '') {
      case '"':
        return this.#string();
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      default:
        return this.#literal() ?? this.#number();
    }
  }

  #object(): JsonObjectNode {
    const start = this.#at;
    const members = new Map<string, JsonMember>();
    this.#list('}', () => {
      this.#count();
      const key = this.#string();
      if (members.has(key.value)) throw new JsonTextError('duplicate-key', key.start);
      this.#skip(SPACE);
      this.#expect(':');
      this.#skip(SPACE);
      members.set(key.value, { key, value: this.#value() });
    });
    return { kind: 'object', members, start, end: this.#at };
  }

  #array(): JsonArray {
    const start = this.#at;
    const items: JsonNode[] = [];
    this.#list(']', () => items.push(this.#value()));
    return { kind: 'array', items, start, end: this.#at };
  }

  /** What stands between an opening bracket and `close`, one `member` after each comma. */
  #list(close: string, member: () => void): void {
    this.#at += 1;
    this.#skip(SPACE);
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      member();
      this.#skip(SPACE);
      if (this.#text[this.#at] === close) break;
      this.#expect(',');
      this.#skip(SPACE);
    }
    this.#at += 1;
  }

  #string(): JsonString {
    const start = this.#at;
    this.#expect('"');
    const value = this.#long(start) ?? this.#stepwise();
    this.#expect('"');
    if (!value.isWellFormed()) throw new JsonTextError('lone-surrogate', start);
    return { kind: 'string', value, start, end: this.#at };
  }

  /** A long string as the platform decodes it, at once; null for a short one, and where it cannot. */
  #long(start: number): string | null {
    const end = this.#closingQuote();
    if (end - start < LONG) return null;
    try {
      const value: unknown = JSON.parse(this.#text.slice(start, end + 1));
      if (typeof value !== 'string') return null;
      this.#at = end;
      return value;
    } catch {
      // What is wrong with it, and where, is found step by step.
      return null;
    }
  }

  /** The next quote that no backslash escapes; -1 where there is none. */
  #closingQuote(): number {
    let from = this.#at;
    for (;;) {
      const end = this.#text.indexOf('"', from);
      if (end === -1) return -1;
      let unescaped = end;
      while (unescaped > from && this.#text[unescaped - 1] === '\\') unescaped -= 1;
      if ((end - unescaped) % 2 === 0) return end;
      from = end + 1;
    }
  }

  #stepwise(): string {
    let value = this.#take(PLAIN);
    while (this.#text[this.#at] === '\\') value += this.#escape() + this.#take(PLAIN);
    return value;
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    const plain = ESCAPES.get(letter);
    if (plain !== undefined) {
      this.#at += 2;
      return plain;
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 6);
    if (letter !== 'u' || !HEX.test(hex)) throw this.#error('bad-escape');
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #literal(): JsonNode | null {
    const start = this.#at;
    const found = LITERALS.find(([word]) => this.#text.startsWith(word, start));
    if (found === undefined) return null;
    this.#at += found[0].length;
    return { kind: 'literal', value: found[1], start, end: this.#at };
  }

  #number(): JsonNode {
    const start = this.#at;
    const digits = this.#take(NUMBER);
    if (digits === '') throw this.#error('syntax');
    return { kind: 'number', value: Number(digits), start, end: this.#at };
  }

  #nested<Node>(read: () => Node): Node {
    this.#depth += 1;
    if (this.#depth > this.#limits.maxDepth) throw this.#error('too-deep');
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #count(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes) throw this.#error('too-many-nodes');
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.#error('syntax');
    this.#at += 1;
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
  }

  #take(pattern: RegExp): string {
    const start = this.#at;
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) return '';
    this.#at = pattern.lastIndex;
    return this.#text.slice(start, this.#at);
  }

  #error(code: JsonTextErrorCode): JsonTextError {
    return new JsonTextError(code, this.#at);
  }
}
