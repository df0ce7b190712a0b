import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut } from '../../../test/support/cut.ts';
import { startGitOverHttp } from '../../../test/support/git-over-http.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';
import { type PushRequest, PushRequestError } from './push-request.ts';
import { createPushRequestReader, type PushRequestLimits } from './receive-pack-request.ts';

const LIMITS: PushRequestLimits = { maxCommands: 3, maxHeaderBytes: 4_000 };
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZERO = '0'.repeat(40);
const LONG = 'c'.repeat(64);
const PACK = encodeUtf8('PACK\u0000\u0000\u0000\u00020000');

const line = (text: string): Uint8Array => encodePktLine(encodeUtf8(text));
const body = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  concatBytes(parts.map((part) => (typeof part === 'string' ? line(part) : part)));
const MAIN = `${A} ${B} refs/heads/main`;
const DELETE = `${A} ${ZERO} refs/heads/gone`;
const first = (command: string, more = ''): string => `${command}\0 report-status side-band-64k${more}`;
const CERTIFICATE = [
  first('push-cert', ' agent=x'),
  'certificate version 0.1\n',
  'pusher A <a@example.test> 1 +0000\n',
  '\n',
  `${MAIN}\n`,
  '-----BEGIN SSH SIGNATURE-----\n',
  'push-cert-end\n',
];

/** Everything a body comes to: the request and its pack, `probe`, or the code it is refused with. */
function outcomeOf(chunks: readonly Uint8Array[], limits = LIMITS) {
  const reader = createPushRequestReader(limits);
  try {
    for (const [index, chunk] of chunks.entries()) {
      const read = reader.push(chunk);
      if (read.kind === 'request') {
        return { request: read.request, pack: concatBytes([read.rest, ...chunks.slice(index + 1)]) };
      }
    }
    const ended = reader.end();
    return ended.kind === 'probe' ? 'probe' : { request: ended.request, pack: ended.rest };
  } catch (error) {
    if (error instanceof PushRequestError) return error.code;
    throw error;
  }
}

const requestOf = (bytes: Uint8Array): PushRequest => {
  const outcome = outcomeOf([bytes]);
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome.request;
};

describe('a push', () => {
  test('of two refs from a shallow clone with options', () => {
    const bytes = body(
      `shallow ${B}`,
      first(MAIN, ' push-options agent=git/2'),
      `${ZERO} ${A} refs/tags/v1\n`,
      FLUSH,
      'ci.skip',
      'note=h\u00e9 llo\n',
      FLUSH,
      PACK,
    );
    expect(outcomeOf([bytes])).toEqual({
      pack: PACK,
      request: {
        commands: [
          { oldId: A, newId: B, ref: 'refs/heads/main' },
          { oldId: ZERO, newId: A, ref: 'refs/tags/v1' },
        ],
        capabilities: new Map<string, string | true>([
          ['report-status', true],
          ['side-band-64k', true],
          ['push-options', true],
          ['agent', 'git/2'],
        ]),
        shallow: [B],
        options: ['ci.skip', 'note=h\u00e9 llo'],
        objectFormat: 'sha1',
        certificate: null,
        expectsPack: true,
      },
    });
  });

  test('that only deletes ends with its commands', () => {
    const outcome = outcomeOf([body(first(DELETE), FLUSH)]);
    expect(outcome).toMatchObject({ request: { expectsPack: false }, pack: new Uint8Array() });
  });

  test('that deletes and updates has a pack', () => {
    expect(requestOf(body(first(DELETE), MAIN, FLUSH)).expectsPack).toBe(true);
  });

  test('with SHA-256 ids', () => {
    const bytes = body(first(`${LONG} ${LONG} refs/heads/x`, ' object-format=sha256'), FLUSH);
    expect(requestOf(bytes)).toMatchObject({ objectFormat: 'sha256', expectsPack: true });
  });

  test('that is signed keeps its certificate as sent', () => {
    const request = requestOf(body(...CERTIFICATE, FLUSH));
    expect(request.commands).toEqual([{ oldId: A, newId: B, ref: 'refs/heads/main' }]);
    expect(request.certificate).toEqual(body(...CERTIFICATE));
    expect(request.capabilities.get('agent')).toBe('x');
  });

  test('that is signed is read to the flush after its certificate', () => {
    const outcome = outcomeOf([body(...CERTIFICATE, FLUSH, PACK)]);
    expect(outcome).toMatchObject({ pack: PACK });
  });
});

test('four zeros are a probe', () => {
  expect(outcomeOf([FLUSH])).toBe('probe');
});

