import type { AgentFinding } from '../../protocol/collector-api.ts';
import { integer, type Row, text } from './row.ts';

/** Ranges of an agent's numbers about which something is odd, though no record proves it as a fork does. */
export type OddityKind = Exclude<AgentFinding['kind'], 'fork'>;

/** One that touches or overlaps the last of its kind makes that one longer. */
export interface Oddity {
  readonly kind: OddityKind;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface OdditiesTable {
  /** The newest of this agent, forks among them. A gap is open until `head` is past it. */
  ofAgent(agent: string, head: number): Promise<readonly AgentFinding[]>;
}

export const MAX_LISTED_ODDITIES = 100;

export function agentFindingOf(row: Row, head: number): AgentFinding {
  const kind = text(row, 'kind') as AgentFinding['kind'];
  const lastSeq = integer(row, 'last_seq');
  return {
    kind,
    firstSeq: integer(row, 'first_seq'),
    lastSeq,
    times: integer(row, 'times'),
    open: kind === 'gap' && head < lastSeq,
    foundAt: new Date(integer(row, 'found_at')).toISOString(),
    lastAt: new Date(integer(row, 'last_at')).toISOString(),
  };
}
