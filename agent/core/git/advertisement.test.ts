import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut } from '../../../test/support/cut.ts';
import { run } from '../../../test/support/developer.ts';
import { startGitOverHttp } from '../../../test/support/git-over-http.ts';
import { AdvertisementError } from './advertised-ref.ts';
import {
  type AdvertisementOptions,
  createReceivePackAdvertisementRewriter,
  encodeErrorAdvertisement,
} from './advertisement.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZERO = '0'.repeat(40);
const HEADER = ['# service=git-receive-pack\n', ''];

/** Pkt-lines of these texts; an empty one is a flush. */
const lines = (...texts: readonly string[]): Uint8Array =>
  concatBytes(texts.map((text) => (text === '' ? FLUSH : encodePktLine(encodeUtf8(text)))));

function outcomeOf(chunks: readonly Uint8Array[], options: Partial<AdvertisementOptions> = {}) {
  const rewriter = createReceivePackAdvertisementRewriter(options);
  try {
    const bytes = concatBytes(chunks.map((chunk) => rewriter.push(chunk)));
    return { bytes, ...rewriter.end() };
  } catch (error) {
    if (error instanceof AdvertisementError) return error.code;
    throw error;
  }
}

describe('no-thin is added', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'to the first ref',
      [`${A} refs/heads/a\0report-status agent=x\n`, `${B} refs/heads/b\n`, ''],
      [`${A} refs/heads/a\0report-status agent=x no-thin\n`, `${B} refs/heads/b\n`, ''],
    ],
    [
      'to an empty repository',
      [`${ZERO} capabilities^{}\0report-status\n`, ''],
      [`${ZERO} capabilities^{}\0report-status no-thin\n`, ''],
    ],
    [
      'where no ref but other objects are known',
      [`${A} .have\0report-status\n`, `${B} .have\n`, ''],
      [`${A} .have\0report-status no-thin\n`, `${B} .have\n`, ''],
    ],
    [
      'without a line feed, after a leading space, before shallow lines',
      [`${A} refs/heads/a\0 report-status`, `shallow ${A}`, ''],
      [`${A} refs/heads/a\0 report-status no-thin`, `shallow ${A}`, ''],
    ],
    [
      'in place of push-cert',
      [`${A} refs/heads/a\0report-status push-cert=1-a push-options\n`, ''],
      [`${A} refs/heads/a\0report-status push-options no-thin\n`, ''],
    ],
    ['only once', [`${A} refs/heads/a\0no-thin x\n`, ''], [`${A} refs/heads/a\0no-thin x\n`, '']],
    ['to an empty list', [`${A} refs/heads/a\0\n`, ''], [`${A} refs/heads/a\0no-thin\n`, '']],
  ])('%s', (_, given, expected) => {
    expect(outcomeOf([lines(...HEADER, ...given)])).toMatchObject({ bytes: lines(...HEADER, ...expected) });
  });
});

test('push-cert stays where it is wanted', () => {
  const outcome = outcomeOf([lines(...HEADER, `${A} refs/heads/a\0push-cert=1-a\n`, '')], {
    keepPushCert: true,
  });
  expect(outcome).toMatchObject({ capabilities: ['push-cert=1-a', 'no-thin'] });
});

test('refs are told, as many as are wanted', () => {
  const bytes = lines(...HEADER, `${A} refs/heads/a\0x\n`, `${B} refs/heads/b\n`, `${B} refs/heads/c\n`, '');
  const refs = [
    { id: A, name: 'refs/heads/a' },
    { id: B, name: 'refs/heads/b' },
  ];
  expect(outcomeOf([bytes], { maxRefs: 2 })).toMatchObject({ refs, capabilities: ['x', 'no-thin'] });
});

test.each([
  ['with a flush', ['']],
  ['without one', []],
])('an error of the server is passed on, %s', (_, end) => {
  const bytes = lines(...HEADER, 'ERR no such repository\n', ...end);
  expect(outcomeOf([bytes])).toEqual({ bytes, capabilities: [], refs: [] });
});

test('bytes are sent on as they came, in the case of their lengths as well', () => {
  const ref = encodeUtf8(`003A${B} refs/heads/x\n`);
  const bytes = concatBytes([lines(...HEADER, `${A} refs/heads/a\0no-thin\n`), ref, FLUSH]);
  expect(outcomeOf([bytes])).toMatchObject({ bytes });
});

test('any chunking gives the same', () => {
  const whole = lines(...HEADER, `${A} refs/heads/a\0x push-cert=n\n`, `${B} refs/heads/b\n`, '');
  const bodies = [whole, whole.subarray(0, -4), lines(...HEADER, 'ERR x'), concatBytes([whole, FLUSH])];
  fc.assert(
    fc.property(fc.constantFrom(...bodies), cut.edges, (bytes, edges) => {
      expect(outcomeOf(cut.at(bytes, edges))).toEqual(outcomeOf([bytes]));
    }),
  );
});

