import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut } from '../../../test/support/cut.ts';
import { startGitOverHttp } from '../../../test/support/git-over-http.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';
import type { PushRequest } from './push-request.ts';
import { createPushRequestReader } from './receive-pack-request.ts';
import { createReportReader, ReportError } from './report-reader.ts';
import { encodeReport, type Report } from './report-status.ts';
import { encodeBand, KEEPALIVE } from './side-band.ts';

const ID = 'a'.repeat(40);
const line = (text: string): Uint8Array => encodePktLine(encodeUtf8(text));
const lines = (...texts: readonly string[]): Uint8Array => concatBytes([...texts.map(line), FLUSH]);
const banded = (body: Uint8Array): Uint8Array => concatBytes([encodeBand(1, body, 'side-band-64k'), FLUSH]);

function request(...capabilities: readonly string[]): PushRequest {
  const commands = ['refs/heads/a', 'refs/heads/b', 'refs/for/c'].map((ref) => ({
    oldId: ID,
    newId: ID,
    ref,
  }));
  return {
    commands,
    capabilities: new Map(capabilities.map((name) => [name, true])),
    shallow: [],
    options: [],
    objectFormat: 'sha1',
    certificate: null,
    expectsPack: true,
  };
}
const PLAIN = request('report-status');
const BANDED = request('report-status-v2', 'side-band-64k');

function outcomeOf(pushed: PushRequest, chunks: readonly Uint8Array[], maxBytes?: number) {
  const reader = createReportReader(pushed, maxBytes);
  try {
    const progress = concatBytes(chunks.flatMap((chunk) => reader.push(chunk)));
    return { report: reader.end(), progress: new TextDecoder().decode(progress) };
  } catch (error) {
    if (error instanceof ReportError) return error.code;
    throw error;
  }
}

describe('a report', () => {
  const whole: Report = {
    unpack: 'ok',
    refs: [
      { ref: 'refs/heads/a', ok: true },
      { ref: 'refs/heads/b', ok: false, reason: 'non-fast-forward' },
      { ref: 'refs/for/c', ok: true, options: ['refname refs/pull/1/head', `new-oid ${ID}`] },
      { ref: 'refs/for/c', ok: true, options: ['refname refs/pull/2/head', 'forced-update'] },
    ],
  };

  test('without side-bands', () => {
    const bytes = encodeReport(whole, { sideBand: null });
    expect(outcomeOf(PLAIN, [bytes])).toEqual({ report: whole, progress: '' });
  });

  test('among progress, however it is cut', () => {
    const bytes = concatBytes([
      encodeBand(2, encodeUtf8('Resolving deltas\r'), 'side-band-64k'),
      KEEPALIVE,
      encodeBand(1, encodeReport(whole, { sideBand: null }), 'side-band'),
      encodeBand(2, encodeUtf8('done\n'), 'side-band-64k'),
      FLUSH,
    ]);
    fc.assert(
      fc.property(cut.edges, (edges) => {
        const expected = { report: whole, progress: 'Resolving deltas\rdone\n' };
        expect(outcomeOf(BANDED, cut.at(bytes, edges))).toEqual(expected);
      }),
    );
  });

  test.each<[string, readonly string[], Report]>([
    [
      'without line feeds',
      ['unpack ok', 'ok refs/heads/a'],
      { unpack: 'ok', refs: [{ ref: 'refs/heads/a', ok: true }] },
    ],
    [
      'of a failed unpack',
      ['unpack index-pack abnormal exit\n'],
      { unpack: 'index-pack abnormal exit', refs: [] },
    ],
    [
      'with a reason that does things to a terminal',
      ['unpack ok\n', 'ng refs/heads/a \u001b[2Jgone\n'],
      { unpack: 'ok', refs: [{ ref: 'refs/heads/a', ok: false, reason: '[2Jgone' }] },
    ],
    [
      'with no reason',
      ['unpack ok\n', 'ng refs/heads/a\n'],
      { unpack: 'ok', refs: [{ ref: 'refs/heads/a', ok: false, reason: '' }] },
    ],
  ])('%s', (_, texts, report) => {
    expect(outcomeOf(PLAIN, [lines(...texts)])).toMatchObject({ report });
  });

  test('with a reason that is no text', () => {
    const bytes = concatBytes([
      line('unpack ok\n'),
      encodePktLine(concatBytes([encodeUtf8('ng refs/heads/a caf'), Uint8Array.of(0xe9)])),
      FLUSH,
    ]);
    expect(outcomeOf(PLAIN, [bytes])).toMatchObject({ report: { refs: [{ reason: 'caf\ufffd' }] } });
  });
});

