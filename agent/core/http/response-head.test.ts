import { describe, expect, test } from 'vitest';
import { parseFields, parseResponseHead } from './response-head.ts';

describe('a head', () => {
  test.each([
    ['HTTP/1.1 200 OK', true, 200, 'OK'],
    ['HTTP/1.1 200', true, 200, ''],
    ['HTTP/1.1 200 ', true, 200, ''],
    ['HTTP/1.1 404 Not  Found\t!', true, 404, 'Not  Found\t!'],
    ['HTTP/1.1 200 \xe4', true, 200, '\xe4'],
    ['HTTP/1.1 200 a\x01', true, 200, ''],
    ['HTTP/1.0 200 OK', false, 200, 'OK'],
    ['HTTP/2.0 200 OK', false, 200, 'OK'],
  ])('%j', (text, isHttp11, status, statusMessage) => {
    expect(parseResponseHead(text)).toEqual({ isHttp11, status, statusMessage, rawHeaders: [] });
  });

  test.each([
    '',
    'HTTP/1.1',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000',
    'HTTP/1.1  200 OK',
    'http/1.1 200 OK',
    ' HTTP/1.1 200 OK',
    'HTTP/1.1 200 OK\r',
    'HTTP/1.1 200 OK\nX: y',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\nX',
  ])('%j is none', (text) => {
    expect(parseResponseHead(text)).toBeNull();
  });
});

describe('fields', () => {
  test.each([
    ['A: b', ['A', 'b']],
    ['a:b\r\nA: \t c d \t\r\nA:', ['a', 'b', 'A', 'c d', 'A', '']],
    ['__proto__: x\r\nX: a:b', ['__proto__', 'x', 'X', 'a:b']],
    ['X: \xff', ['X', '\xff']],
  ])('%j', (text, fields) => {
    expect(parseFields(text)).toEqual(fields);
  });

  test.each([
    '',
    'A',
    ':a',
    'A : b',
    ' A: b',
    'A: b\r\n c: d',
    'A: b\nC: d',
    'A: b\rC: d',
    'A: \0',
    '\xff: a',
    'A: b\r\n',
  ])('%j are none', (text) => {
    expect(parseFields(text)).toBeNull();
  });
});
