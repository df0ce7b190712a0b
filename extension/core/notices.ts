import type { RecordNotice } from '../../protocol/control.ts';
import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { objectIn, objectsIn } from '../../protocol/json-read.ts';
import { printable } from '../../protocol/printable.ts';

/** Something a person is told of at once. `key` is the same for what need not be said twice. */
export interface Notice {
  readonly kind: 'held' | 'released' | 'refused' | 'masked' | 'asked';
  readonly key: string;
  readonly text: string;
  /** The approval it is about, where there is one. */
  readonly approval: string | null;
}

/**
 * Refusals of what nobody typed: strangers at the port, clients that go or do not believe us yet, telemetry and other
 * connections to ungoverned hosts, among them our own probe. The panel has them.
 */
const QUIET_CODES: readonly JsonValue[] = ['unknown-session', 'client-gone', 'shutting-down', 'tls-failed'];
const QUIET_KINDS: readonly JsonValue[] = ['tunnel', 'plain', 'copilot.telemetry'];

/** What a record of this window has to say; null for most of them. */
export function noticeOf(record: RecordNotice): Notice | null {
  return TELLING[record.event]?.(record) ?? null;
}

type Telling = (record: RecordNotice) => Notice | null;

const TELLING: Readonly<Partial<Record<RecordNotice['event'], Telling>>> = {
  'exchange.held': held,
  'exchange.released': released,
  'exchange.refused': refused,
  'exchange.intent': masked,
};

function held({ exchange, detail }: RecordNotice): Notice {
  return {
    kind: 'held',
    key: `held ${exchange}`,
    text: `Held for a reviewer: ${targetOf(objectIn(detail['binding']))}. It completes by itself once it is approved.`,
    approval: word(detail['approval']),
  };
}

function released({ exchange, detail }: RecordNotice): Notice {
  const by = word(detail['by']);
  const reason = word(detail['reason']);
  const because = `${by === null ? '' : ` by ${by}`}${reason === null ? '' : `: ${reason}`}`;
  return {
    kind: 'released',
    key: `released ${exchange}`,
    text: `The reviewers said ${word(detail['state']) ?? 'something'}${because}`,
    approval: word(detail['approval']),
  };
}

function refused({ detail }: RecordNotice): Notice | null {
  const operation = objectIn(detail['operation']);
  const target = [operation['repository'], operation['host']].map(word).find((name) => name !== null) ?? '';
  const isQuiet =
    QUIET_KINDS.includes(operation['kind'] ?? null) || QUIET_CODES.includes(detail['code'] ?? null);
  if (isQuiet) return null;
  const kind = word(operation['kind']) ?? 'a request';
  const reason = word(detail['reason']) ?? 'no reason was given';
  const text = `Refused: ${kind}${target === '' ? '' : ` to ${target}`}: ${reason}`;
  return { kind: 'refused', key: text, text, approval: null };
}

function masked({ detail }: RecordNotice): Notice | null {
  const secrets = objectsIn(detail['decisions']).flatMap((decision) =>
    objectsIn(objectIn(decision['action'])['secrets']),
  );
  const found = secrets.filter(
    ({ placeholder, rule }) => isReplaced(detail['mask'], rule) && word(placeholder) !== null,
  );
  if (found.length === 0) return null;
  const placeholders = [...new Set(found.map(({ placeholder }) => word(placeholder) ?? ''))].sort();
  const rules = [...new Set(found.map(({ rule }) => word(rule) ?? 'a secret'))].join(', ');
  const many = placeholders.length === 1 ? 'A secret was' : `${placeholders.length} secrets were`;
  return {
    kind: 'masked',
    key: `masked ${placeholders.join(' ')}`,
    text: `${many} kept back: ${rules}. A placeholder was sent instead.`,
    approval: null,
  };
}

/** As the intent says what was masked: everything, nothing, or what these detectors found. */
function isReplaced(mask: JsonValue | undefined, rule: JsonValue | undefined): boolean {
  return Array.isArray(mask) ? mask.includes(rule) : mask === undefined || mask === 'everything';
}

function targetOf(binding: JsonObject): string {
  return [binding['repository'], binding['ref'], binding['host'], binding['path']]
    .map(word)
    .filter((part) => part !== null)
    .join(' ');
}

/** Others wrote these: made printable, and short enough for a notification. */
function word(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? printable(value).slice(0, 300) : null;
}

/** Which notices are shown, by the setting. */
export function isShown({ kind }: Notice, setting: string): boolean {
  switch (setting) {
    case 'none':
      return false;
    case 'important':
      return kind !== 'masked';
    default:
      return true;
  }
}
