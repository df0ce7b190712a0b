import { expect, test } from 'vitest';
import { withSetting } from './settings-text.ts';

test.each([
  ['{}', '{\n    "p": "x"\n}'],
  ['', '{\n    "p": "x"\n}'],
  ['{\n  "a": 5\n}\n', '{\n  "a": 5,\n  "p": "x"\n}\n'],
  ['{\n   "a": [\n   1\n   ]\n}', '{\n   "a": [\n   1\n   ],\n   "p": "x"\n}'],
  ['{\r\n\t"a": 5\r\n}', '{\r\n\t"a": 5,\r\n\t"p": "x"\r\n}'],
  ['{ "a": 5 }', '{ "a": 5,"p": "x" }'],
  ['{\n"a": 5\n}', '{\n"a": 5,"p": "x"\n}'],
  ['{\n\t  "a": 5 // why\n}', '{\n\t  "a": 5,"p": "x" // why\n}'],
  ['{\n  "p": 1,\n  "a": 5\n}', '{\n  "p": "x",\n  "a": 5\n}'],
])('%j keeps every line that it has', (text, expected) => {
  expect(withSetting(text, 'p', 'x')).toBe(expected);
});
