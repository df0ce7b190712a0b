import { expect, it } from 'vitest';
import { portOption } from './port-option.ts';

const parse = (text: string): unknown => portOption('port', 7420).parseArg?.(text, undefined as never);

it.each(['', 'abc', '-1', '1.5', '0x10', '65536', '123456', '80 '])('takes no %j', (text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'commander.invalidArgument' }));
});

it.each([
  ['0', 0],
  ['7420', 7420],
  ['65535', 65_535],
])('takes %j', (text, port) => {
  expect(parse(text)).toBe(port);
});
