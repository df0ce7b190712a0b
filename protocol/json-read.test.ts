import { expect, test } from 'vitest';
import type { JsonValue } from './json.ts';
import { objectIn, objectsIn } from './json-read.ts';

test.each<[JsonValue | undefined, unknown, unknown]>([
  [undefined, {}, []],
  [null, {}, []],
  ['text', {}, []],
  [1, {}, []],
  [{ a: 1 }, { a: 1 }, []],
  [[], {}, []],
  [[{ a: 1 }, 2, [3]], {}, [{ a: 1 }, {}, {}]],
])('%j', (value, object, objects) => {
  expect(objectIn(value)).toEqual(object);
  expect(objectsIn(value)).toEqual(objects);
});
