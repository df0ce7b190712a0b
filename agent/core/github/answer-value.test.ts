import { expect, test } from 'vitest';
import { isObjectId, objectIdAt, textAt, valueAt } from './answer-value.ts';

const ID = 'a'.repeat(40);
const ANSWER = { head: { sha: ID, n: 1 }, list: ['x'] };

test('a value is found by its members, and nothing that an object has by nature', () => {
  expect(valueAt(ANSWER, 'head', 'n')).toBe(1);
  expect(valueAt(ANSWER, 'list', '0')).toBeUndefined();
  expect(valueAt(ANSWER, 'toString')).toBeUndefined();
  expect(valueAt(null, 'x')).toBeUndefined();
});

test('what the host does not say is not guessed', () => {
  expect(textAt(ANSWER, 'head', 'sha')).toBe(ID);
  expect(objectIdAt(ANSWER, 'head', 'sha')).toBe(ID);
  for (const path of [['head', 'n'], ['head', 'x'], ['list']]) {
    expect(() => textAt(ANSWER, ...path)).toThrow(expect.objectContaining({ code: 'unresolved' }));
  }
  expect(() => objectIdAt({ sha: 'main' }, 'sha')).toThrow(expect.objectContaining({ code: 'unresolved' }));
});

test.each([
  [ID, true],
  ['b'.repeat(64), true],
  ['A'.repeat(40), false],
  ['a'.repeat(39), false],
  ['main', false],
])('%s', (text, is) => {
  expect(isObjectId(text)).toBe(is);
});
