import { VARIABLES } from './attributes.ts';
import { BOOL, INT, listOf, type Shape, STRING, shapeName, UNKNOWN } from './shape.ts';

/** What an operator or a function takes and gives. */
export interface Signature {
  /** How people write it. */
  readonly shown: string;
  /** The forms it has; the first that fits gives the result. */
  readonly forms: readonly Form[];
  /** Its argument must be written out, since it is compiled, or looked for, before there is an operation. */
  readonly literal: 'glob' | 'regex' | 'diff-term' | 'claim' | null;
  /** No part of CEL: an engine has to be told of it. */
  readonly own?: true;
}

interface Form {
  /** What stands before the dot; null for a function and an operator. */
  readonly target: Shape | null;
  readonly args: readonly Shape[];
  readonly result: Shape;
  /** The word is looked for while a diff goes by; any other text is there to be searched. */
  readonly inDiff?: true;
}

const CHANGE = elementOf(shapeOf('changes'));
const COMMIT = elementOf(shapeOf('commits'));
const SUBJECT = shapeOf('subject');
const PROMPT = shapeOf('prompt');
const PART = elementOf(PROMPT.kind === 'record' ? PROMPT.fields['parts']?.shape : undefined);
const SEARCHED = [PROMPT, PART, shapeOf('answer'), shapeOf('mcp')];
const ORDER = [operator([INT, INT], BOOL), operator([STRING, STRING], BOOL)];
const LOGIC = [operator([BOOL, BOOL], BOOL)];
const ARITHMETIC = [operator([INT, INT], INT)];
const TEXT_TEST = [method(STRING, [STRING], BOOL)];

/** All that the language has besides `==`, `!=`, `in`, `? :`, `list[i]`, lists and macros. */
export const SIGNATURES: Readonly<Record<string, Signature>> = Object.freeze({
  '_&&_': plain('&&', LOGIC),
  '_||_': plain('||', LOGIC),
  '!_': plain('!', [operator([BOOL], BOOL)]),
  '@not_strictly_false': plain('the condition', [operator([BOOL], BOOL)]),
  '_<_': plain('<', ORDER),
  '_<=_': plain('<=', ORDER),
  '_>_': plain('>', ORDER),
  '_>=_': plain('>=', ORDER),
  '_+_': plain('+', [...ARITHMETIC, operator([STRING, STRING], STRING)]),
  '_-_': plain('-', ARITHMETIC),
  '_*_': plain('*', ARITHMETIC),
  '_/_': plain('/', ARITHMETIC),
  '_%_': plain('%', ARITHMETIC),
  '-_': plain('-', [operator([INT], INT)]),
  size: plain('size()', [
    method(STRING, [], INT),
    method(listOf(UNKNOWN), [], INT),
    operator([STRING], INT),
    operator([listOf(UNKNOWN)], INT),
  ]),
  startsWith: plain('startsWith()', TEXT_TEST),
  endsWith: plain('endsWith()', TEXT_TEST),
  contains: plain('contains()', TEXT_TEST),
  matches: { shown: 'matches()', forms: TEXT_TEST, literal: 'regex' },
  glob: {
    shown: 'glob()',
    forms: [...TEXT_TEST, method(STRING, [listOf(STRING)], BOOL)],
    literal: 'glob',
    own: true,
  },
  adds: { shown: 'adds()', forms: [scan(CHANGE)], literal: 'diff-term', own: true },
  claim: {
    shown: 'claim()',
    forms: [method(SUBJECT, [STRING], listOf(STRING))],
    literal: 'claim',
    own: true,
  },
  says: {
    shown: 'says()',
    forms: [scan(COMMIT), ...SEARCHED.map((target) => method(target, [STRING], BOOL))],
    literal: 'diff-term',
    own: true,
  },
});

export const MACROS: readonly string[] = Object.freeze([
  'all',
  'exists',
  'exists_one',
  'filter',
  'has',
  'map',
]);

/** What people can call, for suggestions. */
export const CALLABLE: readonly string[] = Object.freeze([
  ...Object.keys(SIGNATURES).filter((name) => /^[a-z]/iu.test(name)),
  ...MACROS,
]);

/** How functions are written, with the types that they take and give: `string.glob(string) → bool`. */
export function functionForms(): readonly string[] {
  return Object.entries(SIGNATURES)
    .filter(([name]) => /^[a-z]/u.test(name))
    .flatMap(([name, { forms }]) =>
      forms.map(({ target, args, result }) => {
        const before = target === null ? '' : `${formName(target)}.`;
        return `${before}${name}(${args.map(formName).join(', ')}) → ${formName(result)}`;
      }),
    );
}

function formName(shape: Shape): string {
  return shape.kind === 'list' && shape.of.kind === 'unknown' ? 'list' : shapeName(shape);
}

function plain(shown: string, forms: readonly Form[]): Signature {
  return { shown, forms, literal: null };
}

function operator(args: readonly Shape[], result: Shape): Form {
  return { target: null, args, result };
}

function method(target: Shape, args: readonly Shape[], result: Shape): Form {
  return { target, args, result };
}

function scan(target: Shape): Form {
  return { ...method(target, [STRING], BOOL), inDiff: true };
}

function shapeOf(variable: string): Shape {
  return VARIABLES[variable]?.shape ?? UNKNOWN;
}

function elementOf(shape: Shape | undefined): Shape {
  return shape?.kind === 'list' ? shape.of : UNKNOWN;
}
