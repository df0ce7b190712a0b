import {
  type Alias,
  type ErrorCode,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { PolicyError, type Position, type Problem } from './policy-error.ts';

export type DocumentPath = readonly (string | number)[];

/** A parsed YAML text that knows where each of its values stands. */
export interface YamlSource {
  readonly value: unknown;
  /** Where the value at `path` begins, or the nearest one above it that exists. */
  valueAt(path: DocumentPath): Position;
  /** Where the last key of `path` stands. */
  keyAt(path: DocumentPath): Position;
  /** Where the character at `offset` of the string at `path` stands, whichever way the string is written. */
  insideAt(path: DocumentPath, offset: number): Position;
}

/**
 * Reads one YAML 1.2 document. Throws PolicyError for what YAML refuses, and for anchors, aliases and tags: a
 * policy says what it says where it stands.
 */
export function readYaml(text: string): YamlSource {
  refuseUnseen(text);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    prettyErrors: false,
    logLevel: 'error',
    // The library compares each key with each other one of its mapping.
    uniqueKeys: false,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) throw new PolicyError(yamlProblem(fault), at(fault.pos[0]));
  const directive = text.search(/^\uFEFF?%/mu);
  if (directive !== -1) throw new PolicyError(DIRECTIVE, at(directive));
  refuseIndirection(document.contents, at);

  const nodeAt = (path: DocumentPath): Node | null => {
    const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    return isNode(found) ? found : null;
  };
  const valueAt = (path: DocumentPath): Position => {
    const node = nodeAt(path);
    if (node === null && path.length > 0) return valueAt(path.slice(0, -1));
    return at(startOf(node));
  };
  return {
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    valueAt,
    keyAt(path) {
      const parent = nodeAt(path.slice(0, -1));
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
        : undefined;
      return isNode(pair?.key) ? at(startOf(pair.key)) : valueAt(path);
    },
    insideAt(path, offset) {
      const node = nodeAt(path);
      return isScalar(node) && typeof node.value === 'string'
        ? at(sourceOffset(text, node, visibleBefore(node.value, offset)))
        : valueAt(path);
    },
  };
}

const DIRECTIVE: Problem = {
  code: 'yaml',
  message: 'a directive (%) is not expected in a policy, which is YAML 1.2',
  hint: 'leave it out',
};

/** What no reader shows: control characters, and those that make text run the other way than it is read. */
const UNSEEN = /(?![\t\n\r\u0085])[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

function refuseUnseen(text: string): void {
  const offset = text.search(UNSEEN);
  if (offset === -1) return;
  const before = text.slice(0, offset).split('\n');
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  throw new PolicyError(
    {
      code: 'yaml',
      message: `U+${code} stands here, a character that no reader shows`,
      hint: 'leave it out, or write it escaped in double quotes',
    },
    { line: before.length, column: (before.at(-1) ?? '').length + 1 },
  );
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function yamlProblem({ code, message }: YAMLError): Problem {
  const seen = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  return { code: 'yaml', message: `this is not YAML: ${seen}`, hint: YAML_HINTS[code] ?? YAML_HINT };
}

const YAML_HINT =
  'check indentation and brackets; quote a text that holds ": " or " #" or begins with one of *&!|>%@`[{';

const YAML_HINTS: Readonly<Partial<Record<ErrorCode, string>>> = Object.freeze({
  BAD_ALIAS: 'put quotes around *: "*"',
  MULTIPLE_DOCS: 'write one document to a file, without --- in it',
  TAB_AS_INDENT: 'indent with spaces',
});

/** A policy says what it says where it stands, and in text that can be hashed. */
function refuseIndirection(contents: Node | null, at: (offset: number) => Position): void {
  visit(contents, {
    Map: (_key, map) => refuseOddKeys(map, at),
    Node(_key, node) {
      const seen = foreignIn(node);
      if (seen === null) return;
      const hint = 'write the value out; quote a text that begins with * or & or !';
      throw new PolicyError(
        { code: 'yaml', message: `${seen} is not expected in a policy`, hint },
        at(startOf(node)),
      );
    },
  });
}

/** A key that is no text is another one to each reader, and so is one that is there twice. */
function refuseOddKeys({ items }: YAMLMap, at: (offset: number) => Position): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    const name = isScalar(key) ? key.value : undefined;
    const place = at(startOf(isNode(key) ? key : null));
    if (typeof name !== 'string') throw new PolicyError(ODD_KEY, place);
    if (seen.has(name)) throw new PolicyError(twice(name), place);
    seen.add(name);
  }
}

const ODD_KEY: Problem = {
  code: 'yaml',
  message: 'a key is seen that is no text, expected a name',
  hint: 'put quotes around it',
};

function twice(name: string): Problem {
  return {
    code: 'yaml',
    message: `this is not YAML: the key '${name}' is there twice`,
    hint: 'leave one out',
  };
}

function foreignIn(node: Alias | Node): string | null {
  if (isAlias(node)) return `the alias *${node.source}`;
  if (isCollection(node) || isScalar(node)) {
    if (node.anchor !== undefined) return `the anchor &${node.anchor}`;
    if (node.tag !== undefined) return `the tag ${node.tag}`;
  }
  const isBroken = isScalar(node) && typeof node.value === 'string' && !node.value.isWellFormed();
  return isBroken ? 'half of a surrogate pair' : null;
}

/** Characters that are not white space before `offset`: the same however a string is folded or indented. */
function visibleBefore(value: string, offset: number): number {
  return value.slice(0, offset).replaceAll(/\s/gu, '').length;
}

/** The place in the text of a scalar's visible character number `visible`. */
function sourceOffset(text: string, node: Scalar, visible: number): number {
  const [start, end] = node.range ?? [0, 0];
  let offset = contentStart(text, node, start);
  for (let seen = 0; offset < end; offset++) {
    if (isSpace(text[offset])) continue;
    if (isEscape(text, node, offset)) offset++;
    if (seen++ === visible) return offset;
  }
  return lastVisible(text, start, end) + 1;
}

function contentStart(text: string, node: Scalar, start: number): number {
  if (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE) return start + 1;
  const isBlock = node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL;
  return isBlock ? text.indexOf('\n', start) + 1 : start;
}

function isEscape(text: string, node: Scalar, offset: number): boolean {
  const pair = text.slice(offset, offset + 2);
  if (node.type === Scalar.QUOTE_SINGLE) return pair === "''";
  return node.type === Scalar.QUOTE_DOUBLE && (pair === '\\"' || pair === '\\\\');
}

function lastVisible(text: string, start: number, end: number): number {
  let offset = end - 1;
  while (offset > start && isSpace(text[offset])) offset--;
  return offset;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/u.test(character);
}
