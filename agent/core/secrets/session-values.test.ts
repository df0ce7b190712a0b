import { expect, test } from 'vitest';
import { maskText } from './mask-text.ts';
import { joined, SessionValues } from './session-values.ts';
import { vaultOf } from './test-support.ts';

const LIMITS = { maxText: 100_000, maxFindings: 100 };
const SECRET = 'hunter2-and-more!';

function open() {
  const vault = vaultOf('session');
  return { vault, values: new SessionValues(vault, LIMITS) };
}

test('what the session does not know is not found', () => {
  const { values } = open();
  expect(values.detector().scan(SECRET)).toEqual([]);
});

test.each([
  ['with no name beside it', SECRET],
  ['in Base64', Buffer.from(SECRET).toString('base64')],
  ['in hex', Buffer.from(SECRET).toString('hex')],
  ['in capitals of hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
])('a secret that was masked before is found %s', (_name, form) => {
  const { vault, values } = open();
  vault.placeholderFor('PASSWORD', SECRET);
  const { text, found } = maskText(`see ${form} there`, values.detector(), vault);
  expect(found).toMatchObject([{ rule: 'known-value' }]);
  expect(text).not.toContain(form);
  const placeholder = /CSG_\w+/.exec(text)?.[0] ?? '';
  expect(text.replace(placeholder, known(vault.lookUp(placeholder)))).toBe(`see ${form} there`);
});

function known(placeholder: { readonly kind: string; readonly secret?: string }): string {
  return placeholder.secret ?? placeholder.kind;
}

test('a secret is found in the middle of what is coded in Base64', () => {
  const { vault, values } = open();
  vault.placeholderFor('PASSWORD', SECRET);
  const { found } = maskText(Buffer.from(`bob:${SECRET}:x`).toString('base64'), values.detector(), vault);
  expect(found).toMatchObject([{ rule: 'known-value' }]);
});

test('the value itself keeps the placeholder that it has', () => {
  const { vault, values } = open();
  const placeholder = vault.placeholderFor('PASSWORD', SECRET);
  expect(maskText(`bare ${SECRET}`, values.detector(), vault).text).toBe(`bare ${placeholder}`);
});

test('a form of a value is no value: it is not looked for in further forms', () => {
  const { vault, values } = open();
  vault.placeholderFor('PASSWORD', SECRET);
  const once = Buffer.from(SECRET).toString('base64').replaceAll('=', '');
  maskText(once, values.detector(), vault);
  const twice = Buffer.from(once).toString('base64');
  expect(values.detector().scan(twice)).toEqual([]);
});

test('a short value is looked for nowhere else', () => {
  const { vault, values } = open();
  vault.placeholderFor('PASSWORD', 'hunter2');
  expect(values.detector().scan('hunter2')).toEqual([]);
});

const A = { rule: 'a', label: 'AA', start: 0, end: 4 };

test.each([
  [[A], [], [A]],
  [[], [A], [A]],
  [[A], [{ ...A, rule: 'b', start: 4, end: 6 }], [A, { ...A, rule: 'b', start: 4, end: 6 }]],
  [[A], [{ ...A, rule: 'b', start: 2, end: 6 }], [{ ...A, end: 6 }]],
  [[{ ...A, start: 2 }], [{ ...A, rule: 'b', end: 3 }], [{ ...A, end: 4 }]],
  [[{ ...A, start: 2 }], [{ ...A, rule: 'b', end: 8 }], [{ ...A, end: 8 }]],
])('%j and %j are %j', (first, second, expected) => {
  expect(joined(first, second)).toEqual(expected);
});
