import { RECORD_CONTEXT } from '../../protocol/audit-record.ts';
import type { CollectorLimits } from '../limits.ts';
import type { SignaturesTable, VouchedRecord } from '../store/signatures.ts';
import type { Store } from '../store/store.ts';
import type { AgentKeys } from './agent-keys.ts';
import { type VerifySignature, verifyEd25519 } from './verify-signature.ts';

export interface VouchedSignaturesPorts {
  readonly store: Pick<Store, 'signatures'>;
  readonly keys: Pick<AgentKeys, 'of'>;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxVouchedAtOnce' | 'maxVouched'>;
  /** Told of each record whose signature does not hold. */
  readonly onBad: (record: Pick<VouchedRecord, 'agent' | 'seq'>) => void;
  readonly verify?: VerifySignature;
}

/**
 * Looks at the signatures for which no agent waited, since that of a later record vouches for what the record says.
 * Owner of how many are left; the store knows where to go on after a crash.
 */
export class VouchedSignatures {
  readonly #ports: VouchedSignaturesPorts;
  /** More than any limit while it is not known. What was taken and then refused counts until the next look at the store. */
  #left = Number.POSITIVE_INFINITY;

  constructor(ports: VouchedSignaturesPorts) {
    this.#ports = ports;
  }

  /** Leaves so many more for later. False where that is too many: each is checked before it is acknowledged. */
  take(count: number): boolean {
    if (this.#left + count > this.#ports.limits.maxVouched) return false;
    this.#left += count;
    return true;
  }

  /** Passes the next of them; false once nothing is left. When it rejects, there is no room before it went well again. */
  async checkSome(): Promise<boolean> {
    const { store, clock, limits } = this.#ports;
    const check = {
      at: clock().getTime(),
      badOf: (records: readonly VouchedRecord[]) => this.#badOf(records),
    };
    const { passed, left } = await this.#orNoRoom(store.signatures.checkNext(limits.maxVouchedAtOnce, check));
    this.#left = left;
    return passed > 0;
  }

  async #orNoRoom(progress: ReturnType<SignaturesTable['checkNext']>) {
    try {
      return await progress;
    } catch (fault) {
      this.#left = Number.POSITIVE_INFINITY;
      throw fault;
    }
  }

  async #badOf(records: readonly VouchedRecord[]): Promise<readonly VouchedRecord[]> {
    const verdicts = await Promise.all(records.map((record) => this.#holds(record)));
    const bad = records.filter((_, at) => verdicts[at] !== true);
    for (const { agent, seq } of bad) this.#ports.onBad({ agent, seq });
    return bad;
  }

  #holds({ agent, publicKey, text, signature }: VouchedRecord): Promise<boolean> {
    const { keys, verify = verifyEd25519 } = this.#ports;
    const bytes = Buffer.from(RECORD_CONTEXT + text);
    const key = keys.of({ id: agent, publicKey });
    return verify({ bytes, key, signature: Buffer.from(signature, 'base64url') });
  }
}
