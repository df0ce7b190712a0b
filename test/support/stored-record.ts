import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { StoredRecord } from '../../protocol/collector-api.ts';

/** A record as the collector answers it. Its signature is of nothing. */
export function storedRecord(change: Partial<AuditRecord> = {}, id = 1): StoredRecord {
  const record: AuditRecord = {
    v: 1,
    agent: 'a'.repeat(64),
    seq: id,
    prev: '0'.repeat(64),
    at: '2026-11-21T08:00:00.123Z',
    event: 'exchange.intent',
    session: 's1',
    exchange: 'x1',
    detail: {},
    ...change,
  };
  return {
    id,
    index: id - 1,
    receivedAt: '2026-11-21T08:00:01.000Z',
    record,
    signature: `${'a'.repeat(85)}A`,
  };
}

/** A push of main that a rule let through. */
export const PUSH_DETAIL = Object.freeze({
  subject: 'dana',
  actor: 'ai',
  program: 'git',
  operation: { kind: 'git.push', host: 'git.example', port: 443, repository: 'git.example/octo-org/demo' },
  decisions: [
    {
      action: { kind: 'git.push', ref: 'refs/heads/main', change: 'update' },
      verdict: 'accepted',
      rules: [{ id: 'reviewed', hash: 'b'.repeat(64) }],
    },
  ],
});

/** What somebody writes who wants to be two events, or another one. */
export const HOSTILE_TEXTS: readonly string[] = [
  'one\nCEF:0|Other|Other|1|x|x|9|suser=root',
  'one\r\n<104>1 2026-11-21T08:00:00Z other - - - -',
  'main suser=root act=accepted',
  'a|b\\|c=d\\=e\\',
  'nul\u0000and\u0007bell\u001b[2J',
  '\u202egnp.exe\u2066hidden\u2069\u200b\ufeff',
  'half \ud800 of a pair',
  '"]} [meta sequenceId="7"] ü 漢字 🙂',
  '\u2028\u2029\u0085',
];
