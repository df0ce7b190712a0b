import { describe, expect, test } from 'vitest';
import { parseConnectHead } from './connect-head.ts';

describe('parseConnectHead', () => {
  test('takes a target and fields, as they were sent', () => {
    expect(parseConnectHead('CONNECT A.test:443 HTTP/1.1\r\nHOST:  a.test:443 \r\nX:\r\nx: \u00e9')).toEqual({
      target: 'A.test:443',
      rawHeaders: ['HOST', 'a.test:443', 'X', '', 'x', '\u00e9'],
    });
  });

  test('leaves it to others whether the target means anything', () => {
    expect(parseConnectHead('CONNECT ../../x HTTP/1.1\r\nHost: a')).toMatchObject({ target: '../../x' });
  });

  test.each([
    ['another method', 'GET http://a.test/ HTTP/1.1\r\nHost: a.test'],
    ['a method in lower case', 'connect a:443 HTTP/1.1\r\nHost: a:443'],
    ['a longer method', 'CONNECTS a:443 HTTP/1.1\r\nHost: a:443'],
    ['an older version', 'CONNECT a:443 HTTP/1.0\r\nHost: a:443'],
    ['no target', 'CONNECT  HTTP/1.1\r\nHost: a:443'],
    ['two targets', 'CONNECT a:443 b:443 HTTP/1.1\r\nHost: a:443'],
    ['an empty line before it', '\r\nCONNECT a:443 HTTP/1.1\r\nHost: a:443'],
    ['no fields', 'CONNECT a:443 HTTP/1.1'],
    ['a folded field', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n b'],
    ['a space before the colon', 'CONNECT a:443 HTTP/1.1\r\nHost : a:443'],
    ['a bare line feed', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\nX: y'],
    ['a bare line feed in the request line', 'CONNECT a:443 HTTP/1.1\nHost: a:443\r\nX: y'],
    ['a control character', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\0'],
    ['a length', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\ncontent-LENGTH: 0'],
    ['a transfer coding', 'CONNECT a:443 HTTP/1.1\r\nTransfer-Encoding: chunked'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(parseConnectHead(text)).toBeNull();
  });
});
