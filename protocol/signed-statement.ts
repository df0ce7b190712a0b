import { canonicalJson } from './canonical-json.ts';
import type { JsonObject } from './json.ts';

/** What the collector says besides claims, each under a context of its own: none can be shown as another. */
export const STATEMENT_CONTEXTS = [
  'countersign-identity-v1',
  'countersign-revocations-v1',
  'countersign-step-up-v1',
] as const;

export type StatementContext = (typeof STATEMENT_CONTEXTS)[number];

/** Ed25519 over `statementBytes`, base64url, by the key that the agent pinned at enrolment. */
export interface Signed<Statement> {
  readonly statement: Statement;
  readonly signature: string;
}

/** The bytes under a signature. Every member is in them, those of a newer collector too. */
export function statementBytes(context: StatementContext, statement: JsonObject): Uint8Array {
  return new TextEncoder().encode(`${context}\n${canonicalJson(statement)}`);
}
