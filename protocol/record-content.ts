import type { AuditRecord } from './audit-record.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ChainPorts } from './chain.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { objectsIn } from './json-read.ts';

/** What was said in one record, apart from the record: all of it can be destroyed, and the record still holds. */
export interface RecordContent {
  /** Random, and of this record alone: without it nobody can try out what the texts may have been. */
  readonly salt: string;
  /** Of the parts that have a text, in their order. */
  readonly texts: readonly string[];
}

/** An open record and what is left of it without its content. */
export interface ApartRecord {
  readonly closed: AuditRecord;
  /** Null where the record has no content that it could be without. */
  readonly content: RecordContent | null;
}

const CONTEXT = 'countersign-record-content-v1\n';
const EVENT = 'exchange.content';

/**
 * Takes the content out of a record. An open one has `detail.salt`, and texts in its `parts`; the closed one has
 * `detail.commitment` in place of the salt, and those parts have no `text`. Hash and signature are over the closed
 * form, so they are the same for both. A record without content, or closed already, comes back as it is.
 * Throws CanonicalJsonError.
 */
export function takeApart(record: AuditRecord, sha256: ChainPorts['sha256']): ApartRecord {
  const content = contentIn(record);
  if (content === null) return { closed: record, content };
  const { salt: _salt, ...detail } = record.detail;
  const parts = objectsIn(detail['parts']).map(withoutText);
  const closed = { ...record, detail: { ...detail, parts, commitment: commitmentOf(content, sha256) } };
  return { closed, content };
}

/** Puts the content back. Null where it is not what this record was closed over. */
export function putTogether(
  closed: AuditRecord,
  { salt, texts }: RecordContent,
  sha256: ChainPorts['sha256'],
): AuditRecord | null {
  const { commitment, ...detail } = closed.detail;
  if (!isClosed(closed) || commitment !== commitmentOf({ salt, texts }, sha256)) return null;
  const left = [...texts];
  const parts = objectsIn(detail['parts']).map((part) =>
    'text' in part ? part : { ...part, text: left.shift() ?? null },
  );
  return { ...closed, detail: { ...detail, parts, salt } };
}

/** Whether the record is without the content that it was written with. */
export function isClosed({ event, detail }: Pick<AuditRecord, 'event' | 'detail'>): boolean {
  return event === EVENT && typeof detail['commitment'] === 'string' && !('salt' in detail);
}

/** Null also for a detail that is not spelt as content is: such a record is hashed as it stands. */
function contentIn({ event, detail }: AuditRecord): RecordContent | null {
  const { salt, parts } = detail;
  if (event !== EVENT || typeof salt !== 'string' || 'commitment' in detail || !isList(parts)) return null;
  if (!parts.every((part) => hasText(part))) return null;
  const texts = objectsIn(parts).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  return { salt, texts };
}

function hasText(part: JsonValue): boolean {
  if (typeof part !== 'object' || part === null || isList(part)) return false;
  return part['text'] === null || typeof part['text'] === 'string';
}

function withoutText(part: JsonObject): JsonObject {
  const { text, ...rest } = part;
  return typeof text === 'string' ? rest : part;
}

function commitmentOf({ salt, texts }: RecordContent, sha256: ChainPorts['sha256']): string {
  return sha256(CONTEXT + canonicalJson({ salt, texts: [...texts] }));
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
