import type { CollectorLimits } from '../limits.ts';
import { overloaded } from '../store/store-error.ts';
import { type Claim, type VerifySignature, verifyEd25519 } from './verify-signature.ts';

interface Batch {
  readonly claims: readonly Claim[];
  /** Records that each of them stands for. */
  readonly weight: number;
  /** Where the first claim is that nobody has looked at yet. */
  next: number;
  readonly verdicts: boolean[];
  left: number;
  /** Called when it goes on, together with others that are done. */
  settle: (() => void) | null;
  readonly resolve: (verdicts: readonly boolean[]) => void;
  readonly reject: (cause: unknown) => void;
}

/** The signatures of so many more records are waited for at most with a batch that is done. */
const HELD_FOR = 64;

/**
 * Owner of the signatures that are being checked, on threads of the process that its files are read on as well: so
 * many at once that the threads have work while a transaction runs, and no more. Batches go on in the order in which
 * they came, since one may continue the chain of another; small ones several at a time, so that one transaction takes
 * them.
 */
export class SignatureChecks {
  readonly #maxAtOnce: number;
  readonly #maxWaiting: number;
  readonly #verify: VerifySignature;
  #underWay = 0;
  #waiting: Batch[] = [];
  #unsettled: Batch[] = [];
  /** Records whose signatures were checked since the first of these was done. */
  #heldFor = 0;

  constructor(
    {
      maxSignaturesAtOnce,
      maxWaitingWrites,
    }: Pick<CollectorLimits, 'maxSignaturesAtOnce' | 'maxWaitingWrites'>,
    verify: VerifySignature = verifyEd25519,
  ) {
    this.#maxAtOnce = maxSignaturesAtOnce;
    this.#maxWaiting = maxWaitingWrites;
    this.#verify = verify;
  }

  /**
   * Which of these hold, that stand for so many records. Rejects with StoreError `overloaded` where too many batches
   * wait already.
   */
  holds(claims: readonly Claim[], records = claims.length): Promise<readonly boolean[]> {
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(overloaded(this.#maxWaiting));
    return new Promise((resolve, reject) => {
      const weight = records / Math.max(claims.length, 1);
      const counts = { weight, next: 0, left: claims.length, verdicts: [] };
      const batch: Batch = { claims, ...counts, settle: null, resolve, reject };
      this.#waiting.push(batch);
      this.#unsettled.push(batch);
      if (claims.length === 0) this.#settle(batch, () => resolve([]));
      this.#start();
      this.#goOn();
    });
  }

  #start(): void {
    for (let batch = this.#waiting[0]; batch !== undefined; batch = this.#waiting[0]) {
      while (this.#underWay < this.#maxAtOnce && batch.next < batch.claims.length) this.#startNext(batch);
      if (batch.next < batch.claims.length) return;
      this.#waiting.shift();
    }
  }

  #startNext(batch: Batch): void {
    const at = batch.next;
    const claim = batch.claims[at];
    if (claim === undefined) throw new RangeError(`there is no claim ${at}`);
    batch.next += 1;
    this.#underWay += 1;
    void this.#check(claim, at, batch);
  }

  async #check(claim: Claim, at: number, batch: Batch): Promise<void> {
    try {
      batch.verdicts[at] = await this.#verify(claim);
      batch.left -= 1;
      this.#heldFor += batch.weight;
      if (batch.left === 0) this.#settle(batch, () => batch.resolve(batch.verdicts));
    } catch (cause) {
      this.#settle(batch, () => batch.reject(cause));
    } finally {
      this.#underWay -= 1;
      this.#start();
      this.#goOn();
    }
  }

  #settle(batch: Batch, settle: () => void): void {
    batch.settle ??= settle;
    if (batch === this.#unsettled[0]) this.#heldFor = 0;
  }

  #goOn(): void {
    const pending = this.#unsettled.findIndex((batch) => batch.settle === null);
    if (pending === 0 || (pending > 0 && this.#heldFor < HELD_FOR)) return;
    const done = this.#unsettled.splice(0, pending < 0 ? this.#unsettled.length : pending);
    this.#heldFor = 0;
    for (const { settle } of done) settle?.();
  }
}
