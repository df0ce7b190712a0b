import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { readSettingsText, settingsFault } from './settings-text.ts';

const refuse = (what: string): Error => new Error(what);

it('reads values as they are written', () => {
  expect(readSettingsText('a: 1\nb: [x, "1"]\n', refuse)).toEqual({ a: 1, b: ['x', '1'] });
});

it.each([
  ['a name twice', 'hunter2: 1\nhunter2: 2\n', 'line 2, column 1: DUPLICATE_KEY'],
  ['a list without its end', 'a: [hunter2', 'line 1, column 12: BAD_INDENT'],
  ['an alias', 'a: &x hunter2\nb: *x\n', 'it has aliases, expected values written out'],
])('refuses %s, and repeats nothing of it', (_name, text, what) => {
  expect(() => readSettingsText(text, refuse)).toThrow(what);
});

it.each([
  [{ b: 'hunter2' }, "/ must have required property 'a'"],
  [{ a: 'hunter2' }, '/a must be integer'],
  [{ a: 1, more: 'hunter2' }, '/ must NOT have additional properties more'],
])('says where %j is not as its schema says', (value, words) => {
  const schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } };
  const validate = new Ajv().compile({ ...schema, additionalProperties: false });
  expect(validate(value)).toBe(false);
  expect(settingsFault(validate.errors)).toBe(words);
});
