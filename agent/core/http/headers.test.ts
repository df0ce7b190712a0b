import { describe, expect, test } from 'vitest';
import {
  endToEnd,
  headerValue,
  headerValues,
  meantField,
  meantName,
  replaceHeader,
  tokens,
  withoutHeaders,
  withoutMeant,
} from './headers.ts';

const HEADERS = ['Host', 'a.test', 'X-A', '1', 'x-a', '2', 'Content-Length', '3'];

describe('reading', () => {
  test.each([
    ['x-a', '1', ['1', '2']],
    ['host', 'a.test', ['a.test']],
    ['__proto__', null, []],
    ['constructor', null, []],
  ])('%s', (name, first, all) => {
    expect(headerValue(HEADERS, name)).toBe(first);
    expect(headerValues(HEADERS, name)).toEqual(all);
  });

  test('tokens come from every field of the name', () => {
    expect(tokens(['Connection', 'Close, X-A', 'connection', ' ,TE'], 'connection')).toEqual([
      'close',
      'x-a',
      'te',
    ]);
  });
});

describe('writing', () => {
  test('withoutHeaders drops every spelling and keeps order and case of the rest', () => {
    expect(withoutHeaders(HEADERS, ['x-a'])).toEqual(['Host', 'a.test', 'Content-Length', '3']);
  });

  test.each([
    ['in place of the first, once', 'x-A', ['Host', 'a.test', 'X-A', '9', 'Content-Length', '3']],
    ['at the end when absent', 'New', [...HEADERS, 'New', '9']],
  ])('replaceHeader puts the value %s', (_, name, expected) => {
    expect(replaceHeader(HEADERS, name, '9')).toEqual(expected);
  });
});

describe('endToEnd', () => {
  test.each([
    ['Connection', 'close'],
    ['Keep-Alive', 'timeout=5'],
    ['Proxy-Authenticate', 'Basic'],
    ['Proxy-Authorization', 'Basic eA=='],
    ['proxy-connection', 'keep-alive'],
    ['TE', 'trailers'],
    ['Transfer-Encoding', 'chunked'],
    ['Upgrade', 'websocket'],
  ])('drops %s', (name, value) => {
    expect(endToEnd([...HEADERS, name, value])).toEqual(HEADERS);
  });

  test('drops what Connection names', () => {
    expect(endToEnd(['X-Hop', '1', 'Connection', 'x-hop', 'X-End', '2'])).toEqual(['X-End', '2']);
  });

  test.each(['host', 'content-length'])('keeps %s even when Connection names it', (name) => {
    expect(headerValue(endToEnd([...HEADERS, 'Connection', name]), name)).not.toBeNull();
  });
});

describe('a field that some server takes for another', () => {
  const headers = ['X_Right', 'a', 'Accept', 'x-right', 'x-RIGHT', 'b', 'X-Rights', 'c'];

  test('is found, by its name and not by its value', () => {
    expect(meantName('X_A-B')).toBe('x-a-b');
    expect(meantField(headers, ['x-left', 'x-right'])).toBe('x-right');
    expect(meantField(headers, ['x-left'])).toBeNull();
    expect(meantField(['Accept', 'x-right'], ['x-right'])).toBeNull();
  });

  test('is left out in every spelling', () => {
    expect(withoutMeant(headers, ['x-right'])).toEqual(['Accept', 'x-right', 'X-Rights', 'c']);
  });
});
