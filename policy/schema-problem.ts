import type { ErrorObject } from 'ajv';
import type { Problem } from './policy-error.ts';
import { nearest, suggest } from './suggestion.ts';
import type { DocumentPath } from './yaml-source.ts';

export interface SchemaProblem {
  readonly problem: Problem;
  readonly path: DocumentPath;
  /** Whether the key at `path` is at fault, or its value. */
  readonly part: 'key' | 'value';
}

/** What a person is told of a schema error (from Ajv with `verbose`). */
export function describeSchemaError(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split('/').slice(1).map(fromPointer);
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys(propertiesOf(error.parentSchema));
      const hint = NOT_THERE[[...path, key].join('.')] ?? suggest(key, known);
      return at([...path, key], 'key', `'${key}' is not known here`, hint);
    }
    case 'required':
      return missing(path, String(params['missingProperty']));
    case 'false schema':
      return at(
        path,
        'key',
        `'${path.at(-1)}' stands beside an effect that has no use for it`,
        MISPLACED[String(path.at(-1))] ?? 'only require_approval takes approvers, hold and valid_for',
      );
    case 'enum':
    case 'const':
      return notAllowed(path, error);
    case 'pattern':
      return badPattern(path, error);
    case 'type':
      return at(
        path,
        'value',
        `${kindOf(error.data)} is seen, expected ${article(String(params['type']))}`,
        typeHint(path, error),
      );
    case 'minItems':
    case 'minProperties':
      return at(
        path,
        'value',
        error.keyword === 'minItems'
          ? 'the list is empty, expected at least one'
          : 'it is empty, expected at least one',
        'write one, or leave out what needs it',
      );
    case 'minLength':
      return at(
        path,
        'value',
        `this is too short, at least ${String(params['limit'])} are expected`,
        'write more',
      );
    case 'minimum':
    case 'maximum':
      return at(path, 'value', `${shown(error.data)} is out of bounds`, 'write a whole number from 0');
    case 'uniqueItems':
      return at(path, 'value', 'the list holds something twice', 'leave one out');
    default:
      return tooMuch(path, error);
  }
}

/** What somebody may look for, and why there is none. */
const NOT_THERE: Readonly<Record<string, string>> = Object.freeze({
  'retention.records':
    'leave it out: what happened is never destroyed, so that the log stays provable; write how long content: is kept',
});

const MISPLACED: Readonly<Record<string, string>> = Object.freeze({
  detectors: 'only mask takes detectors',
  scope: 'only scope takes a scope',
});

/** What is left are bounds: maxItems, maxLength, maxProperties. */
function tooMuch(path: DocumentPath, error: ErrorObject): SchemaProblem {
  const params: Readonly<Record<string, unknown>> = error.params;
  const message = `this is too long, at most ${String(params['limit'])} are expected`;
  return at(path, 'value', message, 'shorten it, or split it');
}

function missing(path: DocumentPath, key: string): SchemaProblem {
  const hint = MISSING[key] ?? `add ${key}:`;
  return at(path, 'value', `'${key}' is missing`, hint);
}

const MISSING: Readonly<Record<string, string>> = Object.freeze({
  approvers: 'name the groups who may approve: approvers: [reviewers]',
  scope: 'say what the credential is good for: scope: { permissions: { contents: write } }',
});

function notAllowed(path: DocumentPath, error: ErrorObject): SchemaProblem {
  const params: Readonly<Record<string, unknown>> = error.params;
  const allowed: unknown = params['allowedValues'] ?? [params['allowedValue']];
  const names = Array.isArray(allowed) ? allowed.map(String) : [];
  const near = typeof error.data === 'string' ? nearest(error.data, names) : null;
  const hint = near === null || near === error.data ? `write ${names.join(' or ')}` : `did you mean ${near}?`;
  return at(path, 'value', `${kindOf(error.data)} is seen, expected ${names.join(', ')}`, hint);
}

function badPattern(path: DocumentPath, error: ErrorObject): SchemaProblem {
  const key = error.propertyName;
  if (key !== undefined) return at([...path, key], 'key', `${shown(key)} is no name`, NAME_HINT);
  if (path.at(-1) === 'message') {
    const hint = 'write it on one line, without control characters';
    return at(path, 'value', 'the message is not one line of text', hint);
  }
  const [what, hint] = patternProblem(path);
  return at(path, 'value', `${shown(error.data)} is no ${what}`, hint);
}

const NAME_HINT = 'use lower-case letters, digits and - _ . between them';

/** What a text should have been, and how that is written. */
function patternProblem(path: DocumentPath): readonly [string, string] {
  const known = PATTERNS.find(([field]) => path.includes(field));
  return known === undefined ? ['name', NAME_HINT] : [known[1], known[2]];
}

function typeHint(path: DocumentPath, { data, params }: ErrorObject): string {
  const expected = String((params as Readonly<Record<string, unknown>>)['type']);
  if (path.length === 0) return 'begin with version: 1';
  if (data === null) return 'write a value, or leave the key out';
  if (isDuration(path)) return DURATION_HINT;
  if (expected === 'integer' || expected === 'boolean') return `write ${article(expected)}`;
  if (expected === 'array') return 'write a list: [a, b]';
  if (typeof data === 'number' || typeof data === 'boolean') return `put quotes around it: "${data}"`;
  return expected === 'object' ? 'write it as key: value' : 'write one text';
}

const DURATION_HINT = 'write a number and a unit: 90s, 15m, 1h, 2d';

/** What a text is that breaks its pattern, by the key it stands below. */
const PATTERNS: readonly (readonly [string, string, string])[] = [
  ['hold', 'duration', DURATION_HINT],
  ['valid_for', 'duration', DURATION_HINT],
  ['unknown_paths', 'plain path', 'write it as /one/two, without *, %, dots between slashes or a query'],
  ['lifetime', 'duration', DURATION_HINT],
  ['retention', 'duration', DURATION_HINT],
  ['keyword', 'keyword', 'write three or more ASCII characters that stand in every match'],
  ['hmacs', 'HMAC', 'write 64 lower-case hex digits'],
  ['approvers', 'approver', 'write the name of a group under groups:, or user:ID for a person'],
  ['groups', 'member', 'write group:NAME for a group of the identity provider, user:ID for a person'],
];

function isDuration(path: DocumentPath): boolean {
  return ['hold', 'valid_for', 'lifetime'].includes(String(path.at(-1)));
}

function propertiesOf(schema: unknown): object {
  const holds = typeof schema === 'object' && schema !== null && 'properties' in schema;
  return holds && typeof schema.properties === 'object' && schema.properties !== null
    ? schema.properties
    : {};
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `the ${typeof value} ${shown(value)}`;
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'a mapping',
    string: 'a text',
    integer: 'a whole number',
    boolean: 'true or false',
  };
  return names[type] ?? type;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return kindOf(value);
  const text = String(value);
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}

/** RFC 6901, section 4. */
function fromPointer(token: string): string | number {
  const text = token.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^(?:0|[1-9][0-9]*)$/u.test(text) ? Number(text) : text;
}

function at(path: DocumentPath, part: 'key' | 'value', message: string, hint: string): SchemaProblem {
  return { problem: { code: 'schema', message, hint }, path, part };
}
