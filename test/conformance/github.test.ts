import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTATIONS } from '../../agent/core/github/mutations.ts';
import { writeNames } from '../../agent/core/github/route-table.ts';

const PAGE = readFileSync(new URL('../../docs/github.md', import.meta.url), 'utf8');
const LIST = /<!-- names -->(.*)<!-- \/names -->/s.exec(PAGE)?.[1] ?? '';

it('the page lists the writes that are known, and no other', () => {
  const known = new Set([...writeNames(), ...[...MUTATIONS.values()].map(({ name }) => name)]);
  const listed = [...LIST.matchAll(/`([a-z_.]+)`/g)].map(([, name = '']) => name);
  expect(listed.toSorted()).toEqual([...known].toSorted());
});
