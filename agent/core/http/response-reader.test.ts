import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ResponsePart, ResponseReader } from './response-reader.ts';

const MAX = 256;

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** What an answer comes to, in words; its body in one piece. */
function read(pieces: readonly string[], method: string | undefined): string {
  const reader = new ResponseReader(method ?? 'GET', MAX);
  const parts = pieces.flatMap((piece) => [...reader.push(bytesOf(piece))]);
  const said = parts.map(describePart);
  if (reader.end()) said.push('clean');
  return said.join(' ').replaceAll('} {', '');
}

function describePart(part: ResponsePart): string {
  switch (part.kind) {
    case 'interim':
      return `interim ${part.head.status}`;
    case 'head':
      return `${part.head.status} ${part.framing.kind}`;
    case 'data':
      return `{${textOf(part.bytes)}}`;
    case 'end':
      return `end[${part.rawTrailers.join(',')}]`;
    case 'fault':
      return `fault: ${part.what}`;
  }
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

type Answer = readonly [name: string, text: string, comesTo: string, method?: string];

const ANSWERS: readonly Answer[] = [
  ['with a length', `${OK}Content-Length: 5\r\n\r\nhello`, '200 length {hello} end[] clean'],
  ['with no length', `${OK}X: y\r\n\r\nhello`, '200 close {hello} clean'],
  ['with a length of none', `${OK}Content-Length: 0\r\n\r\n`, '200 length end[] clean'],
  ['without fields', `${OK}\r\nhello`, '200 close {hello} clean'],
  ['in chunks', `${CHUNKED}3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n`, '200 chunked {hello} end[] clean'],
  [
    'with trailers',
    `${CHUNKED}A\r\n0123456789\r\n0\r\nX: 1\r\nY:2\r\n\r\n`,
    '200 chunked {0123456789} end[X,1,Y,2] clean',
  ],
  ['to HEAD', `${OK}Content-Length: 5\r\n\r\n`, '200 none end[] clean', 'HEAD'],
  ['that says nothing changed', 'HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n', '304 none end[] clean'],
  ['without content', 'HTTP/1.1 204 No\r\n\r\n', '204 none end[] clean'],
  [
    'after others in between',
    `HTTP/1.1 100 \r\n\r\nHTTP/1.1 103\r\nContent-Length: 9\r\n\r\n${OK}\r\n`,
    'interim 100 interim 103 200 close clean',
  ],
  ['cut in its length', `${OK}Content-Length: 5\r\n\r\nhel`, '200 length {hel}'],
  ['cut in its chunks', `${CHUNKED}5\r\nhello\r\n`, '200 chunked {hello}'],
  ['cut in its trailers', `${CHUNKED}0\r\nX: 1\r\n`, '200 chunked'],
  ['cut in its head', `${OK}Conten`, ''],
];

const REFUSED: readonly (readonly [name: string, text: string, method?: string])[] = [
  ['no HTTP', 'hello\r\n\r\n'],
  ['of another version', 'HTTP/1.2 200 OK\r\n\r\n'],
  ['with a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['with a status below all', 'HTTP/1.1 099 OK\r\n\r\n'],
  ['with a status above all', 'HTTP/1.1 600 OK\r\n\r\n'],
  ['switching protocols', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n'],
  ['with bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 0\n\r\n\r\n'],
  ['with a bare line feed in a value', `${OK}X: a\nY: b\r\n\r\n`],
  ['with a bare carriage return', `${OK}X: a\rY: b\r\n\r\n`],
  ['with a folded line', `${OK}X: a\r\n b\r\n\r\n`],
  ['with a space before the colon', `${OK}X : a\r\n\r\n`],
  ['with a field without a name', `${OK}: a\r\n\r\n`],
  ['with a NUL', `${OK}X: a\0\r\n\r\n`],
  ['with both framings', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['with both framings, to HEAD', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 'HEAD'],
  ['with two lengths', `${OK}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`],
  ['with a list of lengths', `${OK}Content-Length: 1, 1\r\n\r\n`],
  ['with a negative length', `${OK}Content-Length: -1\r\n\r\n`],
  ['with a coding besides chunked', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`],
  ['with chunked said twice', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['in chunks in the words of 1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['with a head without end', `${OK}X: ${'a'.repeat(MAX)}`],
  ['with a chunk size that is none', `${CHUNKED}x\r\n`],
  ['with a signed chunk size', `${CHUNKED}+1\r\na\r\n`],
  ['with a chunk size beyond counting', `${CHUNKED}${'f'.repeat(14)}\r\n`],
  ['with a chunk line without end', `${CHUNKED}1;${'a'.repeat(2000)}`],
  ['with a chunk longer than its size', `${CHUNKED}1\r\nab\r\n`],
  ['with a bare line feed after a size', `${CHUNKED}1\na\r\n`],
  ['with a trailer that is none', `${CHUNKED}0\r\nX\r\n\r\n`],
  ['with trailers without end', `${CHUNKED}0\r\n${'X: a\r\n'.repeat(MAX)}`],
];

describe('an answer', () => {
  test.each(ANSWERS.map(([name, ...row]) => ({ name, row })))('$name', ({ row: [text, comesTo, method] }) => {
    expect(read([text], method)).toBe(comesTo);
  });

  test.each(REFUSED.map(([name, ...row]) => ({ name, row })))(
    'is refused $name',
    ({ row: [text, method] }) => {
      expect(read([text], method)).toContain('fault: ');
    },
  );

  test('is followed by nothing that counts', () => {
    const parts = new ResponseReader('GET', MAX).push(bytesOf(`${OK}Content-Length: 1\r\n\r\nab\r\n`));
    expect(parts.at(-1)).toEqual({ kind: 'end', rawTrailers: [], excess: 3 });
  });

  test('at the limit of its head is read, one byte above is not', () => {
    const head = (length: number) => `${OK}X: ${'a'.repeat(length - OK.length - 3)}\r\n\r\n`;
    expect(read([head(MAX)], 'GET')).toBe('200 close clean');
    expect(read([head(MAX + 1)], 'GET')).toContain('fault: ');
  });

  test('keeps case, order, repetition and high bytes of its fields', () => {
    const [part] = new ResponseReader('GET', MAX).push(
      bytesOf(`${OK}b: 1\r\nA:  2 \t\r\nB: \xff\x80\r\nC:\r\n\r\n`),
    );
    expect(part).toMatchObject({ head: { rawHeaders: ['b', '1', 'A', '2', 'B', '\xff\x80', 'C', ''] } });
  });
});

test('however an answer is cut, it comes to the same', () => {
  const texts = [
    ...ANSWERS.map(([, text, , method]) => [text, method] as const),
    ...REFUSED.map(([, text, method]) => [text, method] as const),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.integer({ min: 1, max: 40 })),
      ([text, method], sizes) => {
        const pieces: string[] = [];
        let at = 0;
        for (const size of [...sizes, text.length]) {
          if (at < text.length) pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(read(pieces, method)).toBe(read([text], method));
      },
    ),
    { numRuns: 500 },
  );
});
