import type { SignedRecord } from '../../protocol/audit-record.ts';
import { type CheckedRecord, isSignatureSpelt, readIfCanonical } from '../../protocol/chain.ts';
import type { AgentRow } from '../store/agents.ts';
import { sha256 } from './agent-key.ts';
import type { AgentKeys } from './agent-keys.ts';
import type { SignatureChecks } from './signature-checks.ts';
import type { Claim } from './verify-signature.ts';

export interface CheckPorts {
  readonly keys: Pick<AgentKeys, 'of'>;
  readonly signatures: Pick<SignatureChecks, 'holds'>;
}

/**
 * Reads each record once and checks its signature by this agent's key, before any transaction. Rejects with StoreError
 * `overloaded`.
 */
export async function checkRecords(
  records: readonly SignedRecord[],
  agent: AgentRow,
  { keys, signatures }: CheckPorts,
): Promise<readonly CheckedRecord[]> {
  const key = keys.of(agent);
  const read = records.map(({ record }) => readIfCanonical(record, sha256));
  const claims = new Map<number, Claim>();
  for (const [at, { signature }] of records.entries()) {
    const bytes = read[at]?.signedBytes;
    if (bytes !== undefined && isSignatureSpelt(signature))
      claims.set(at, { bytes, key, signature: Buffer.from(signature, 'base64url') });
  }
  const verdicts = await signatures.holds([...claims.values()]);
  const signed = new Set([...claims.keys()].filter((_, claim) => verdicts[claim] === true));
  return records.map((each, at) => ({
    signed: each,
    read: read[at] ?? null,
    isSigned: () => signed.has(at),
  }));
}
