import { expect, test } from 'vitest';
import { answer, change, chat, part, push, sha256, tunnel } from '../test/support/operation.ts';
import { compilePolicy } from './compile.ts';

function policy(when: string, on = 'git.push') {
  return compilePolicy(
    `version: 1\nhosts: []\nrules:\n  - { id: a, on: [${on}], when: '${when}', effect: deny }\n`,
    sha256,
  );
}

function pushOf(changes: number, path = 'a') {
  return push('refs/heads/x', { changes: Array.from({ length: changes }, () => change(path)), commits: [] });
}

test('no rule about it costs nothing', () => {
  expect(policy('true').stepsFor(tunnel('a.test'))).toBe(0);
});

test.each([
  ['a condition on the ref alone', 'ref.name + "x" == "y"', 1, 3],
  ['one that goes through the changes', 'changes.exists_one(c, c.odd)', 8, 10],
  ['one that goes through pairs of them', 'changes.exists(c, changes.exists(d, c.path == d.path))', 80, 100],
])('%s grows with them as it should', (_, when, least, most) => {
  const asked = policy(when);
  const factor = asked.stepsFor(pushOf(1000)) / asked.stepsFor(pushOf(100));
  expect(factor).toBeGreaterThan(least - 0.01);
  expect(factor).toBeLessThanOrEqual(most);
});

test('what does without the engine costs less', () => {
  const [fast, slow] = ['changes.exists(c, c.odd)', 'changes.exists_one(c, c.odd)'].map((when) =>
    policy(when).stepsFor(pushOf(100)),
  );
  expect(fast).toBeLessThan((slow ?? 0) / 4);
});

test('regular expressions cost by the character', () => {
  const prompt = chat({ parts: [part('x'.repeat(100_000))] });
  expect(
    policy('prompt.parts.exists(p, p.text.matches("a"))', 'copilot.chat').stepsFor(prompt),
  ).toBeGreaterThan(100_000);
  expect(policy('prompt.parts.exists(p, p.says("a"))', 'copilot.chat').stepsFor(prompt)).toBeLessThan(10_000);
});

test.each([
  ['text', answer({ kind: 'text', text: 'x'.repeat(100_000) })],
  ['arguments', answer({ kind: 'tool-call', tool: 'bash', arguments: 'x'.repeat(100_000) })],
])('those of an answer too: its %s', (field, piece) => {
  const asked = (when: string) => policy(when, 'copilot.answer').stepsFor(piece);
  expect(asked(`answer.${field}.matches("a")`)).toBeGreaterThan(100_000);
  expect(asked(`answer.${field}.matches("[ab]{640}")`)).toBeGreaterThan(1_000_000);
});
