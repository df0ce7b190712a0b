import { describe, expect, it } from 'vitest';
import { readCgiHead } from './cgi-head.ts';

const read = (text: string) => readCgiHead(Buffer.from(text, 'latin1'));

describe('readCgiHead', () => {
  it.each([
    ['no header at all', '\r\n\r\nbody'],
    ['a line without a colon', 'Content-Type\r\n\r\n'],
    ['a status in words', 'Status: fine\r\n\r\n'],
    ['a status out of range', 'Status: 600 No\r\n\r\n'],
    ['a control character', 'X: a\u0007\r\n\r\n'],
    ['a head without end', `X: ${'a'.repeat(20_000)}`],
  ])('refuses %s', (_, text) => {
    expect(read(text).kind).toBe('malformed');
  });

  it.each(['', 'Status: 200 OK\r\n', 'Status: 200 OK\r\n\r'])('waits for the rest of %j', (text) => {
    expect(read(text).kind).toBe('partial');
  });

  it('takes the status out of the headers and leaves the body', () => {
    const output = read('Status: 404 Not Found\r\nContent-Type: text/plain\r\n\r\n\r\n\r\nrest');
    expect(output).toMatchObject({
      kind: 'head',
      head: { status: 404, rawHeaders: ['Content-Type', 'text/plain'] },
    });
    expect(output.kind === 'head' && output.body.toString()).toBe('\r\n\r\nrest');
  });

  it('takes a head without status for 200', () => {
    expect(read('X: y\r\n\r\n')).toMatchObject({ head: { status: 200, rawHeaders: ['X', 'y'] } });
  });
});
