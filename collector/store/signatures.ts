import { bytes, integer, type Row, text } from './row.ts';

/** A record at whose own signature nobody has looked: one that its agent signed later vouches for what it says. */
export interface VouchedRecord {
  readonly agent: string;
  readonly seq: number;
  /** Of its agent: SPKI DER. */
  readonly publicKey: Uint8Array;
  /** Canonical JSON of its closed form, which is what was signed. */
  readonly text: string;
  readonly signature: string;
}

export interface SignatureCheck {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Gives those of them whose signature does not hold. */
  readonly badOf: (records: readonly VouchedRecord[]) => Promise<readonly VouchedRecord[]>;
}

export interface CheckProgress {
  /** Records that were passed, those that were checked when they came among them. */
  readonly passed: number;
  /** Records that came after these. */
  readonly left: number;
}

/** How far the signatures of stored records were looked at: in the order in which they came, once by all collectors. */
export interface SignaturesTable {
  /**
   * Passes at most `limit` records, the oldest first, and keeps a finding of each whose signature does not hold, in one
   * transaction. When `badOf` rejects, none was passed. A process asks for it once at a time.
   */
  checkNext(limit: number, check: SignatureCheck): Promise<CheckProgress>;
}

export function vouchedOf(row: Row): VouchedRecord {
  return {
    agent: text(row, 'agent'),
    seq: integer(row, 'seq'),
    publicKey: bytes(row, 'public_key'),
    text: text(row, 'text'),
    signature: text(row, 'signature'),
  };
}

/** Each as a finding of its own; those that follow each other are kept as one. */
export function badSignature({ seq }: VouchedRecord) {
  return { kind: 'bad-signature', firstSeq: seq, lastSeq: seq } as const;
}
