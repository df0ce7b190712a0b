import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPolicyFolder, type PolicyFolder } from '../../test/support/policy-folder.ts';

let folder: PolicyFolder;

beforeEach(async () => {
  folder = await openPolicyFolder();
});

afterEach(() => folder.remove());

const POLICY = `version: 1
hosts: []
rules:
  - { id: forced, on: [git.push], when: ref.forced, effect: deny }
  - { id: rest, on: [git.push], effect: allow }
`;
const FREE = '  - { name: a push, operation: { action: git.push }, expect: allow, rule: rest }\n';
const FORCED =
  '  - { name: a forced one, operation: { action: git.push, ref: { forced: true } }, expect: deny, rule: forced }\n';
const WRONG = '  - { name: wrong, operation: { action: tunnel }, expect: allow, rule: rest }\n';

async function run(inside: string, ...options: readonly string[]) {
  await folder.write('policy.yaml', inside === '' ? POLICY : `${POLICY}tests:\n${inside}`);
  return folder.run('test', './policy.yaml', ...options);
}

test('cases that pass are counted, with the rules that none of them matches', async () => {
  const { exitCode, out } = await run(FREE);
  expect(exitCode).toBe(0);
  expect(out).toBe('1 case, 0 failed\n1 of 2 rules matched; none matches forced\n');
});

test('cases that fail are told with what is otherwise', async () => {
  const { exitCode, out } = await run(FREE + WRONG + FORCED);
  expect(exitCode).toBe(1);
  expect(out).toBe(
    'failed: wrong\n  verdict is deny, expected allow\n  rule is default, expected rest\n3 cases, 1 failed\n2 of 2 rules matched\n',
  );
});

test('files of cases beside the policy are run too', async () => {
  await folder.write('policy.test.yaml', `tests:\n${FREE}`);
  await folder.write('policy.forced.test.yaml', `tests:\n${FORCED}`);
  await folder.write('other.test.yaml', `tests:\n${WRONG}`);
  const { exitCode, out } = await run('');
  expect(exitCode).toBe(0);
  expect(out).toBe('2 cases, 0 failed\n2 of 2 rules matched\n');
});

test('files of cases can be named', async () => {
  await folder.write('policy.test.yaml', `tests:\n${WRONG}`);
  await folder.write('mine.yaml', `tests:\n${FREE}`);
  expect((await run('', '--cases', folder.path('mine.yaml'))).exitCode).toBe(0);
});

test('every rule can be asked to be tried', async () => {
  expect((await run(FREE, '--all-rules')).exitCode).toBe(1);
  expect((await run(FREE + FORCED, '--all-rules')).exitCode).toBe(0);
});

test('no case is a failure', async () => {
  const { exitCode, out } = await run('');
  expect(exitCode).toBe(1);
  expect(out).toContain('there is no case');
});

test('results are told as JSON', async () => {
  const { exitCode, out } = await run(FREE + WRONG, '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(out)).toEqual({
    passed: false,
    results: [
      { name: 'a push', failures: [] },
      { name: 'wrong', failures: ['verdict is deny, expected allow', 'rule is default, expected rest'] },
    ],
    covered: ['rest'],
    uncovered: ['forced'],
  });
});

test('a case that is written wrong is told with its file and place', async () => {
  await folder.write(
    'policy.test.yaml',
    'tests:\n  - { name: a, operation: { action: tunel }, expect: deny }\n',
  );
  const { exitCode, out } = await run('');
  expect(exitCode).toBe(1);
  expect(out).toContain('./policy.test.yaml: line 2, column 37');
  expect(out).toContain('did you mean tunnel?');
});
