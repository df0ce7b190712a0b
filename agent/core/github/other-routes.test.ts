import { expect, test } from 'vitest';
import { OTHER_ROUTES } from './other-routes.ts';

const LINES = OTHER_ROUTES.split('\n').filter((line) => line !== '');

test('every line is a method, a path and a name', () => {
  expect(LINES.filter((line) => !/^(?:POST|PUT|PATCH|DELETE) +\/\S* +[a-z_.]+$/.test(line))).toEqual([]);
});

test('no call is there twice', () => {
  const calls = LINES.map((line) =>
    line
      .split(/ +/)
      .slice(0, 2)
      .join(' ')
      .replaceAll(/\{[a-z]+/g, '{'),
  );
  expect(calls.filter((call, at) => calls.indexOf(call) !== at)).toEqual([]);
});
