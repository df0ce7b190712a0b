import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { type ApartRecord, putTogether, type RecordContent } from '../../protocol/record-content.ts';
import { json, type Row } from './row.ts';
import { StoreError } from './store-error.ts';

/**
 * What was said is sealed under a key for each session, kind and day of receipt (UTC), so that a session that lasts
 * for months can lose its first days. Once such a key is destroyed, nothing that it sealed can be read again.
 */
export interface ContentScope {
  readonly agent: string;
  /** Empty for what belongs to no session. */
  readonly session: string;
  readonly kind: ContentKind;
  /** Days since the epoch. */
  readonly day: number;
}

export const CONTENT_KINDS = ['prompt', 'answer'] as const;

export type ContentKind = (typeof CONTENT_KINDS)[number];

export const DAY_MS = 24 * 60 * 60_000;

/** What was said in a record, and under which key that belongs. */
export interface ScopedContent {
  readonly scope: ContentScope;
  readonly said: RecordContent;
}

/** Null where nothing was said. */
export function scopedContent({ closed, content }: ApartRecord, receivedAt: number): ScopedContent | null {
  return content === null ? null : { said: content, scope: scopeOf(closed, receivedAt) };
}

function scopeOf({ agent, session, detail }: AuditRecord, receivedAt: number): ContentScope {
  const kind = detail['side'] === 'prompt' ? 'prompt' : 'answer';
  return { agent, session: session ?? '', kind, day: Math.floor(receivedAt / DAY_MS) };
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function newContentKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

/** Nonce, tag and ciphertext of AES-256-GCM. A key seals no more than one session says in a day. */
export function sealContent({ salt, texts }: RecordContent, key: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ salt, texts }), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/**
 * The record of a row with `text`, `sealed` and `content_key`: with what was said while its key is there, else without.
 * Throws StoreError `unexpected-row` where what is sealed is not this record's.
 */
export function recordOf(row: Row): AuditRecord {
  const closed = json<AuditRecord>(row, 'text');
  const { sealed, content_key: key } = row;
  if (!(sealed instanceof Uint8Array && key instanceof Uint8Array)) return closed;
  const record = putTogether(closed, unseal(sealed, key), sha256);
  if (record === null) throw unreadable('another record');
  return record;
}

function unseal(sealed: Uint8Array, key: Uint8Array): RecordContent {
  const [nonce, tag, said] = [
    sealed.subarray(0, NONCE_BYTES),
    sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    sealed.subarray(NONCE_BYTES + TAG_BYTES),
  ];
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    const text = Buffer.concat([decipher.update(said), decipher.final()]).toString('utf8');
    return JSON.parse(text) as RecordContent;
  } catch {
    throw unreadable('another key');
  }
}

function unreadable(what: string): StoreError {
  return new StoreError('unexpected-row', `column sealed holds what belongs to ${what}`);
}

function sha256(text: string): string {
  return hash('sha256', text);
}
