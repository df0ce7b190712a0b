import type { AuditEvent } from '../../protocol/audit-record.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { objectIn, objectsIn } from '../../protocol/json-read.ts';
import { factsOf, type RecordFact } from '../../protocol/record-facts.ts';
import { inWrittenOrder } from '../../protocol/record-order.ts';
import { tellRecord } from '../../protocol/record-telling.ts';
import { durationWords } from './words.ts';

/** One thing that happened in a session, as it is told. */
export interface TimelineEntry {
  readonly id: number;
  readonly event: string;
  /** What it means for whoever looks: something went on, was stopped, or was said. */
  readonly tone: 'said' | 'held' | 'refused' | 'passed' | 'other';
  readonly at: string;
  /** Since the session's first record. */
  readonly after: string;
  readonly exchange: string | null;
  readonly sentence: string;
  /** What the record says beyond its sentence. */
  readonly facts: readonly RecordFact[];
  /** The approval that it tells of, by its id; null where it tells of none. */
  readonly approval: string | null;
  /** What was said, piece by piece; empty where nothing was, or it is not on record. */
  readonly texts: readonly string[];
  readonly detail: string;
}

/** In the order in which the agent wrote it: its clock may go backwards, its numbers do not. */
export function timelineOf(records: readonly StoredRecord[]): readonly TimelineEntry[] {
  const ordered = records.toSorted(inWrittenOrder);
  const start = Date.parse(ordered[0]?.record.at ?? '');
  return ordered.map(({ id, record }) => {
    const texts = textsOf(record);
    return {
      id,
      event: record.event,
      tone: toneOf(record),
      at: record.at,
      after: offsetWords(Date.parse(record.at) - start),
      exchange: record.exchange,
      sentence: texts.length > 0 ? sideOf(record) : tellRecord(record),
      facts: factsOf(record),
      approval: approvalIn(record),
      texts,
      detail: JSON.stringify(record.detail, null, 2),
    };
  });
}

const MINUTE_MS = 60_000;

function offsetWords(ms: number): string {
  return ms < MINUTE_MS ? `${(ms / 1000).toFixed(1)} s` : durationWords(ms);
}

/** Of a hold its own, of what passed the one that let it pass. */
function approvalIn({ detail }: StoredRecord['record']): string | null {
  const granted = objectsIn(detail['decisions']).map(({ approval }) => objectIn(approval)['id']);
  const ids = [detail['approval'], ...granted].filter((id) => typeof id === 'string');
  return ids[0] ?? null;
}

function sideOf({ detail: { side } }: StoredRecord['record']): string {
  return typeof side === 'string' ? side : 'said';
}

function textsOf({ event, detail }: StoredRecord['record']): readonly string[] {
  if (event !== 'exchange.content') return [];
  return objectsIn(detail['parts']).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
}

function toneOf({ event, detail }: StoredRecord['record']): TimelineEntry['tone'] {
  if (event === 'exchange.released') return detail['state'] === 'granted' ? 'passed' : 'refused';
  if (event === 'exchange.outcome') return detail['result'] === 'succeeded' ? 'passed' : 'refused';
  return TONES[event] ?? 'other';
}

const TONES: Readonly<Partial<Record<AuditEvent, TimelineEntry['tone']>>> = {
  'exchange.content': 'said',
  'exchange.held': 'held',
  'exchange.refused': 'refused',
};