describe('refuses', () => {
  const repeat = (count: number) =>
    Array.from({ length: count }, (_, index) => `${A} ${B} refs/heads/r${index}`);
  test.each<[string, readonly (string | Uint8Array)[], string]>([
    ['nothing', [], 'truncated'],
    ['half a length', [encodeUtf8('00')], 'truncated'],
    ['half a command', [line(first(MAIN)).subarray(0, 60)], 'truncated'],
    ['no flush', [first(MAIN)], 'truncated'],
    ['no flush after options', [first(MAIN, ' push-options'), FLUSH, 'x'], 'truncated'],
    [
      'options that were announced and do not come',
      [first(MAIN, ' push-options'), FLUSH, PACK],
      'bad-pkt-line',
    ],
    ['a pack without commands', [PACK], 'bad-pkt-line'],
    ['JSON', [encodeUtf8('{"a":1}')], 'bad-pkt-line'],
    ['length 3', [encodeUtf8('0003')], 'bad-pkt-line'],
    ['bytes after a probe', [FLUSH, encodeUtf8('0')], 'trailing-bytes'],
    ['commands after a probe', [FLUSH, first(MAIN), FLUSH], 'trailing-bytes'],
    ['a pack after a deletion', [first(DELETE), FLUSH, PACK], 'trailing-bytes'],
    ['a delimiter', [first(MAIN), encodeUtf8('0001')], 'unexpected-packet'],
    ['the end of a response', [encodeUtf8('0002')], 'unexpected-packet'],
    ['an empty line', [''], 'no-capabilities'],
    ['an empty second line', [first(MAIN), ''], 'bad-command'],
    ['shallow lines alone', [`shallow ${A}`, FLUSH], 'no-commands'],
    ['a first command without capabilities', [MAIN, FLUSH], 'no-capabilities'],
    ['capabilities on a later command', [first(MAIN), first(DELETE), FLUSH], 'capabilities-repeated'],
    ['a NUL on a later command', [first(MAIN), `${DELETE}\0`, FLUSH], 'capabilities-repeated'],
    ['a NUL among the capabilities', [first(MAIN, '\0atomic'), FLUSH], 'bad-capability'],
    ['capabilities that are no text', [body(first(MAIN)).fill(0xff, -4)], 'bad-capability'],
    ['an unknown object format', [first(MAIN, ' object-format=md5'), FLUSH], 'bad-capability'],
    ['a push that wants no report', [`${MAIN}\0 side-band-64k`, FLUSH], 'no-report-status'],
    ['a fetch', [`want ${A} side-band-64k ofs-delta\n`, FLUSH], 'no-capabilities'],
    ['a protocol 2 command', ['command=fetch', encodeUtf8('0001')], 'no-capabilities'],
    ['a bad command', [first('a b c'), FLUSH], 'bad-object-id'],
    ['a bad ref', [first(`${A} ${B} main`), FLUSH], 'bad-ref-name'],
    ['a line feed before the NUL', [first(`${MAIN}\n`), FLUSH], 'bad-ref-name'],
    ['nothing to nothing', [first(`${ZERO} ${ZERO} refs/heads/x`), FLUSH], 'nothing-to-nothing'],
    ['SHA-256 ids without saying so', [first(`${LONG} ${LONG} refs/heads/x`), FLUSH], 'mixed-object-ids'],
    ['SHA-1 ids against what it says', [first(MAIN, ' object-format=sha256'), FLUSH], 'mixed-object-ids'],
    ['ids of two lengths', [first(MAIN), `${LONG} ${LONG} refs/heads/x`, FLUSH], 'mixed-object-ids'],
    ['a shallow id of another length', [`shallow ${LONG}`, first(MAIN), FLUSH], 'mixed-object-ids'],
    ['a ref twice', [first(MAIN), `${B} ${A} refs/heads/main`, FLUSH], 'duplicate-ref'],
    ['a shallow line without an id', ['shallow x'], 'bad-shallow'],
    ['a shallow line after the commands', [first(MAIN), `shallow ${A}`], 'bad-command'],
    ['a shallow line with capabilities', [first(`shallow ${A}`)], 'bad-command'],
    ['an option of two lines', [first(MAIN, ' push-options'), FLUSH, 'a\nb', FLUSH], 'bad-push-option'],
    ['an option with a NUL', [first(MAIN, ' push-options'), FLUSH, 'a\0b', FLUSH], 'bad-push-option'],
    [
      'an option that is no text',
      [first(MAIN, ' push-options'), FLUSH, encodePktLine(Uint8Array.of(255))],
      'bad-push-option',
    ],
    ['a certificate after a command', [first(MAIN), 'push-cert'], 'bad-command'],
    ['a certificate without capabilities', ['push-cert'], 'no-capabilities'],
    ['half a certificate', [...CERTIFICATE.slice(0, -1), FLUSH], 'bad-certificate'],
    ['a command after a certificate', [...CERTIFICATE, MAIN], 'bad-certificate'],
    ['a second certificate', [...CERTIFICATE, ...CERTIFICATE], 'bad-certificate'],
    [
      'a certificate for nothing',
      [...CERTIFICATE.filter((each) => !each.startsWith(A)), FLUSH],
      'no-commands',
    ],
    ['more commands than allowed', [first(MAIN), ...repeat(3), FLUSH], 'too-many-commands'],
    [
      'more header than allowed',
      [`shallow ${A}`, ...Array.from({ length: 80 }, () => `shallow ${A}`)],
      'header-too-large',
    ],
    [
      'more options than allowed',
      [first(MAIN, ' push-options'), FLUSH, 'o'.repeat(4_000)],
      'header-too-large',
    ],
  ])('%s', (_, parts, code) => {
    expect(outcomeOf([body(...parts)])).toBe(code);
  });
});

