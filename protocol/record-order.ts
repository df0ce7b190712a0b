import { isCollectorEvent } from './audit-record.ts';
import type { StoredRecord } from './collector-api.ts';

/**
 * Compares two records of one session by the order in which its agent wrote them: its clock may go backwards, its
 * numbers do not. What the collector says of the session comes after.
 */
export function inWrittenOrder(one: StoredRecord, other: StoredRecord): number {
  const late = Number(isCollectorEvent(one.record.event)) - Number(isCollectorEvent(other.record.event));
  return late || one.record.seq - other.record.seq || one.id - other.id;
}
