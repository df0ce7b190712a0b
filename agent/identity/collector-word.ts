import { createPublicKey, verify } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';
import { type StatementContext, statementBytes } from '../../protocol/signed-statement.ts';

/** Whether the collector of this key (SPKI DER, base64) signed this statement, in this context. */
export function isCollectorsWord(
  { context, statement, signature }: SaidStatement,
  collectorKey: string,
): boolean {
  const key = createPublicKey({ key: Buffer.from(collectorKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, statementBytes(context, statement), key, Buffer.from(signature, 'base64url'));
}

export interface SaidStatement {
  readonly context: StatementContext;
  readonly statement: JsonObject;
  readonly signature: string;
}
