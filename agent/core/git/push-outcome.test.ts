import { describe, expect, test } from 'vitest';
import { mergeReports, type RefDecision } from './push-outcome.ts';
import type { PushRequest } from './push-request.ts';
import type { Report } from './report-status.ts';

const ID = 'a'.repeat(40);
const A = 'refs/heads/a';
const B = 'refs/heads/b';
const ACCEPT: RefDecision = { kind: 'accept' };
const REFUSE: RefDecision = { kind: 'refuse', reason: 'forced pushes are not allowed' };
const REFUSED = { ref: B, ok: false, reason: 'forced pushes are not allowed' };
const NOT_REPORTED = 'the server did not say what became of it';

const request = (...capabilities: readonly string[]): PushRequest => ({
  commands: [A, B].map((ref) => ({ oldId: ID, newId: ID, ref })),
  capabilities: new Map(capabilities.map((name) => [name, true])),
  shallow: [],
  options: [],
  objectFormat: 'sha1',
  certificate: null,
  expectsPack: true,
});
const PLAIN = request();
const ATOMIC = request('atomic');
const SIGNED: PushRequest = { ...PLAIN, certificate: new Uint8Array(4) };
const okA: Report = { unpack: 'ok', refs: [{ ref: A, ok: true }] };
const okBoth: Report = {
  unpack: 'ok',
  refs: [
    { ref: B, ok: true },
    { ref: A, ok: true },
  ],
};

describe('the client is told', () => {
  test.each<
    [string, PushRequest, readonly (readonly [string, RefDecision])[], Report | null, readonly unknown[]]
  >([
    [
      'what the server said, in its own order',
      PLAIN,
      [
        [A, ACCEPT],
        [B, ACCEPT],
      ],
      okBoth,
      [
        { ref: A, ok: true },
        { ref: B, ok: true },
      ],
    ],
    [
      'a refusal beside what the server took',
      PLAIN,
      [
        [A, ACCEPT],
        [B, REFUSE],
      ],
      okA,
      [{ ref: A, ok: true }, REFUSED],
    ],
    [
      'the refusal, whatever the server says of that ref',
      PLAIN,
      [
        [A, ACCEPT],
        [B, REFUSE],
      ],
      okBoth,
      [{ ref: A, ok: true }, REFUSED],
    ],
    [
      'that a ref was not judged',
      PLAIN,
      [[A, ACCEPT]],
      okBoth,
      [
        { ref: A, ok: true },
        { ref: B, ok: false, reason: 'was not judged' },
      ],
    ],
    [
      'what the server left out',
      PLAIN,
      [
        [A, ACCEPT],
        [B, ACCEPT],
      ],
      okA,
      [
        { ref: A, ok: true },
        { ref: B, ok: false, reason: NOT_REPORTED },
      ],
    ],
    [
      'that nothing came back',
      PLAIN,
      [
        [A, ACCEPT],
        [B, REFUSE],
      ],
      null,
      [{ ref: A, ok: false, reason: NOT_REPORTED }, REFUSED],
    ],
    [
      'that one refusal fails an atomic push',
      ATOMIC,
      [
        [A, ACCEPT],
        [B, REFUSE],
      ],
      null,
      [{ ref: A, ok: false, reason: 'atomic push failure' }, REFUSED],
    ],
    [
      'that one refusal fails a signed push',
      SIGNED,
      [
        [A, ACCEPT],
        [B, REFUSE],
      ],
      null,
      [{ ref: A, ok: false, reason: 'atomic push failure' }, REFUSED],
    ],
    [
      'what the server said of an atomic push',
      ATOMIC,
      [
        [A, ACCEPT],
        [B, ACCEPT],
      ],
      okBoth,
      [
        { ref: A, ok: true },
        { ref: B, ok: true },
      ],
    ],
  ])('%s', (_, pushed, decisions, upstream, refs) => {
    expect(mergeReports(pushed, new Map(decisions), upstream)).toEqual({ unpack: 'ok', refs });
  });

  test('that the server could not unpack', () => {
    const upstream: Report = { unpack: 'disk full', refs: [{ ref: A, ok: false, reason: 'unpacker error' }] };
    expect(
      mergeReports(
        PLAIN,
        new Map<string, RefDecision>([
          [A, ACCEPT],
          [B, REFUSE],
        ]),
        upstream,
      ),
    ).toEqual({
      unpack: 'disk full',
      refs: [{ ref: A, ok: false, reason: 'unpacker error' }, REFUSED],
    });
  });

  test('of every ref that the server made of one', () => {
    const refs = [
      { ref: A, ok: true, options: ['refname refs/pull/1/head'] },
      { ref: A, ok: true, options: ['refname refs/pull/2/head'] },
    ] as const;
    const merged = mergeReports(
      PLAIN,
      new Map<string, RefDecision>([
        [A, ACCEPT],
        [B, REFUSE],
      ]),
      { unpack: 'ok', refs },
    );
    expect(merged.refs).toEqual([...refs, REFUSED]);
  });
});
