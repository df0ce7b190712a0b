import { expect, test } from 'vitest';
import { change, chat, push, sha256 } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';

function values(when: string, on: string, operation: ReturnType<typeof push>): readonly unknown[] {
  const text = `version: 1\nhosts: []\nrules:\n  - { id: a, on: [${on}], when: '${when}', effect: deny }\n`;
  return compilePolicy(text, sha256)
    .explain(operation)
    .rules.map(({ value }) => value);
}

const MANY = Array.from({ length: 5000 }, () => change('a'));

test.each([
  ['holds', 'ref.short == "x"', 'git.push', push('refs/heads/x'), true],
  ['does not hold', 'ref.short == "y"', 'git.push', push('refs/heads/x'), false],
  ['fails', 'commits[7].merge', 'git.push', push('refs/heads/x'), 'error'],
  [
    'costs too much',
    'changes.exists(a, changes.exists(b, a.path != b.path))',
    'git.push',
    push('refs/heads/x', { changes: MANY }),
    'cost',
  ],
  ['is about something else', 'true', 'git.push', chat(), 'other-kind'],
])('a condition %s', (_, when, on, operation, value) => {
  expect(values(when, on, operation)).toEqual([value]);
});
