import { expect, test } from 'vitest';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { STARTER_POLICY } from '../../policy/starter.ts';
import { compileBesideWork, compileEnforceable } from './enforceable-policy.ts';

const WAYS: readonly [string, (text: string) => Promise<CompiledPolicy>][] = [
  ['at once', async (text) => compileEnforceable(text)],
  ['beside other work', compileBesideWork],
];

test.each(WAYS)('the starter can be enforced, compiled %s', async (_, compile) => {
  expect((await compile(STARTER_POLICY)).hash).toBe(compileEnforceable(STARTER_POLICY).hash);
});

test.each(WAYS)('a pattern that the detector cannot use is told with its place, %s', async (_, compile) => {
  const patterns = "secrets:\n  patterns:\n    - { id: a, keyword: acme, pattern: '(?i)acme' }\n";
  await expect(compile(`version: 1\nhosts: []\nrules: []\n${patterns}`)).rejects.toMatchObject({
    ...{ name: 'PolicyError', code: 'secret-pattern', line: 6, column: 40 },
  });
});

test.each(WAYS)('a policy that is wrong in itself is told as that, %s', async (_, compile) => {
  await expect(compile('version: 2')).rejects.toMatchObject({ code: 'schema' });
});

test('other work has many turns while a large policy is compiled', async () => {
  const rule = (index: number) =>
    `  - { id: r${index}, on: [repo.write], when: 'changes.exists(c, c.path.glob("a${index}/**"))', effect: deny }\n`;
  const text = `version: 1\nhosts: []\nrules:\n${Array.from({ length: 500 }, (_, index) => rule(index)).join('')}`;
  let turns = 0;
  let isOver = false;
  const work = (): void => {
    turns += 1;
    if (!isOver) setImmediate(work);
  };
  setImmediate(work);
  const policy = await compileBesideWork(text);
  isOver = true;
  expect(policy.rules).toHaveLength(500);
  expect(turns).toBeGreaterThan(2);
});
