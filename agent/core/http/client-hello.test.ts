import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClientHello } from './client-hello.ts';

const sized = (width: number, body: readonly number[]): number[] => {
  const length = Array.from(
    { length: width },
    (_, index) => (body.length >> (8 * (width - 1 - index))) & 255,
  );
  return [...length, ...body];
};
const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));
const extension = (type: number, body: readonly number[]): number[] => [0, type, ...sized(2, body)];
const serverName = (name: string): number[] => extension(0, sized(2, [0, ...sized(2, ascii(name))]));
const record = (body: readonly number[]): number[] => [22, 3, 1, ...sized(2, body)];
const handshake = (body: readonly number[]): number[] => [1, ...sized(3, body)];

function helloBody(extensions: readonly number[] | null): number[] {
  const start = [
    3,
    3,
    ...Array.from({ length: 32 }, () => 7),
    ...sized(1, [1, 2]),
    ...sized(2, [19, 1]),
    ...sized(1, [0]),
  ];
  return extensions === null ? start : [...start, ...sized(2, extensions)];
}

const hello = (extensions: readonly number[] | null): Uint8Array =>
  Uint8Array.from(record(handshake(helloBody(extensions))));

describe('a whole ClientHello', () => {
  test.each([
    ['its server name', [...extension(16, [0]), ...serverName('Git.Example')], 'git.example'],
    ['a name that is an object key', serverName('__proto__'), '__proto__'],
    ['no server name', extension(16, [0]), null],
    ['no extensions', [], null],
    ['no extensions field', null, null],
  ])('says %s', (_, extensions, expected) => {
    expect(readClientHello(hello(extensions))).toEqual({ kind: 'hello', serverName: expected });
  });

  test('may be followed by other bytes', () => {
    expect(readClientHello(Uint8Array.from([...hello(serverName('a.test')), 23, 3]))).toMatchObject({
      kind: 'hello',
    });
  });

  test('may be cut into records anywhere', () => {
    const message = handshake(helloBody(serverName('a.test')));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: message.length - 1 }), { maxLength: 5 }), (cuts) => {
        const edges = [0, ...new Set(cuts)].sort((a, b) => a - b);
        const records = edges.flatMap((from, index) => record(message.slice(from, edges[index + 1])));
        expect(readClientHello(Uint8Array.from(records))).toEqual({ kind: 'hello', serverName: 'a.test' });
      }),
    );
  });
});

test('every strict prefix is incomplete', () => {
  const bytes = hello(serverName('a.test'));
  for (let length = 0; length < bytes.length; length += 1) {
    expect(readClientHello(bytes.subarray(0, length)).kind).toBe('incomplete');
  }
});

describe('refuses', () => {
  const twice = [...serverName('a.test'), ...serverName('b.test')];
  test.each([
    ['plain HTTP', ascii('GET / HTTP/1.1\r\n')],
    ['one byte of something else', [71]],
    ['SSH', ascii('SSH-2.0-x')],
    ['SSL 2', [128, 46, 1, 3, 1]],
    ['an application data record', [23, 3, 3, 0, 1, 0]],
    ['an empty record', record([])],
    ['a record too long', [22, 3, 1, 0x40, 1]],
    ['a ServerHello', record([2, 0, 0, 0])],
    ['a message too long', record([1, 1, 0, 0])],
    ['another record in between', [...record(handshake(helloBody([])).slice(0, 9)), 21, 3, 1, 0, 2, 1, 0]],
    ['an empty body', record(handshake([]))],
    ['a body that ends early', record(handshake(helloBody(null).slice(0, -1)))],
    ['bytes after the extensions', record(handshake([...helloBody([]), 0]))],
    ['two server names', [...hello(twice)]],
    [
      'two names in one list',
      [...hello(extension(0, sized(2, [0, ...sized(2, [97]), 0, ...sized(2, [98])])))],
    ],
    ['an empty list', [...hello(extension(0, sized(2, [])))]],
    ['an empty name', [...hello(serverName(''))]],
    ['another name type', [...hello(extension(0, sized(2, [1, ...sized(2, [97])])))]],
    ['a name with a NUL', [...hello(serverName('a.test\u0000.b'))]],
    ['a name with high bytes', [...hello(serverName('b\u00fccher'))]],
    ['bytes after the list', [...hello(extension(0, [...sized(2, [0, ...sized(2, [97])]), 0]))]],
    ['a list that overruns', [...hello(extension(0, [0, 9, 0, 0, 1, 97]))]],
  ])('%s', (_, bytes) => {
    expect(readClientHello(Uint8Array.from(bytes))).toEqual({ kind: 'invalid' });
  });

  test('nothing by throwing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => void readClientHello(noise)));
    const bytes = hello(serverName('a.test'));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (index, value) => {
        const changed = Uint8Array.from(bytes);
        changed[index] = value;
        readClientHello(changed);
      }),
    );
  });
});
