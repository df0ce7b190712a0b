import { createHash } from 'node:crypto';
import type { AuditEvent, AuditRecord } from '../../../protocol/audit-record.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import { intentDetail } from './records.ts';

const FIRST_AT = Date.parse('2026-10-22T08:00:00.000Z');
/** A million of them are a month. */
const APART_MS = 2592;
const SESSION_RECORDS = 50;
const SESSIONS_AT_ONCE = 40;
/** Each has one session at a time. */
export const CORPUS_AGENTS = SESSIONS_AT_ONCE;
const VOCABULARY = 50_000;
const WORDS_A_TEXT = 30;

/** When the collector received the record of this number. */
export function receivedAt(number: number): number {
  return FIRST_AT + number * APART_MS;
}

export function sessionOf(number: number): string {
  const block = Math.floor(number / (SESSION_RECORDS * SESSIONS_AT_ONCE));
  return `session-${block * SESSIONS_AT_ONCE + (number % SESSIONS_AT_ONCE)}`;
}

/** Words of a language are as unlike in how often they are used as these: half of the texts have word0, one has word49000. */
export function word(rank: number): string {
  return `word${rank}`;
}

export function hashOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex');
}

/**
 * A record as agents write them, by its number alone: sessions of several people under way together, each with prompts,
 * answers, pushes and refusals. It follows no other and nobody signed it.
 */
export function corpusRecord(number: number, agents: readonly string[]): AuditRecord {
  const place = Math.floor(number / SESSIONS_AT_ONCE) % SESSION_RECORDS;
  const event = place === 0 ? 'session.opened' : (CYCLE[place % CYCLE.length] ?? 'exchange.intent');
  return {
    v: 1,
    agent: agents[number % CORPUS_AGENTS] ?? '',
    seq: Math.floor(number / CORPUS_AGENTS) + 1,
    prev: '0'.repeat(64),
    at: new Date(receivedAt(number)).toISOString(),
    event,
    session: sessionOf(number),
    exchange: place === 0 ? null : `x${sessionOf(number)}-${Math.floor(place / CYCLE.length)}`,
    detail: detailOf(event, number),
  };
}

const CYCLE: readonly AuditEvent[] = [
  'exchange.content',
  'exchange.intent',
  'exchange.content',
  'exchange.outcome',
  'exchange.refused',
];

function detailOf(event: AuditEvent, number: number): JsonObject {
  const who = { subject: `developer-${number % 997}`, actor: actorOf(number) };
  if (event === 'session.opened') return { ...who, program: 'git', parent: null };
  if (event === 'exchange.content') {
    return { side: 'prompt', capture: 'full', parts: [{ part: 0, origin: 'user', text: textOf(number) }] };
  }
  if (event === 'exchange.refused') {
    return { ...who, step: 'evaluate', code: 'denied', rule: { id: `rule-${number % 50}`, hash: HASH } };
  }
  if (event === 'exchange.outcome')
    return { intent: number, result: 'succeeded', status: 200, bytes: number };
  return { ...intentDetail(number), ...who };
}

const HASH = 'd'.repeat(64);

/** One in a thousand is a pipeline's. */
function actorOf(number: number): string {
  return number % 1000 === 7 ? 'ci' : 'mixed';
}

function textOf(number: number): string {
  return Array.from({ length: WORDS_A_TEXT }, (_, at) => word(rankOf(number * WORDS_A_TEXT + at))).join(' ');
}

/** Of a rank r about one in r, by a number that is spread evenly and is the same in every run. */
function rankOf(at: number): number {
  const mixed = Math.imul((at + 1) ^ ((at + 1) >>> 15), 0x2c1b3c6d);
  const even = (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 0) / 2 ** 32;
  return Math.floor(VOCABULARY ** even) - 1;
}
