import { describe, expect, test } from 'vitest';
import {
  formatAuthority,
  isOriginForm,
  namesOrigin,
  parseAbsoluteForm,
  parseConnectTarget,
  sameOrigin,
} from './request-target.ts';

const HTTPS = { scheme: 'https', host: 'a.test', port: 443 } as const;

describe('parseConnectTarget', () => {
  test('takes host and port', () => {
    expect(parseConnectTarget('A.test:443')).toEqual(HTTPS);
  });

  test.each(['a.test', 'https://a.test:443', '/a', 'a.test:443/', '*'])('refuses %j', (text) => {
    expect(parseConnectTarget(text)).toBeNull();
  });
});

describe('parseAbsoluteForm', () => {
  test.each([
    ['http://a.test/x?y', { scheme: 'http', host: 'a.test', port: 80 }, '/x?y'],
    ['HTTP://A.test:8080', { scheme: 'http', host: 'a.test', port: 8080 }, '/'],
    ['http://a.test?q', { scheme: 'http', host: 'a.test', port: 80 }, '/?q'],
    ['https://[::1]/', { scheme: 'https', host: '::1', port: 443 }, '/'],
    ['http://a.test/http://b.test/', { scheme: 'http', host: 'a.test', port: 80 }, '/http://b.test/'],
  ])('%s', (text, origin, path) => {
    expect(parseAbsoluteForm(text)).toEqual({ origin, path });
  });

  test.each([
    '/x',
    'ftp://a.test/',
    'http:/a.test/',
    'http:///x',
    'http://u:p@a.test/',
    'http://a.test\\@b.test/',
    'http://a.test/#f',
    'http://a.test/ x',
    'http://a.test/\u00e9',
    'http://a.test/\n',
    'xhttp://a.test/',
  ])('refuses %j', (text) => {
    expect(parseAbsoluteForm(text)).toBeNull();
  });
});

test.each([
  ['/', true],
  ['/a%20b?c=d"', true],
  ['', false],
  ['a', false],
  ['/a b', false],
  ['/a#b', false],
  ['/a\r', false],
  ['/\u007f', false],
])('isOriginForm %j', (path, expected) => {
  expect(isOriginForm(path)).toBe(expected);
});

test.each([
  ['a.test', true],
  ['A.TEST:443', true],
  ['a.test.', true],
  ['a.test:444', false],
  ['b.test', false],
  ['', false],
  ['a.test, a.test', false],
])('namesOrigin %j', (value, expected) => {
  expect(namesOrigin(value, HTTPS)).toBe(expected);
});

test('an origin is scheme, host and port', () => {
  expect(sameOrigin(HTTPS, { ...HTTPS })).toBe(true);
  expect(sameOrigin(HTTPS, { ...HTTPS, scheme: 'http' })).toBe(false);
  expect(sameOrigin(HTTPS, { ...HTTPS, port: 1 })).toBe(false);
});

test.each([
  [{ host: 'a.test', port: 443 }, 'a.test:443'],
  [{ host: '::1', port: 443 }, '[::1]:443'],
])('formatAuthority %o', (authority, expected) => {
  expect(formatAuthority(authority)).toBe(expected);
});
