import { hash } from 'node:crypto';
import type { AuditRecord } from '../../../protocol/audit-record.ts';
import type { Facet } from '../search.ts';

/**
 * The word that stands for a name and a value in the index: of letters and digits alone, as long for any value, and
 * the same for the same.
 */
export function markOf({ name, value }: Facet): string {
  return `m${hash('sha256', `${name}\0${value}`).slice(0, 32)}`;
}

/** All that a record is found by besides its words, facets and its own columns, as one text. */
export function marksOf({ event, agent, session, exchange }: AuditRecord, facets: readonly Facet[]): string {
  return [...facets, ...columnFacets({ event, agent, session, exchange })].map(markOf).join(' ');
}

type Columns = Readonly<Record<'event' | 'agent' | 'session' | 'exchange', string | null>>;

/** Columns as facets. The sign before the name keeps them apart from a facet of that name. */
export function columnFacets({ event, agent, session, exchange }: Columns): readonly Facet[] {
  return Object.entries({ event, agent, session, exchange }).flatMap(([name, value]) =>
    value === null ? [] : [{ name: `=${name}`, value }],
  );
}
