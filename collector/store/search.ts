import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { AgentStanding } from './agent-standing.ts';
import { integer, type Row } from './row.ts';
import type { Tally } from './tallies.ts';

/** What a record can be found by: a name and one of its values. */
export interface Facet {
  readonly name: string;
  readonly value: string;
}

/** What a record is found by, what it counts for, and what it says of its agent. */
export interface Findable {
  readonly facets: readonly Facet[];
  readonly words: string;
  readonly tallies: readonly Tally[];
  readonly standing: AgentStanding;
}

/** Says what a record is found by; `opened` is the record that opened its session, null where none is stored. */
export type Describe = (record: AuditRecord, opened: AuditRecord | null) => Findable;

/** As places in the log: the last record that is stored, and the last one that can be found by what it says. */
export interface SearchProgress {
  readonly stored: number;
  readonly indexed: number;
}

export interface SearchTable {
  progress(): Promise<SearchProgress>;
  /** How many records cannot be found by what they say yet. */
  behind(): Promise<number>;
  /** Makes at most `limit` records findable, the oldest first of those whose signatures were checked. Gives how many. */
  indexNext(limit: number, describe: Describe): Promise<number>;
}

export function progressOf(row: Row | undefined): SearchProgress {
  return { stored: integer(row, 'stored'), indexed: integer(row, 'indexed') };
}

export function behindOf({ stored, indexed }: SearchProgress): number {
  return stored - indexed;
}
