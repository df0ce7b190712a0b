import { expect, test } from 'vitest';
import { namedRewrites, sshRewrites } from './ssh-rewrites.ts';

test('each spelling of a remote over SSH leads to the same path over HTTPS', () => {
  expect(sshRewrites(['github.com'])).toEqual([
    ['url.https://github.com/.insteadOf', 'git@github.com:'],
    ['url.https://github.com/.insteadOf', 'ssh://git@github.com/'],
    ['url.https://github.com/.insteadOf', 'ssh://git@github.com:22/'],
    ['url.https://github.com/.insteadOf', 'git+ssh://git@github.com/'],
  ]);
});

test('no host, no rewriting', () => {
  expect(sshRewrites([])).toEqual([]);
});

test('the policy names whole hosts of Git', () => {
  const host = (suffix: string, said: object = {}) =>
    ({ suffix, kind: 'git', ssh: 'rewrite', enforcedBy: null, ...said }) as const;
  const hosts = [host('a.example'), host('.b.example'), host('c.example', { ssh: 'warn' })];
  expect(namedRewrites([...hosts, host('d.example', { kind: 'copilot' })])).toEqual(['a.example']);
});
