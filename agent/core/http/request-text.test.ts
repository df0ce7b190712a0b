import { describe, expect, test } from 'vitest';
import { fieldLines, requestText } from './request-text.ts';

test('a head has its fields in order, case and repetition', () => {
  expect(requestText('GET', '/a?b', ['Host', 'x', 'a', '1', 'A', '\xff\t'])).toBe(
    'GET /a?b HTTP/1.1\r\nHost: x\r\na: 1\r\nA: \xff\t\r\n\r\n',
  );
});

describe('a head that would say something else to another reader is not written', () => {
  test.each([
    ['GET /', '/', []],
    ['', '/', []],
    ['GET', '', []],
    ['GET', '/ HTTP/1.1\r\nX: y', []],
    ['GET', '/a b', []],
    ['GET', '/\u0100', []],
    ['GET', '/', ['X', 'a\r\nY: b']],
    ['GET', '/', ['X', 'a\nb']],
    ['GET', '/', ['X', '\0']],
    ['GET', '/', ['X', '\u{1f600}']],
    ['GET', '/', ['X Y', 'a']],
    ['GET', '/', ['', 'a']],
    ['GET', '/', ['X:', 'a']],
  ])('%j %j %j', (method, target, headers) => {
    expect(() => requestText(method, target, headers)).toThrow(RangeError);
  });
});

test('no fields are no lines', () => {
  expect(fieldLines([])).toBe('');
});
