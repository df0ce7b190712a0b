import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldSegments, foldText } from './fold.ts';

test.each([
  ['upper case', 'MAIN', 'main'],
  ['full-width letters', 'ｍａｉｎ', 'main'],
  ['mathematical letters', '𝐦𝐚𝐢𝐧', 'main'],
  ['a zero-width space', 'ma\u200bin', 'main'],
  ['a zero-width joiner', 'ma\u200din', 'main'],
  ['a byte order mark', '\ufeffmain', 'main'],
  ['a soft hyphen', 'ma\u00adin', 'main'],
  ['a right-to-left override', '\u202emain', 'main'],
  ['a ligature', 'ﬁle', 'file'],
  ['a long s', 'releaſe', 'release'],
  ['a Kelvin sign', 'trunK', 'trunk'],
  ['a decomposed accent', 'e\u0301', 'é'],
  ['sharp s', 'STRASSE', foldText('straße')],
  ['capital sharp s', 'ẞ', 'ss'],
  ['final sigma', 'ΟΔΟΣ', 'οδοσ'],
  ['a full-width slash', 'deploy／x', 'deploy/x'],
  ['a Cyrillic letter stays one', 'mаin', 'mаin'],
])('%s', (_, text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test.each([
  ['deploy/prod.yml', ['deploy', 'prod.yml']],
  ['Deploy\\prod.yml', ['deploy', 'prod.yml']],
  ['deploy./prod.yml..', ['deploy', 'prod.yml']],
  ['deploy /prod.yml . .', ['deploy', 'prod.yml']],
  ['deploy…/x', ['deploy', 'x']],
  ['deploy//x', ['deploy', 'x']],
  ['./deploy/x/', ['deploy', 'x']],
  ['deploy::$INDEX_ALLOCATION/x', ['deploy', 'x']],
  ['Jenkinsfile::$DATA', ['jenkinsfile']],
  ['a:b/c', ['a:b', 'c']],
  ['.github/x', ['.github', 'x']],
  ['', []],
  ['...', []],
])('%s has the segments %j', (text, segments) => {
  expect(foldSegments(text)).toEqual(segments);
});

test('folding twice is folding once, for every code point', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const once = foldText(String.fromCodePoint(code));
    if (foldText(once) !== once) expect.fail(`U+${code.toString(16)}`);
  }
});

test('folding twice is folding once, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = foldText(text);
      expect(foldText(once)).toBe(once);
    }),
  );
});

test('letter case never matters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(foldText(text.toUpperCase())).toBe(foldText(text.toUpperCase().toLowerCase()));
    }),
  );
});

test('plain paths fold as all others do', () => {
  const letters = fc.constantFrom('a', 'b', 'B', '0', '.', '/', ' ', '\\', ':', '$', '-', '_', '~', 'ｍ');
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const slow = foldText(text)
        .split(/[/\\]/u)
        .map((segment) => segment.replace(/^([^:]+):.*\$.*$/su, '$1').replace(/[. ]+$/u, ''))
        .filter((segment) => segment !== '');
      expect(foldSegments(text)).toEqual(slow);
    }),
    { numRuns: 1000 },
  );
});
