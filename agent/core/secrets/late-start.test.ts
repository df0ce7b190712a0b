import { expect, test } from 'vitest';
import { compileRule } from './compiled-rule.ts';
import { heldAtEnd, type LateStart, mayStart } from './late-start.ts';
import { rule } from './test-support.ts';

function lateStart(pattern: string, keyword: string): LateStart {
  const { hold } = compileRule(rule(pattern, [keyword]));
  if (hold.kind !== 'run') throw new Error(`saw the hold ${hold.kind}`);
  return hold.start;
}

const BOT = lateStart('(?<![0-9])[0-9]{3,5}:AA[a-z]{4}', ':AA');
const LONG = lateStart('(?<![A-Za-z0-9_])[A-Za-z0-9]{40}AZDO[A-Za-z0-9]{4}', 'AZDO');

test.each([
  ['some words', BOT, 0],
  ['some 12', BOT, 2],
  ['some 12345:A', BOT, 7],
  ['some 123456', BOT, 0],
  ['some 12:A', BOT, 0],
  ['wor', LONG, 3],
  ['some words', LONG, 0],
  ['some q7Zt1L', LONG, 6],
  [`some ${'q7Zt1'.repeat(8)}`, LONG, 40],
  [`some ${'q7Zt1'.repeat(9)}`, LONG, 0],
])('at the end of %j', (text, start, held) => {
  expect(heldAtEnd(start, text)).toBe(held);
});

test.each([
  ['at the edge of the text', 'q7Zt', 0, true],
  ['not inside a word', 'q7Zt', 1, false],
  ['behind a space', ' q7Zt', 1, true],
  ['behind an escape that begins the run', '%3Dq7Zt', 3, true],
  ['not behind what looks like one far into the run', `%${'3D'.repeat(8)}q7Zt`, 17, false],
])('starts %s', (_, text, at, expected) => {
  const first = text.search(/\w/);
  expect(mayStart(LONG, { text, first }, at)).toBe(expected);
});
