import {
  type CelInput,
  type CelResult,
  celList,
  celMap,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
} from '@bufbuild/cel';
import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import type { SerializedIncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';

/** A value as the specification's cases write it: one key that names the type. */
type WrittenValue = Readonly<Record<string, unknown>>;

interface Written {
  readonly expr: string;
  readonly bindings?: Readonly<Record<string, { readonly value?: WrittenValue }>>;
  readonly value?: WrittenValue;
  readonly evalError?: unknown;
  readonly checkOnly?: boolean;
  readonly typedResult?: { readonly result?: WrittenValue };
}

export interface CelCase {
  /** Suite, section and case. */
  readonly name: string;
  readonly expr: string;
  readonly bindings: Readonly<Record<string, CelInput>>;
  /** What the result is written as; `error` for any error. */
  readonly expected: string;
}

/** What only a case has that is about Protocol Buffers: a message, an enum, a container that names a package. */
const PROTOBUF =
  /"(?:objectValue|messageType|wellKnown|wrapper|enumValue|container|abstractType)"|google\.protobuf|TestAllTypes/;

/** Functions and macros of the specification (langdef, "List of Standard Definitions" and "Macros"). */
const STANDARD: ReadonlySet<string> = new Set([
  ...['all', 'exists', 'exists_one', 'filter', 'has', 'map'],
  ...['contains', 'endsWith', 'matches', 'size', 'startsWith'],
  ...['bool', 'bytes', 'double', 'duration', 'dyn', 'int', 'string', 'timestamp', 'type', 'uint'],
  ...['getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear', 'getFullYear', 'getHours'],
  ...['getMilliseconds', 'getMinutes', 'getMonth', 'getSeconds'],
]);

/** A quantifier with two variables, or a field that may be absent: syntax of libraries that the language does without. */
const EXTENDED_SYNTAX = /\.(?:all|exists|exists_one)\(\s*\w+\s*,\s*\w+\s*,|\.\?|\[\?|\{\?/;

/** Whether only a library beyond the standard definitions can give the result; quoted text says nothing of that. */
function needsLibrary(expr: string): boolean {
  const bare = expr.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs, '""');
  const called = [...bare.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map(([, name = '']) => name);
  return EXTENDED_SYNTAX.test(bare) || called.some((name) => name !== 'in' && !STANDARD.has(name));
}

/**
 * The cases of the specification that have a result, need no type of Protocol Buffers and no library beyond the
 * standard definitions. What has to be refused for calling something unknown is a case like any other.
 */
export function celCases(): readonly CelCase[] {
  return tests.suites?.flatMap((suite) => casesIn(suite, [])) ?? [];
}

function casesIn(suite: SerializedIncrementalTestSuite, above: readonly string[]): readonly CelCase[] {
  const path = [...above, suite.name];
  const own = (suite.tests ?? []).flatMap(({ original }) => {
    const written = original as unknown as Written & { readonly name?: string };
    if (written.checkOnly === true || PROTOBUF.test(JSON.stringify(written))) return [];
    if (written.evalError === undefined && needsLibrary(written.expr)) return [];
    return [caseOf(written, [...path, written.name ?? written.expr].join(' / '))];
  });
  return [...own, ...(suite.suites ?? []).flatMap((each) => casesIn(each, path))];
}

function caseOf({ expr, bindings = {}, value, evalError, typedResult }: Written, name: string): CelCase {
  const bound = Object.entries(bindings).map(([key, each]) => [key, inputOf(each.value ?? {})]);
  // A case that says nothing of its result is one that gives true.
  const result = value ?? typedResult?.result ?? { boolValue: true };
  const expected = evalError === undefined ? written(inputOf(result)) : 'error';
  return { name, expr, bindings: Object.fromEntries(bound) as CelCase['bindings'], expected };
}

function inputOf(value: WrittenValue): CelInput {
  const [type, raw] = Object.entries(value)[0] ?? ['', null];
  switch (type) {
    case 'int64Value':
      return BigInt(String(raw));
    case 'uint64Value':
      return celUint(BigInt(String(raw)));
    case 'doubleValue':
      return typeof raw === 'number' ? raw : Number(String(raw));
    case 'stringValue':
      return String(raw);
    case 'boolValue':
      return raw === true;
    case 'nullValue':
      return null;
    case 'bytesValue':
      return new Uint8Array(Buffer.from(String(raw), 'base64'));
    case 'listValue':
      return celList(((raw as { values?: WrittenValue[] }).values ?? []).map(inputOf));
    case 'mapValue':
      return mapOf(raw as WrittenMap);
    case 'typeValue':
      return `type ${String(raw)}`;
    default:
      throw new TypeError(`a case has a value of the kind ${type}`);
  }
}

interface WrittenMap {
  readonly entries?: readonly { readonly key: WrittenValue; readonly value: WrittenValue }[];
}

function mapOf({ entries = [] }: WrittenMap): CelInput {
  return celMap(new Map(entries.map(({ key, value }) => [inputOf(key) as string, inputOf(value)] as const)));
}

/** A result as text in which values are equal when CEL takes them for the same, with their types. */
export function written(value: CelResult | CelInput): string {
  if (isCelError(value)) return 'error';
  if (value === null) return 'null';
  if (isCelUint(value)) return `${value.value}u`;
  if (isCelList(value)) return `[${[...value].map(written).join(', ')}]`;
  if (isCelMap(value)) {
    const entries = [...value].map(([key, each]) => `${written(key as CelInput)}: ${written(each)}`);
    return `{${entries.toSorted().join(', ')}}`;
  }
  if (isCelType(value)) return JSON.stringify(`type ${value.name}`);
  if (value instanceof Uint8Array) return `b"${Buffer.from(value).toString('hex')}"`;
  if (typeof value === 'number') return `${Object.is(value, -0) ? '-0' : value}d`;
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}
