import { expect, test } from 'vitest';
import { refusal } from './listener-refusal.ts';
import { formatAnswer } from './raw-answer.ts';

test('an answer has its length in bytes and announces the end', () => {
  expect(formatAnswer({ ...refusal('malformed', 'né'), headers: ['X-A', '1'] })).toBe(
    'HTTP/1.1 400 Bad Request\r\nX-A: 1\r\nContent-Length: 17\r\nConnection: close\r\n\r\ncountersign: né\n',
  );
});

test.each(['a\r\nb', 'a\nb', 'a\0b'])('a header value %j is refused', (value) => {
  expect(() => formatAnswer({ ...refusal('malformed', 'x'), headers: ['X-A', value] })).toThrow(RangeError);
});
