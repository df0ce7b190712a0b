import { describe, expect, test } from 'vitest';
import { startGitOverHttp } from '../../../test/support/git-over-http.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';
import { encodeReport, type Report } from './report-status.ts';
import { encodeBand, KEEPALIVE, type SideBand } from './side-band.ts';

const lines = (...texts: readonly string[]): Uint8Array =>
  concatBytes([...texts.map((text) => encodePktLine(encodeUtf8(text))), FLUSH]);

const REPORT: Report = {
  unpack: 'ok',
  refs: [
    { ref: 'refs/heads/a', ok: true },
    { ref: 'refs/heads/b', ok: false, reason: 'needs an approval' },
    { ref: 'refs/for/c', ok: true, options: ['refname refs/pull/1/head', 'forced-update'] },
  ],
};
const BODY = lines(
  'unpack ok\n',
  'ok refs/heads/a\n',
  'ng refs/heads/b needs an approval\n',
  'ok refs/for/c\n',
  'option refname refs/pull/1/head\n',
  'option forced-update\n',
);

test('without side-bands the report stands alone', () => {
  expect(encodeReport(REPORT, { sideBand: null })).toEqual(BODY);
});

test.each<SideBand>(['side-band', 'side-band-64k'])(
  'in %s it is band 1 and ends with a flush',
  (sideBand) => {
    expect(encodeReport(REPORT, { sideBand })).toEqual(concatBytes([encodeBand(1, BODY, sideBand), FLUSH]));
  },
);

describe('words are one line', () => {
  test.each([
    ['no\nng refs/heads/b', 'no ng refs/heads/b'],
    ['\u001b]0;x\u0007red', ']0;x red'],
    ['', 'no reason given'],
    ['\r\n', 'no reason given'],
    ['x'.repeat(70_000), `${'x'.repeat(499)}…`],
  ])('%j', (reason, said) => {
    const report: Report = { unpack: reason, refs: [{ ref: 'refs/heads/a', ok: false, reason }] };
    expect(encodeReport(report, { sideBand: null })).toEqual(
      lines(`unpack ${said}\n`, `ng refs/heads/a ${said}\n`),
    );
  });
});

describe('the real git prints', () => {
  test.each<[string, Report['unpack'], string | null, readonly string[]]>([
    ['a refusal', 'ok', 'needs an approval', ['! [remote rejected] main -> main (needs an approval)']],
    [
      'a failed unpack',
      'disk full',
      'unpacker error',
      ['remote unpack failed: disk full', '(unpacker error)'],
    ],
    ['a success', 'ok', null, ['* [new branch]      main -> main']],
  ])('%s, and what was said before it', async (_, unpack, reason, said) => {
    const ref = 'refs/heads/main';
    const report: Report = {
      unpack,
      refs: [reason === null ? { ref, ok: true } : { ref, ok: false, reason }],
    };
    const answer = () =>
      concatBytes([
        KEEPALIVE,
        encodeBand(2, encodeUtf8('waiting for a reviewer\n'), 'side-band-64k'),
        KEEPALIVE,
        encodeReport(report, { sideBand: 'side-band-64k' }),
      ]);
    await using http = await startGitOverHttp({ answer });
    await http.dev.commit('one');
    const pushed = await http.dev.git('push', 'origin', 'main');
    expect(pushed.code === 0).toBe(reason === null);
    for (const text of ['remote: waiting for a reviewer', ...said]) expect(pushed.stderr).toContain(text);
  });
});
