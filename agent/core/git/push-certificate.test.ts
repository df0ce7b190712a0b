import { describe, expect, test } from 'vitest';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine } from './pkt-line.ts';
import { PushCertificate } from './push-certificate.ts';
import { PushRequestError } from './push-request.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const OPENING = encodeUtf8('push-cert\u0000 report-status');
const HEAD = [
  'certificate version 0.1\n',
  'pusher A U Thor <a@example.com> 1700000000 +0000\n',
  'pushee https://git.example/demo.git\n',
  'nonce 1700000000-abc\n',
  'push-option ci.skip\n',
  '\n',
];
const COMMAND = `${A} ${B} refs/heads/main\n`;
const SIGNATURE = ['-----BEGIN SSH SIGNATURE-----\n', 'AAAA\n', '\n', '-----END SSH SIGNATURE-----\n'];
const END = 'push-cert-end\n';

function read(lines: readonly (string | Uint8Array)[]): PushCertificate {
  const certificate = new PushCertificate({
    line: { kind: 'data', payload: OPENING },
    bytes: encodePktLine(OPENING),
  });
  for (const line of lines) {
    const payload = typeof line === 'string' ? encodeUtf8(line) : line;
    certificate.read(payload, encodePktLine(payload));
  }
  return certificate;
}

test('commands are read and the bytes kept as sent', () => {
  const lines = [...HEAD, COMMAND, `${B} ${A} refs/tags/x\n`, ...SIGNATURE, END];
  const certificate = read(lines);
  expect(certificate.complete).toBe(true);
  expect(certificate.commands).toEqual([
    { oldId: A, newId: B, ref: 'refs/heads/main' },
    { oldId: B, newId: A, ref: 'refs/tags/x' },
  ]);
  const framed = [OPENING, ...lines.map(encodeUtf8)].map(encodePktLine);
  expect(certificate.bytes).toEqual(concatBytes(framed));
});

test.each(['PGP SIGNATURE', 'PGP MESSAGE', 'SSH SIGNATURE', 'SIGNED MESSAGE'])('a %s signs it', (name) => {
  expect(read([...HEAD, COMMAND, `-----BEGIN ${name}-----\n`, 'AAAA\n', END]).complete).toBe(true);
});

test('is not complete before its last line', () => {
  expect(read([...HEAD, COMMAND, ...SIGNATURE]).complete).toBe(false);
});

describe('refuses', () => {
  const version = 'certificate version 0.1\n';
  test.each([
    ['another version', ['certificate version 0.2\n'], 'bad-certificate'],
    ['no version', ['pusher x\n'], 'bad-certificate'],
    ['an unknown header', [version, 'gpgsig x\n'], 'bad-certificate'],
    ['a header without a value', [version, 'nonce\n'], 'bad-certificate'],
    ['a packet without its line feed', [version, 'nonce x'], 'bad-certificate'],
    ['two lines in one packet', [version, 'nonce x\npusher y\n'], 'bad-certificate'],
    ['commands hidden behind a NUL', [version, 'nonce x\u0000y\n'], 'bad-certificate'],
    ['an empty packet', [version, ''], 'bad-certificate'],
    ['bytes that are no text', [version, Uint8Array.of(0xff, 0x0a)], 'bad-certificate'],
    ['no signature', [...HEAD, COMMAND, END], 'bad-command'],
    ['a second signature', [...HEAD, COMMAND, ...SIGNATURE, ...SIGNATURE], 'bad-certificate'],
    ['a bad command', [...HEAD, `${A} ${B} HEAD\n`], 'bad-ref-name'],
    ['lines after its end', [...HEAD, COMMAND, ...SIGNATURE, END, END], 'bad-certificate'],
  ])('%s', (_, lines, code) => {
    expect(() => read(lines)).toThrow(expect.objectContaining({ constructor: PushRequestError, code }));
  });
});
