import { expect, test } from 'vitest';
import { detectorOf, secretsIn } from './test-support.ts';

const detector = detectorOf([], { internalDomains: ['Corp.example', 'lan'] });

test.each([
  ['git clone https://git.corp.example/team/repo.git now', ['git.corp.example/team/repo.git']],
  ['ssh db-1.eu.CORP.example', ['db-1.eu.CORP.example']],
  ['(see https://corp.example:8443/a?b=c)', ['corp.example:8443/a?b=c']],
  ['nas.lan, plan.lane', ['nas.lan']],
  ['notcorp.example corp.example.org corp-example', ['corp.example']],
  ['plan', []],
])('%s', (text, expected) => {
  expect(secretsIn(detector, text)).toEqual(expected);
});

test.each(['', 'a', 'corp example', '*.corp.example', '-a.example', 'https://corp.example'])(
  '%j is refused',
  (domain) => {
    expect(() => detectorOf([], { internalDomains: [domain] })).toThrow(
      expect.objectContaining({ code: 'bad-internal-domain' }),
    );
  },
);
