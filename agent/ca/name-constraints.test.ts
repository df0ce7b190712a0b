import forge from 'node-forge';
import { expect, it } from 'vitest';
import { nameConstraints, readNameConstraints } from './name-constraints.ts';

function der(node: forge.asn1.Asn1): string {
  return forge.asn1.toDer(node).getBytes();
}

/** NameConstraints with the subtrees given, each a tag, a kind of name and its values. */
function constraints(subtrees: readonly (readonly [number, number, readonly string[]])[]): string {
  const { create, Class, Type } = forge.asn1;
  const sequence = (value: forge.asn1.Asn1[]) => create(Class.UNIVERSAL, Type.SEQUENCE, true, value);
  const fields = subtrees.map(([tag, kind, values]) => {
    const names = values.map((value) => sequence([create(Class.CONTEXT_SPECIFIC, kind, false, value)]));
    return create(Class.CONTEXT_SPECIFIC, tag, true, names);
  });
  return der(sequence(fields));
}

const EVERY_ADDRESS = ['\0'.repeat(8), '\0'.repeat(32)];

it('reads what it wrote', () => {
  expect(readNameConstraints(der(nameConstraints(['github.com', 'localhost'])))).toEqual([
    'github.com',
    'localhost',
  ]);
});

it.each([
  ['addresses are not excluded', [[0, 2, ['github.com']]]],
  [
    'only IPv4 addresses are excluded',
    [
      [0, 2, ['github.com']],
      [1, 7, EVERY_ADDRESS.slice(0, 1)],
    ],
  ],
  [
    'addresses are permitted',
    [
      [0, 7, EVERY_ADDRESS],
      [1, 7, EVERY_ADDRESS],
    ],
  ],
  [
    'a mail domain is permitted too',
    [
      [0, 1, ['github.com']],
      [0, 2, ['github.com']],
      [1, 7, EVERY_ADDRESS],
    ],
  ],
  [
    'the names are excluded, not permitted',
    [
      [1, 2, ['github.com']],
      [1, 7, EVERY_ADDRESS],
    ],
  ],
] as const)('knows no promise when %s', (_, subtrees) => {
  expect(readNameConstraints(constraints(subtrees))).toBeNull();
});
