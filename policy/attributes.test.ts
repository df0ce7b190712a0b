import { expect, test } from 'vitest';
import { ALL_KINDS } from './action-kind.ts';
import { attributeRows, VARIABLES } from './attributes.ts';

test('every variable exists for some kind, and every name is described once', () => {
  for (const { kinds } of Object.values(VARIABLES)) {
    expect(kinds.length).toBeGreaterThan(0);
    for (const kind of kinds) expect(ALL_KINDS).toContain(kind);
  }
  const rows = attributeRows();
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  for (const { description } of rows) expect(description).not.toBe('');
});

test('rows name fields of lists and records', () => {
  expect(attributeRows()).toContainEqual({
    name: 'commits[].author.email',
    type: 'string',
    kinds: 'git.push, github.write',
    description: expect.stringContaining('address') as unknown,
  });
  expect(attributeRows()).toContainEqual(
    expect.objectContaining({ name: 'ref.change', type: '"create", "update", "delete"' }),
  );
});

test('rows can be those that some kinds have in common', () => {
  const names = attributeRows(['git.push', 'git.fetch']).map(({ name }) => name);
  expect(names).toContain('repository.path');
  expect(names).toContain('subject.id');
  expect(names).not.toContain('ref.name');
});
