import { expect, test } from 'vitest';
import { createStreamMasker } from './stream-masker.ts';
import { detectorOf, secretsIn, vaultOf } from './test-support.ts';

const detector = detectorOf([], { internalDomains: ['Corp.example', 'lan'] });

test.each([
  ['git clone https://git.corp.example/team/repo.git now', ['git.corp.example/team/repo.git']],
  ['ssh db-1.eu.CORP.example', ['db-1.eu.CORP.example']],
  ['(see https://corp.example:8443/a?b=c)', ['corp.example:8443/a?b=c']],
  ['https://bob@git.corp.example?token=a&b#c now', ['git.corp.example?token=a&b#c']],
  ['nas.lan, plan.lane', ['nas.lan']],
  ['notcorp.example corp.example.org corp-example', ['corp.example']],
  ['plan', []],
])('%s', (text, expected) => {
  expect(secretsIn(detector, text)).toEqual(expected);
});

test('all that follows in a URL is found, however long it is and however it is cut', () => {
  const url = `git.corp.example/${'team/'.repeat(200)}?a=b`;
  const text = `see https://${url} now`;
  expect(secretsIn(detector, text)).toEqual([url]);
  const masker = createStreamMasker(detector, vaultOf('session'));
  const shown = Array.from(text, (character) => masker.write(character)).join('') + masker.end();
  expect(shown).toMatch(/^see https:\/\/CSG_HOST_\w+ now$/);
});

test.each(['', 'a', 'corp example', '*.corp.example', '-a.example', 'https://corp.example'])(
  '%j is refused',
  (domain) => {
    expect(() => detectorOf([], { internalDomains: [domain] })).toThrow(
      expect.objectContaining({ code: 'bad-internal-domain' }),
    );
  },
);
