import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

const BEFORE = `version: 1
hosts: []
rules:
  - { id: a, on: [git.push], when: ref.forced, effect: deny }
`;

async function diff(after: string, ...options: readonly string[]) {
  await folder.write('before.yaml', BEFORE);
  await folder.write('after.yaml', after);
  return folder.run('diff', './before.yaml', './after.yaml', ...options);
}

test('what changed is told in words', async () => {
  const after = BEFORE.replace('ref.forced', 'ref.odd').replace('hosts: []', 'default: allow\nhosts: []');
  const { exitCode, out } = await diff(after);
  expect(exitCode).toBe(0);
  expect(out).toBe('default changed\n  deny → allow\nrules a changed\n  when: ref.forced → ref.odd\n');
});

test('a comment is no change', async () => {
  const { exitCode, out } = await diff(`# why\n${BEFORE}`, '--exit-code');
  expect(exitCode).toBe(0);
  expect(out).toBe('both say the same\n');
});

test('a change can be a failure', async () => {
  expect((await diff(BEFORE.replace('deny', 'allow'), '--exit-code')).exitCode).toBe(1);
});

test('it is told as JSON', async () => {
  const { out } = await diff(BEFORE.replace('id: a', 'id: b'), '--json');
  expect(JSON.parse(out)).toMatchObject({
    changes: [
      { part: 'rules', name: 'a', kind: 'removed' },
      { part: 'rules', name: 'b', kind: 'added' },
    ],
  });
});

test('a policy that is wrong is told, whichever it is', async () => {
  const { exitCode, out } = await diff('version: 2\n');
  expect(exitCode).toBe(1);
  expect(out).toContain('./after.yaml: line 1');
});
