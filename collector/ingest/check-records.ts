import type { SignedRecord } from '../../protocol/audit-record.ts';
import {
  type CheckedRecord,
  followChain,
  isSignatureSpelt,
  type ReadRecord,
  readIfCanonical,
  signedBytes,
} from '../../protocol/chain.ts';
import type { AgentRow, SendingAgent } from '../store/agents.ts';
import { sha256 } from './agent-key.ts';
import type { AgentKeys } from './agent-keys.ts';
import type { SignatureChecks } from './signature-checks.ts';
import { type Claim, holdsNow } from './verify-signature.ts';
import type { VouchedSignatures } from './vouched-signatures.ts';

export interface CheckPorts {
  readonly keys: Pick<AgentKeys, 'of'>;
  readonly signatures: Pick<SignatureChecks, 'holds'>;
  readonly vouched: Pick<VouchedSignatures, 'take'>;
}

/** A record that its agent stands by: with its own signature, or with that of a later one, whose past it is. */
export interface TakenRecord extends CheckedRecord {
  /** Whether it is a later one's that was checked. */
  readonly isVouched: boolean;
  /** Whether its own signature holds, checked now where it was not before. */
  readonly provesItself: () => boolean;
}

/**
 * Reads each record once and checks signatures by this agent's key, before any transaction. Of records that each name
 * the hash of the one before, the last one's is enough: what it signed is the past that they are. Any other batch, one
 * of an agent that sent a bad signature before, and one for whose signatures there is no room to wait, has each of its
 * signatures checked. Rejects with StoreError `overloaded`.
 */
export async function checkRecords(
  records: readonly SignedRecord[],
  agent: SendingAgent,
  ports: CheckPorts,
): Promise<readonly TakenRecord[]> {
  const batch = { records, read: records.map(({ record }) => readIfCanonical(record, sha256)), agent };
  const mayVouch = !agent.hasBadSignature && isLinked(batch) && ports.vouched.take(records.length - 1);
  const isVouchedFor = mayVouch && (await isLastSigned(batch, ports));
  return isVouchedFor ? vouchedRecords(batch, ports) : checkedRecords(batch, ports);
}

interface Batch {
  readonly records: readonly SignedRecord[];
  /** Beside each of them; null: it has no canonical form. */
  readonly read: readonly (ReadRecord | null)[];
  readonly agent: AgentRow;
}

/** Whether each names the hash of the one before, and would be taken where all of them are signed. */
function isLinked({ records, read, agent }: Batch): boolean {
  const [first] = records;
  if (first === undefined) return false;
  const start = { seq: first.record.seq - 1, hash: first.record.prev };
  const unchecked = records.map((signed, at) => ({ signed, read: read[at] ?? null, isSigned: () => true }));
  return followChain(unchecked, start, agent.id).kind === 'valid';
}

async function isLastSigned(batch: Batch, { keys, signatures }: CheckPorts): Promise<boolean> {
  const claim = claimAt(batch, batch.records.length - 1, keys);
  const [holds] = await signatures.holds(claim === null ? [] : [claim], batch.records.length);
  return holds === true;
}

function vouchedRecords(batch: Batch, { keys }: CheckPorts): readonly TakenRecord[] {
  const last = batch.records.length - 1;
  return batch.records.map((signed, at) => ({
    signed,
    read: batch.read[at] ?? null,
    isSigned: () => true,
    isVouched: at < last,
    provesItself: () => {
      const claim = claimAt(batch, at, keys);
      return claim !== null && holdsNow(claim);
    },
  }));
}

async function checkedRecords(
  batch: Batch,
  { keys, signatures }: CheckPorts,
): Promise<readonly TakenRecord[]> {
  const claims = new Map<number, Claim>();
  for (const at of batch.records.keys()) {
    const claim = claimAt(batch, at, keys);
    if (claim !== null) claims.set(at, claim);
  }
  const verdicts = await signatures.holds([...claims.values()]);
  const signed = new Set([...claims.keys()].filter((_, claim) => verdicts[claim] === true));
  return batch.records.map((each, at) => {
    const isSigned = (): boolean => signed.has(at);
    return { signed: each, read: batch.read[at] ?? null, isSigned, isVouched: false, provesItself: isSigned };
  });
}

/** Null: nobody can have signed it so. */
function claimAt({ records, read, agent }: Batch, at: number, keys: CheckPorts['keys']): Claim | null {
  const [known, signature] = [read[at] ?? null, records[at]?.signature];
  if (known === null || signature === undefined || !isSignatureSpelt(signature)) return null;
  return { bytes: signedBytes(known), key: keys.of(agent), signature: Buffer.from(signature, 'base64url') };
}
