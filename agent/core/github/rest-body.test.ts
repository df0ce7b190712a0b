import { expect, test } from 'vitest';
import { membersOf, readRestBody, requiredText, textOf, withMember } from './rest-body.ts';

const LIMITS = { maxChars: 1000, maxDepth: 8, maxNodes: 100 };
const read = (text: string) => readRestBody(text, LIMITS);

test.each([
  ['form fields', 'message=hi&content=aGk', 'body'],
  ['a name twice', '{"branch":"x","branch":"main"}', 'body'],
  ['a name twice, once escaped', '{"branch":"x","br\\u0061nch":"main"}', 'body'],
  ['a byte order mark', '\ufeff{}', 'body'],
  ['a text', '"x"', 'body'],
  ['a comment', '{/* */}', 'body'],
  ['another method', '{"_method":"DELETE"}', 'body'],
  ['another repository', '{"repo":"other"}', 'body'],
  ['too deep', `${'['.repeat(9)}${']'.repeat(9)}`, 'too-large'],
])('%s is refused', (_name, text, code) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }));
});

test('members that a call does not take are refused', () => {
  expect(membersOf(read('{"a":1}'), ['a'])).toEqual({ a: 1 });
  expect(membersOf(null, ['a'])).toEqual({});
  expect(() => membersOf(read('{"b":1}'), ['a'])).toThrow(expect.objectContaining({ code: 'body' }));
  expect(() => membersOf(read('{"__proto__":1}'), ['a'])).toThrow(expect.objectContaining({ code: 'body' }));
  expect(() => membersOf(read('[]'), ['a'])).toThrow(expect.objectContaining({ code: 'body' }));
});

test('a text is a text, nothing, or a fault', () => {
  expect(textOf({ a: 'x' }, 'a')).toBe('x');
  expect(textOf({ a: null }, 'a')).toBeNull();
  expect(textOf({}, 'toString')).toBeNull();
  expect(() => textOf({ a: 1 }, 'a')).toThrow(expect.objectContaining({ code: 'body' }));
  expect(() => requiredText({}, 'a')).toThrow(expect.objectContaining({ code: 'body' }));
});

test.each([
  ['{}', '{"sha":"abc"}'],
  ['{ "a": 1 }', '{"sha":"abc", "a": 1 }'],
  ['{"sha":"old","a":1}', '{"sha":"abc","a":1}'],
  ['{"sha":null}', '{"sha":"abc"}'],
])('a member is set in %s', (text, expected) => {
  expect(withMember(read(text), 'sha', 'abc')).toBe(expected);
});

test('a body that is not there is made', () => {
  expect(withMember(null, 'sha', 'abc')).toBe('{"sha":"abc"}');
  expect(() => withMember(read('[]'), 'sha', 'abc')).toThrow(expect.objectContaining({ code: 'body' }));
});
