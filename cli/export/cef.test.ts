import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '../../protocol/printable.ts';
import { HOSTILE_TEXTS, PUSH_DETAIL, storedRecord } from '../../test/support/stored-record.ts';
import { cefEvent } from './cef.ts';

/** As the standard reads an event: header fields end at a bar, keys are words before an equals sign, without a backslash. */
function readCef(text: string): {
  readonly header: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
} {
  const parts = text.split(/(?<!\\)(?:\\\\)*\|/);
  const header = parts.slice(0, 7);
  const rest = text.slice(header.join('|').length + 1);
  const found = [...rest.matchAll(/(?:^| )([A-Za-z0-9]+)=((?:[^\\=]|\\[\\=nr])*?)(?=$| [A-Za-z0-9]+=)/g)];
  expect(found.map(([all]) => all).join('')).toBe(rest);
  return { header, fields: new Map(found.map(([, key = '', value = '']) => [key, value])) };
}

const KEYS = [
  ...[
    'rt',
    'start',
    'externalId',
    'deviceExternalId',
    'act',
    'suser',
    'spriv',
    'sproc',
    'app',
    'dhost',
    'dpt',
  ],
  ...['cs1', 'cs1Label', 'cs2', 'cs2Label', 'cs3', 'cs3Label', 'cs4', 'cs4Label', 'cs5', 'cs5Label', 'cs6'],
  ...['cs6Label', 'cn1', 'cn1Label', 'reason', 'msg'],
];

test('a push, in the names of the dictionary', () => {
  const { header, fields } = readCef(cefEvent(storedRecord({ detail: PUSH_DETAIL }), '1.2.3', 8000));
  expect(header).toEqual([
    'CEF:0',
    'Countersign',
    'Countersign',
    '1.2.3',
    'exchange.intent',
    'Recorded',
    '2',
  ]);
  expect(Object.fromEntries(fields)).toMatchObject({
    rt: String(Date.parse('2026-11-21T08:00:01.000Z')),
    externalId: '1',
    act: 'accepted',
    suser: 'dana',
    app: 'git.push',
    dhost: 'git.example',
    dpt: '443',
    cs1: 'git.example/octo-org/demo',
    cs1Label: 'repository',
    cs3: 'reviewed',
    cs6: `${'a'.repeat(64)}:1`,
  });
});

test.each<[string, string]>([
  ['a=b', 'a\\=b'],
  ['a\\b', 'a\\\\b'],
  ['a|b', 'a|b'],
  ['a\r\nb', 'a\\r\\nb'],
  ['a\u0000b', 'a\\\\u{0}b'],
  ['a\u202eb', 'a\\\\u{202e}b'],
  ['\\n', '\\\\n'],
])('a value %j is written %j', (text, written) => {
  const { fields } = readCef(cefEvent(storedRecord({ detail: { subject: text } }), '1', 8000));
  expect(fields.get('suser')).toBe(written);
});

test.each<[string, string]>([
  ['1|2', '1\\|2'],
  ['1\\2', '1\\\\2'],
  ['1\n2', '1 2'],
])('a header field %j is written %j', (version, written) => {
  expect(cefEvent(storedRecord(), version, 8000)).toContain(`|Countersign|${written}|exchange.intent|`);
});

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom('|', '=', '\\', '\r', '\n', ' ', 'act=', '\u0000', '\u202e', 'x'), {
      maxLength: 30,
    })
    .map((parts) => parts.join('')),
);

test('no value forges a field or a line', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (subject, reason, repository) => {
      const operation = { ...PUSH_DETAIL.operation, repository: `r${repository}` };
      const detail = { ...PUSH_DETAIL, subject: `s${subject}`, reason: `r${reason}`, operation };
      const text = cefEvent(storedRecord({ detail }), '1', 100_000);
      expect(printable(text)).toBe(text);
      expect([...readCef(text).fields.keys()].toSorted()).toEqual(KEYS.toSorted());
    }),
    { numRuns: 200 },
  );
});

test('what does not fit is left out whole and named', () => {
  const long = { ...PUSH_DETAIL, subject: '漢'.repeat(5000), reason: '='.repeat(5000) };
  for (const maxBytes of [700, 2000, 4000, 8000]) {
    const text = cefEvent(storedRecord({ detail: long }), '1', maxBytes);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
    const { fields } = readCef(text);
    const leftOut = (fields.get('countersignLeftOut') ?? '').split(',').filter((key) => key !== '');
    const kept = [...fields.keys()].filter((key) => key !== 'countersignLeftOut');
    expect([...kept, ...leftOut].toSorted()).toEqual(KEYS.toSorted());
  }
});
