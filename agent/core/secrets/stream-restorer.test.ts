import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStreamRestorer, restoreText } from './stream-restorer.ts';
import { vaultOf } from './test-support.ts';

const vault = vaultOf('session');
const ONE = vault.placeholderFor('GHPAT', 'the "first" one');
const TWO = vault.placeholderFor('KEY', 'second');
const FOREIGN = vaultOf('other').placeholderFor('KEY', 'third');
const SMALL = vaultOf('session', 1);
const STALE = SMALL.placeholderFor('KEY', 'gone');
SMALL.placeholderFor('KEY', 'here');

describe('puts back', () => {
  test.each([
    ['what is its own', `a ${ONE} b`, 'a the "first" one b'],
    ['several', `${TWO}${ONE}${TWO}`, 'secondthe "first" onesecond'],
    ['before letters and digits', `${TWO}0 ${TWO}A ${TWO}_`, 'second0 secondA second_'],
    ['after what looks like the beginning', `CSG_CSG_${TWO}`, 'CSG_CSG_second'],
    ['nothing of another session', `a ${FOREIGN} b`, `a ${FOREIGN} b`],
    [
      'nothing that only looks like it',
      'CSG_ CSG_KEY_ CSG_KEY_1234567 csg',
      'CSG_ CSG_KEY_ CSG_KEY_1234567 csg',
    ],
  ])('%s', (_, text, expected) => {
    expect(restoreText(text, vault, { as: 'text' }).text).toBe(expected);
  });

  test('into a JSON string, escaped', () => {
    expect(restoreText(ONE, vault, { as: 'json-string' }).text).toBe('the \\"first\\" one');
  });
});

test('reports what it leaves', () => {
  expect(restoreText(`${FOREIGN} ${ONE}`, vault, { as: 'text' }).unrestored).toEqual([
    { placeholder: FOREIGN, kind: 'foreign' },
  ]);
  expect(restoreText(STALE, SMALL, { as: 'text' }).unrestored).toEqual([
    { placeholder: STALE, kind: 'stale' },
  ]);
});

const piece = fc.constantFrom(
  ONE,
  TWO,
  FOREIGN,
  'CSG_',
  'CSG_KEY_',
  'C',
  'CS',
  ' ',
  'x',
  'A',
  '_',
  '0',
  'word ',
);

test('does so however the text is cut', () => {
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(30)), (pieces, lengths) => {
      const text = pieces.join('');
      const whole = restoreText(text, vault, { as: 'text' });
      const channel = createStreamRestorer(vault, { as: 'text' });
      let out = '';
      let at = 0;
      for (const length of [...lengths, text.length]) {
        out += channel.write(text.slice(at, at + length));
        at += length;
      }
      out += channel.end();
      expect({ text: out, unrestored: channel.unrestored }).toEqual(whole);
    }),
  );
});

test('holds only what may be a placeholder', () => {
  const channel = createStreamRestorer(vault, { as: 'text' });
  expect(channel.write('abC')).toBe('ab');
  expect(channel.write('SG_K')).toBe('');
  expect(channel.write('ey')).toBe('CSG_Key');
});
