import { expect, test } from 'vitest';
import { ALL_KINDS } from './action-kind.ts';
import { attributeRows } from './attributes.ts';
import { WRITTEN_OPERATION } from './written-schema.ts';

const TEXT = JSON.stringify(WRITTEN_OPERATION);

test('every kind has its attributes, described as the documentation does', () => {
  for (const kind of ALL_KINDS) expect(TEXT).toContain(`{"const":"${kind}"}`);
  for (const { name, description } of attributeRows()) {
    const plain = description.replace(/; may be absent$/u, '');
    if (!DERIVED.includes(name)) expect(TEXT, name).toContain(JSON.stringify(plain));
  }
});

const DERIVED = [
  'action',
  'ref.kind',
  'ref.short',
  'ref.branch',
  'ref.tag',
  'ref.odd',
  'changes[].odd',
  'changes[].terms',
  'commits[].terms',
  'prompt.size',
  'prompt.parts[].size',
  'answer.kind',
  'ip_literal',
  'time.weekday',
];

test('what follows from other attributes cannot be written', () => {
  const rows = attributeRows().filter(({ name }) => DERIVED.includes(name));
  expect(rows).toHaveLength(DERIVED.length);
  for (const { description } of rows.filter(({ name }) => name !== 'action'))
    expect(TEXT).not.toContain(JSON.stringify(description));
});