test('any chunking comes to the same', () => {
  const bodies = [
    body(first(MAIN), FLUSH, PACK),
    body(`shallow ${A}`, first(MAIN, ' push-options'), DELETE, FLUSH, 'o', FLUSH, PACK),
    body(...CERTIFICATE, FLUSH, PACK),
    body(first(DELETE), FLUSH),
    body(first(DELETE), FLUSH, PACK),
    body(first(MAIN), first(MAIN), FLUSH),
    body(...CERTIFICATE.slice(0, 4), FLUSH),
    body(first(MAIN), FLUSH).subarray(0, -2),
    FLUSH,
  ];
  fc.assert(
    fc.property(fc.constantFrom(...bodies), cut.edges, (bytes, edges) => {
      expect(outcomeOf(cut.at(bytes, edges))).toEqual(outcomeOf([bytes]));
    }),
    { numRuns: 400 },
  );
});

test('noise is refused with a code', () => {
  const valid = body(...CERTIFICATE, FLUSH);
  fc.assert(
    fc.property(fc.nat({ max: valid.length - 1 }), fc.nat({ max: 255 }), (index, value) => {
      const changed = Uint8Array.from(valid);
      changed[index] = value;
      outcomeOf([changed]);
    }),
  );
});

describe('what the real git sends', () => {
  async function pushed(args: readonly string[], objectFormat: 'sha1' | 'sha256' = 'sha1') {
    const bodies: Uint8Array[] = [];
    const request = (bytes: Uint8Array) => {
      bodies.push(bytes);
      return bytes;
    };
    await using http = await startGitOverHttp({ request }, objectFormat);
    await http.serverGit('config', 'receive.advertisePushOptions', 'true');
    const id = await http.dev.commit('one');
    await http.dev.must('tag', 'v1');
    await http.dev.must('push', '--quiet', 'origin', 'HEAD:refs/heads/old');
    await http.dev.must('push', '--quiet', 'origin', ...args);
    const outcome = outcomeOf([bodies.at(-1) ?? new Uint8Array()]);
    if (typeof outcome === 'string') throw new Error(outcome);
    return { ...outcome, id };
  }

  test.each(['sha1', 'sha256'] as const)('is read, in a %s repository', async (objectFormat) => {
    const { request, pack, id } = await pushed(['--push-option=a b', 'main', 'v1'], objectFormat);
    const zero = '0'.repeat(id.length);
    expect(request).toMatchObject({ objectFormat, options: ['a b'], shallow: [], expectsPack: true });
    expect(request.commands).toEqual([
      { oldId: zero, newId: id, ref: 'refs/heads/main' },
      { oldId: zero, newId: id, ref: 'refs/tags/v1' },
    ]);
    expect(new TextDecoder().decode(pack.subarray(0, 4))).toBe('PACK');
  });

  test('is read when it deletes', async () => {
    const { request, pack, id } = await pushed([':old']);
    expect(request.commands).toEqual([{ oldId: id, newId: ZERO, ref: 'refs/heads/old' }]);
    expect(pack).toHaveLength(0);
  });

  test('is read when it is atomic', async () => {
    const { request } = await pushed(['--atomic', 'main', ':old']);
    expect(request.capabilities.has('atomic')).toBe(true);
    expect(request.commands).toHaveLength(2);
  });
});
