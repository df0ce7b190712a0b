import { describe, expect, it } from 'vitest';
import { dnsName, isUnder, permittedSuffixes } from './names.ts';

describe('dnsName', () => {
  it.each([
    ['api.github.com', 'api.github.com'],
    ['API.GitHub.com', 'api.github.com'],
    ['localhost', 'localhost'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['1password.com', '1password.com'],
    [`${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
  ])('takes %s', (host, name) => {
    expect(dnsName(host)).toBe(name);
  });

  it.each([
    ['an IPv4 address', '127.0.0.1'],
    ['an IPv4 address in one number', '2130706433'],
    ['an IPv4 address in hexadecimal', '0x7f000001'],
    ['an IPv4 address with a hexadecimal end', '127.0.0.0x1'],
    ['an IPv6 address', '::1'],
    ['a bracketed IPv6 address', '[::1]'],
    ['nothing', ''],
    ['a wildcard', '*.github.com'],
    ['a trailing dot', 'github.com.'],
    ['a leading dot', '.github.com'],
    ['an empty label', 'api..github.com'],
    ['a path', '../../x'],
    ['a slash', 'github.com/x'],
    ['a port', 'github.com:443'],
    ['a NUL', 'github.com\0.example.com'],
    ['a line feed at the end', 'github.com\n'],
    ['a letter that folds into ASCII', '\u212a.github.com'],
    ['letters outside ASCII', 'b\u00fccher.example'],
    ['a leading hyphen', '-x.github.com'],
    ['a trailing hyphen', 'x-.github.com'],
    ['a label of 64', `${'a'.repeat(64)}.com`],
    ['a name of 254', `${'a.'.repeat(126)}ab`],
  ])('refuses %s', (_, host) => {
    expect(dnsName(host)).toBeNull();
  });
});

describe('isUnder', () => {
  it.each([
    ['github.com', true],
    ['api.github.com', true],
    ['a.b.github.com', true],
    ['evilgithub.com', false],
    ['github.com.example.com', false],
    ['com', false],
  ])('%s: %s', (name, expected) => {
    expect(isUnder(name, ['localhost', 'github.com'])).toBe(expected);
  });
});

describe('permittedSuffixes', () => {
  it('brings the names into one spelling and order', () => {
    expect(permittedSuffixes(['localhost', 'GitHub.com', 'github.com'])).toEqual(['github.com', 'localhost']);
  });

  it.each([
    ['none', []],
    ['a wildcard', ['*.github.com']],
    ['a leading dot', ['.github.com']],
    ['the empty name, which permits everything', ['']],
    ['an address', ['10.0.0.1']],
    ['too many', Array.from({ length: 257 }, (_, index) => `h${index}.example`)],
  ])('refuses %s', (_, suffixes) => {
    expect(() => permittedSuffixes(suffixes)).toThrow(expect.objectContaining({ code: 'bad-suffix' }));
  });
});
