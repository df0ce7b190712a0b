import { expect, it } from 'vitest';
import { secondsOption } from './seconds-option.ts';

const parse = (text: string): unknown => secondsOption('how long', 60).parseArg?.(text, undefined as never);

it.each(['', 'x', '0', '-1', '1.5', '99999', '1 '])('takes no %j', (text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'commander.invalidArgument' }));
});

it.each([
  ['1', 1],
  ['9999', 9999],
])('takes %j', (text, seconds) => {
  expect(parse(text)).toBe(seconds);
});
