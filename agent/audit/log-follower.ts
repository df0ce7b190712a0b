import type { JsonObject } from '../../protocol/json.ts';
import {
  type KeptReceipt,
  type LogReceipt,
  type ReceiptRecord,
  requireReceipt,
} from '../../protocol/log-receipt.ts';
import type { Checkpoint } from '../../protocol/merkle/checkpoint.ts';
import type { TreeHead } from '../../protocol/merkle/consistency.ts';
import { MerkleError } from '../../protocol/merkle/merkle-error.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { readReceiptFile, writeReceiptFile } from './receipt-file.ts';
import { ShipperFault } from './shipper-fault.ts';
import { EMPTY_TREE, sha256Bytes } from './verifier.ts';

export interface LogFollowerOptions {
  /** Where the last receipt is kept. */
  readonly path: string;
  readonly log: NoteVerifier;
  /** Told of a checkpoint that holds, every so many leaves; a record of it lets an auditor see a split log. */
  readonly onWitness: (head: JsonObject) => void;
}

/** Follows the collector's log: what it signed once, it must continue. */
export interface LogFollower {
  /** Of the checkpoint that held last; 0 before the first. */
  size(): number;
  /** The checkpoint that held last, as records name it; null before the first. */
  head(): JsonObject | null;
  /**
   * Resolves when the receipt holds, continues the last one and is on the disk. Throws ShipperFault:
   * `log-rollback`, `log-fork`, `log-unproven`.
   */
  accept(receipt: LogReceipt | null, record: ReceiptRecord): Promise<void>;
}

/** Goes on from the receipt on the disk. Throws ReceiptFileError when it does not hold. */
export async function openLogFollower(options: LogFollowerOptions): Promise<LogFollower> {
  const found = await readReceiptFile(options.path, options.log);
  return new Follower(options, found);
}

/** Leaves between one record of a checkpoint and the next. */
const WITNESS_EVERY = 1000;

class Follower implements LogFollower {
  readonly #options: LogFollowerOptions;
  #known: TreeHead;
  #kept: KeptReceipt | null;
  #witnessed: number;

  constructor(
    options: LogFollowerOptions,
    found: { readonly kept: KeptReceipt; readonly checkpoint: Checkpoint } | null,
  ) {
    this.#options = options;
    this.#known = found?.checkpoint ?? EMPTY_TREE;
    this.#kept = found?.kept ?? null;
    this.#witnessed = this.#known.size;
  }

  size(): number {
    return this.#known.size;
  }

  head(): JsonObject | null {
    const { size, root } = this.#known;
    return size === 0 ? null : { size, root: Buffer.from(root).toString('hex') };
  }

  async accept(receipt: LogReceipt | null, record: ReceiptRecord): Promise<void> {
    if (receipt === null) {
      const isGone = record.seq === 0;
      const seen = isGone ? 'the collector has no record of this agent' : 'the collector gave no receipt';
      throw this.#fault(isGone ? 'log-rollback' : 'log-unproven', seen, { receipt, record });
    }
    const checkpoint = this.#require(receipt, record);
    await writeReceiptFile(this.#options.path, { record, receipt });
    [this.#known, this.#kept] = [checkpoint, { record, receipt }];
    if (checkpoint.size - this.#witnessed < WITNESS_EVERY) return;
    this.#witnessed = checkpoint.size;
    this.#options.onWitness(this.head() ?? {});
  }

  #require(receipt: LogReceipt, record: ReceiptRecord): Checkpoint {
    try {
      const expected = { record, known: this.#known, log: this.#options.log };
      return requireReceipt(receipt, expected, sha256Bytes);
    } catch (cause) {
      if (!(cause instanceof MerkleError)) throw cause;
      throw this.#fault(FAULTS.get(cause.code) ?? 'log-unproven', cause.message, { receipt, record });
    }
  }

  /** Both checkpoints are in it: signed as they are, they prove what the collector did. */
  #fault(
    code: 'log-rollback' | 'log-fork' | 'log-unproven',
    message: string,
    seen: { readonly receipt: LogReceipt | null; readonly record: ReceiptRecord },
  ): ShipperFault {
    const evidence = {
      fault: code,
      seq: seen.record.seq,
      kept: this.#kept?.receipt.checkpoint ?? null,
      seen: seen.receipt?.checkpoint ?? null,
    };
    return new ShipperFault(code, message, { evidence });
  }
}

const FAULTS: ReadonlyMap<string, 'log-rollback' | 'log-fork'> = new Map([
  ['rolled-back', 'log-rollback'],
  ['inconsistent', 'log-fork'],
]);