describe('refuses', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'truncated'],
    ['a flush alone', FLUSH, 'truncated'],
    [
      'a report without its flush',
      concatBytes([line('unpack ok\n'), line('ok refs/heads/a\n')]),
      'truncated',
    ],
    ['a cut line', lines('unpack ok\n').subarray(0, 9), 'truncated'],
    ['a page', encodeUtf8('<html>'), 'bad-framing'],
    ['no unpack line', lines('ok refs/heads/a\n'), 'bad-report'],
    ['unpack and no word', lines('unpack\n'), 'bad-report'],
    ['a second unpack line', lines('unpack ok\n', 'unpack ok\n'), 'bad-report'],
    ['another verb', lines('unpack ok\n', 'OK refs/heads/a\n'), 'bad-report'],
    ['an empty line', lines('unpack ok\n', ''), 'bad-report'],
    ['words after ok', lines('unpack ok\n', 'ok refs/heads/a really\n'), 'bad-report'],
    ['a delimiter', concatBytes([line('unpack ok\n'), encodeUtf8('0001')]), 'bad-report'],
    ['lines after its end', concatBytes([lines('unpack ok\n'), line('ok refs/heads/a\n')]), 'bad-report'],
    ['an option before any ref', lines('unpack ok\n', 'option forced-update\n'), 'bad-report'],
    [
      'an option of a refused ref',
      lines('unpack ok\n', 'ng refs/heads/a x\n', 'option forced-update\n'),
      'bad-report',
    ],
    ['an unknown option', lines('unpack ok\n', 'ok refs/heads/a\n', 'option x\n'), 'bad-report'],
    ['a ref that was not pushed', lines('unpack ok\n', 'ok refs/heads/z\n'), 'unknown-ref'],
    ['a ref that is an object key', lines('unpack ok\n', 'ok __proto__\n'), 'unknown-ref'],
    [
      'a ref taken and refused',
      lines('unpack ok\n', 'ok refs/heads/a\n', 'ng refs/heads/a x\n'),
      'ref-repeated',
    ],
    [
      'a ref refused and taken',
      lines('unpack ok\n', 'ng refs/heads/a x\n', 'ok refs/heads/a\n'),
      'ref-repeated',
    ],
    ['a ref taken twice', lines('unpack ok\n', 'ok refs/heads/a\n', 'ok refs/heads/a\n'), 'ref-repeated'],
  ])('%s', (_, bytes, code) => {
    expect(outcomeOf(PLAIN, [bytes])).toBe(code);
    if (code !== 'bad-framing') expect(outcomeOf(BANDED, [banded(bytes)])).toBe(code);
  });

  test.each<[string, Uint8Array, string]>([
    ['bands without a flush', encodeBand(1, lines('unpack ok\n'), 'side-band-64k'), 'truncated'],
    ['bands without a report', concatBytes([KEEPALIVE, FLUSH]), 'truncated'],
    ['a report without bands', lines('unpack ok\n'), 'bad-framing'],
    ['bytes after the bands', concatBytes([banded(lines('unpack ok\n')), KEEPALIVE]), 'bad-framing'],
    ['a server that gives up', encodeBand(3, encodeUtf8('disk full\n'), 'side-band-64k'), 'remote-fatal'],
  ])('%s', (_, bytes, code) => {
    expect(outcomeOf(BANDED, [bytes])).toBe(code);
  });

  test('a report without end', () => {
    expect(outcomeOf(PLAIN, [lines('unpack ok\n', 'ok refs/heads/a\n')], 30)).toBe('too-large');
  });
});

describe('what the real git-receive-pack answers', () => {
  async function answered(prepare: (bare: string) => Promise<void>) {
    let body: Uint8Array = new Uint8Array();
    let said: Uint8Array = new Uint8Array();
    await using http = await startGitOverHttp({
      request: (bytes) => (body = bytes),
      answer: (bytes) => (said = bytes),
    });
    await prepare(http.bare);
    await http.dev.commit('one');
    await http.dev.git('push', 'origin', 'HEAD:refs/heads/a', 'HEAD:refs/heads/b');
    const read = createPushRequestReader({ maxCommands: 9, maxHeaderBytes: 9_000 }).push(body);
    if (read.kind !== 'request') throw new Error('no request');
    return outcomeOf(read.request, [said]);
  }

  test('is read when it takes everything', async () => {
    expect(await answered(async () => undefined)).toMatchObject({
      report: {
        unpack: 'ok',
        refs: [
          { ref: 'refs/heads/a', ok: true },
          { ref: 'refs/heads/b', ok: true },
        ],
      },
    });
  });

  test('is read when a hook refuses one ref and talks', async () => {
    const outcome = await answered(async (bare) => {
      const hook = join(bare, 'hooks', 'update');
      await writeFile(hook, '#!/bin/sh\necho "looking at $1"\ntest "$1" = refs/heads/a\n');
      await chmod(hook, 0o700);
    });
    expect(outcome).toEqual({
      report: {
        unpack: 'ok',
        refs: [
          { ref: 'refs/heads/a', ok: true },
          { ref: 'refs/heads/b', ok: false, reason: 'hook declined' },
        ],
      },
      progress: expect.stringContaining('looking at refs/heads/b'),
    });
  });
});
