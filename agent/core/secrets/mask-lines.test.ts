import { expect, test } from 'vitest';
import { maskedLines } from './mask-lines.ts';
import { detectorOf, rule, vaultOf } from './test-support.ts';

const detector = detectorOf([rule('BEGIN[^E]*END', ['BEGIN'])]);

test.each<[string, readonly number[]]>([
  ['a\nb\n', []],
  ['a\nb', []],
  ['', []],
  ['key BEGINqEND;\nb\n', [0]],
  ['a\nkey BEGINq\nw\n\nEND;\nb\n', [1, 2, 4]],
])('%j keeps its lines, and hides each that a secret goes over', (text, hidden) => {
  const lines = maskedLines(text, detector, vaultOf('k'));
  expect(lines).toHaveLength(text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0));
  const masked = lines.flatMap((line, index) => (/CSG_TEST_/.test(line) ? [index] : []));
  expect(masked).toEqual(hidden);
  expect(lines.join('\n')).not.toMatch(/BEGIN|END|[qw]/);
});

test('what stands before and after a secret stays', () => {
  expect(maskedLines('key BEGINx\nEND;', detector, vaultOf('k'))).toEqual([
    expect.stringMatching(/^key CSG_TEST_[0-9A-Z]{8}$/),
    expect.stringMatching(/^CSG_TEST_[0-9A-Z]{8};$/),
  ]);
});
