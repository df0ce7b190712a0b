import { describe, expect, test } from 'vitest';
import { isAddress, parseAuthority } from './host.ts';

describe('parseAuthority', () => {
  test.each([
    ['git.example', 'git.example', null],
    ['git.example:443', 'git.example', 443],
    ['GIT.Example.:8443', 'git.example', 8443],
    ['127.0.0.1:1', '127.0.0.1', 1],
    ['[::1]:443', '::1', 443],
    ['[2001:DB8::0:1]', '2001:db8::1', null],
    ['__proto__:443', '__proto__', 443],
    ['constructor', 'constructor', null],
    ['ca:443', 'ca', 443],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', null],
    ['1.a', '1.a', null],
  ])('%s', (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ host, port });
  });

  test.each([
    '',
    ':443',
    '.',
    'a..b',
    '.a',
    'a..',
    'a:',
    'a:0',
    'a:65536',
    'a:-1',
    'a:+1',
    'a: 1',
    'a:1:2',
    'a:443x',
    '../../x:443',
    'a/b',
    'a%2eb',
    'a@b',
    'user@a:443',
    'a b',
    'bücher.example',
    'a\u0000',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '127.0.0.01',
    '127.0.0.256',
    '127.0.0.0x1',
    'a.0x7f',
    '1.2.3.4.5',
    '::1',
    '[::1',
    '[::1]x',
    '[::1%lo]:1',
    '[a]:1',
    '[]:1',
    `${'a'.repeat(64)}.b`,
    'abcdefg.'.repeat(32),
  ])('refuses %j', (text) => {
    expect(parseAuthority(text)).toBeNull();
  });
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['a.1b', false],
  ['localhost', false],
])('isAddress %s', (host, expected) => {
  expect(isAddress(host)).toBe(expected);
});
