import { expect, test } from 'vitest';
import {
  addRange,
  caseless,
  classIndex,
  classOf,
  eitherCase,
  emptyClass,
  escapedClass,
  negated,
  partition,
  single,
  union,
} from './char-class.ts';

function members(set: Uint8Array): string {
  return [...set.keys()]
    .filter((unit) => unit < 128 && set[unit] === 1)
    .map((unit) => String.fromCharCode(unit))
    .join('');
}

test('all that is not ASCII is one member', () => {
  expect(classIndex('é'.charCodeAt(0))).toBe(classIndex('漢'.charCodeAt(0)));
  expect(classOf('aé')[classIndex('漢'.charCodeAt(0))]).toBe(1);
});

test('a range stops at the end of ASCII', () => {
  const set = emptyClass();
  addRange(set, 0x7e, 0xffff);
  expect(members(set)).toBe('~\x7f');
  expect(set[128]).toBe(1);
});

test('a negated class holds what is not ASCII', () => {
  expect(negated(classOf('a'))[128]).toBe(1);
  expect(negated(negated(classOf('abc')))).toEqual(classOf('abc'));
});

test('a caseless class has both cases of its letters and nothing else more', () => {
  expect(members(caseless(classOf('aZ_1')))).toBe('1AZ_az');
});

test('a union adds', () => {
  const set = classOf('a');
  union(set, classOf('b'));
  expect(members(set)).toBe('ab');
});

test.each([
  ['d', '0123456789'],
  ['s', '\t\n\v\f\r '],
])('\\%s holds what RegExp says, in ASCII', (letter, expected) => {
  expect(members(escapedClass(letter) ?? emptyClass())).toBe(expected);
});

test.each(['d', 'w', 's'])('\\%s and its capital have nothing in common', (letter) => {
  expect(escapedClass(letter.toUpperCase())).toEqual(negated(escapedClass(letter) ?? emptyClass()));
});

test('another letter names no class', () => {
  expect(escapedClass('q')).toBeNull();
});

test('the class of one character is one object', () => {
  expect(members(single(97))).toBe('a');
  expect(members(eitherCase(97))).toBe('Aa');
  expect(single(97)).toBe(single(97));
  expect(single(0x6f22)[128]).toBe(1);
});

test('characters are of one kind when no set tells them apart', () => {
  const { of, count } = partition([classOf('abc'), classOf('cd')]);
  const kinds = ['a', 'b', 'c', 'd', 'e', 'é'].map((letter) => of[classIndex(letter.charCodeAt(0))]);
  expect(count).toBe(4);
  expect(new Set(kinds).size).toBe(4);
  expect(kinds[0]).toBe(kinds[1]);
  expect(kinds[4]).toBe(kinds[5]);
});

test('nothing is told apart by no set', () => {
  expect(partition([]).count).toBe(1);
});