describe('refuses', () => {
  const first = `${A} refs/heads/a\0x\n`;
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'truncated'],
    ['the service alone', lines('# service=git-receive-pack\n'), 'truncated'],
    ['no refs', lines(...HEADER), 'truncated'],
    ['no flush at the end', lines(...HEADER, first), 'truncated'],
    ['a cut line', lines(...HEADER, first).subarray(0, -1), 'truncated'],
    ['a page', encodeUtf8('<!DOCTYPE html>'), 'bad-pkt-line'],
    ['a dumb server', encodeUtf8(`${A}\trefs/heads/main\n`), 'truncated'],
    ['length 3', encodeUtf8('0003'), 'bad-pkt-line'],
    ['the other service', lines('# service=git-upload-pack\n'), 'unexpected-line'],
    ['no service', lines(first), 'unexpected-line'],
    ['a flush first', lines(''), 'unexpected-line'],
    ['no flush after the service', lines('# service=git-receive-pack\n', first), 'unexpected-line'],
    ['a flush in place of the refs', lines(...HEADER, ''), 'unexpected-line'],
    ['protocol version 1', lines(...HEADER, 'version 1\n'), 'unexpected-line'],
    ['protocol version 2', lines(...HEADER, 'version 2\n'), 'unexpected-line'],
    ['a first ref without capabilities', lines(...HEADER, `${A} refs/heads/a\n`), 'unexpected-line'],
    ['shallow first', lines(...HEADER, `shallow ${A}\n`), 'unexpected-line'],
    ['capabilities again', lines(...HEADER, first, first), 'unexpected-line'],
    ['an error among the refs', lines(...HEADER, first, 'ERR late\n'), 'unexpected-line'],
    ['a ref after an error', lines(...HEADER, 'ERR x\n', first), 'unexpected-line'],
    ['no id', lines(...HEADER, first, 'refs/heads/b\n'), 'unexpected-line'],
    ['a delimiter', concatBytes([lines(...HEADER), encodeUtf8('0001')]), 'unexpected-line'],
    ['lines after the end', lines(...HEADER, first, '', first), 'unexpected-line'],
    ['a second flush', lines(...HEADER, first, '', ''), 'unexpected-line'],
    [
      'bytes that are no text',
      concatBytes([lines(...HEADER), encodePktLine(Uint8Array.of(255))]),
      'bad-line',
    ],
    [
      'a first line with no room left',
      lines(...HEADER, `${A} refs/heads/a\0${'y'.repeat(65_461)}\n`),
      'bad-pkt-line',
    ],
  ])('%s', (_, bytes, code) => {
    expect(outcomeOf([bytes])).toBe(code);
  });

  test('more bytes than allowed', () => {
    expect(outcomeOf([lines(...HEADER, first, '')], { maxBytes: 50 })).toBe('too-large');
  });
});

describe('with the real git', () => {
  test('what it advertises is rewritten and what it then sends has no thin pack', async () => {
    const seen: (readonly string[])[] = [];
    const packs: Uint8Array[] = [];
    const advertisement = (bytes: Uint8Array): Uint8Array => {
      const outcome = outcomeOf([bytes]);
      if (typeof outcome === 'string') throw new Error(outcome);
      seen.push(outcome.capabilities);
      return outcome.bytes;
    };
    const request = (bytes: Uint8Array): Uint8Array => {
      packs.push(bytes.subarray(new TextDecoder('utf-8').decode(bytes).indexOf('PACK')));
      return bytes;
    };
    await using http = await startGitOverHttp({ advertisement, request });
    const text = Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n');
    await http.dev.write('big.txt', text);
    await http.dev.commit('one');
    await http.dev.must('push', '--quiet', 'origin', 'main');
    await http.dev.write('big.txt', `${text}\nmore`);
    await http.dev.commit('two');
    await http.dev.must('push', '--quiet', 'origin', 'main');
    expect(seen).toHaveLength(2);
    for (const capabilities of seen) {
      expect(capabilities).toContain('report-status');
      expect(capabilities).toContain('no-thin');
    }
    const alone = await http.dev.must('init', '--quiet', '--bare', '../alone.git');
    expect(alone).toBe('');
    await http.dev.feed(packs[1] ?? new Uint8Array(), '-C', '../alone.git', 'unpack-objects', '-q');
  });

  test.each([
    ['push', 'git-receive-pack', ['push', 'REMOTE', 'HEAD:refs/heads/x']],
    ['fetch', 'git-upload-pack', ['ls-remote', 'REMOTE']],
    ['fetch in protocol version 0', 'git-upload-pack', ['-c', 'protocol.version=0', 'ls-remote', 'REMOTE']],
  ] as const)('a refused %s is told why', async (_, service, args) => {
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', `application/x-${service}-advertisement`);
      response.end(encodeErrorAdvertisement(service, 'countersign: no\nentry \u001b[31m'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/demo.git`;
    const said = await run(
      args.map((arg) => (arg === 'REMOTE' ? url : arg)),
      { cwd: process.cwd(), home: tmpdir() },
    );
    server.close();
    expect(said.code).not.toBe(0);
    expect(said.stderr).toContain('fatal: remote error: countersign: no entry [31m\n');
  });
});
