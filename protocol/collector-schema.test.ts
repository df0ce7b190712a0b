import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { SignedRecord } from './audit-record.ts';
import {
  AGENTS_ANSWER,
  API_ERROR,
  APPROVALS_PAGE,
  APPROVALS_QUERY,
  CI_TOKEN_REQUEST,
  CLAIM_REQUEST,
  COLLECTOR_EVENT,
  ENROL_REQUEST,
  ENROL_RESPONSE,
  KEPT_RECEIPT,
  RECORDS_HEAD,
  RECORDS_HEAD_QUERY,
  RECORDS_PAGE,
  RECORDS_QUERY,
  RECORDS_REQUEST,
  RECORDS_RESPONSE,
  SPEND_REQUEST,
  VOTE_REQUEST,
} from './collector-schema.ts';
import type { JsonSchema } from './schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const AT = '2026-11-21T08:00:00.000Z';

const SIGNED: SignedRecord = {
  record: {
    v: 1,
    agent: 'a'.repeat(64),
    seq: 1,
    prev: '0'.repeat(64),
    at: AT,
    event: 'exchange.intent',
    session: 's',
    exchange: null,
    detail: { any: [{ thing: null }] },
  },
  signature: `${'a'.repeat(85)}A`,
};
const STORED = { ...SIGNED, id: 1, index: 0, receivedAt: AT };
const RECEIPT = { checkpoint: 'note', index: 0, receivedAt: AT, inclusion: ['AA=='], consistency: [] };
const ENROLLED = { agent: 'a'.repeat(64), subject: 'dana', groups: [], collectorKey: 'AA==', identity: null };
const KEPT = { record: { agent: 'a'.repeat(64), seq: 1, hash: 'b'.repeat(64) }, receipt: RECEIPT };
const AGENT = {
  agent: 'a'.repeat(64),
  publicKey: 'AA==',
  subject: 'dana',
  enrolledAt: AT,
  seq: 0,
  lastReceivedAt: null,
  lastEvent: null,
  findings: [{ kind: 'gap', firstSeq: 2, lastSeq: 4, times: 1, open: true, foundAt: AT, lastAt: AT }],
  lastWrittenAt: AT,
  version: '1.0',
  policy: { hash: 'c'.repeat(64), version: null },
};

function batch(change: object): object {
  return { records: [{ ...SIGNED, record: { ...SIGNED.record, ...change } }], logSize: 0 };
}

test.each<[string, JsonSchema, unknown, boolean]>([
  ['records', RECORDS_REQUEST, { records: [SIGNED], logSize: 7 }, true],
  ['records of an agent that does not say what it knows', RECORDS_REQUEST, { records: [SIGNED] }, false],
  ['no records', RECORDS_REQUEST, { records: [], logSize: 0 }, false],
  ['a record of another version', RECORDS_REQUEST, batch({ v: 2 }), false],
  ['a record before the first', RECORDS_REQUEST, batch({ seq: 0 }), false],
  ['a number that is not exact', RECORDS_REQUEST, batch({ seq: 2 ** 53 }), false],
  ['an unknown event', RECORDS_REQUEST, batch({ event: 'agent.hidden' }), false],
  ['a member nobody knows', RECORDS_REQUEST, batch({ more: 1 }), false],
  ['a detail that is a list', RECORDS_REQUEST, batch({ detail: [] }), false],
  ['an unsigned record', RECORDS_REQUEST, { records: [{ record: SIGNED.record }], logSize: 0 }, false],
  ['an acknowledgement', RECORDS_RESPONSE, { acknowledged: 1, receipt: RECEIPT }, true],
  ['an acknowledgement that proves nothing', RECORDS_RESPONSE, { acknowledged: 1, receipt: null }, true],
  ['an acknowledgement that says nothing of a proof', RECORDS_RESPONSE, { acknowledged: 1 }, false],
  ['half a receipt', RECORDS_RESPONSE, { acknowledged: 1, receipt: { ...RECEIPT, index: null } }, false],
  [
    'a hash without end',
    RECORDS_RESPONSE,
    { acknowledged: 1, receipt: { ...RECEIPT, inclusion: ['A'.repeat(45)] } },
    false,
  ],
  [
    'agents',
    AGENTS_ANSWER,
    { agents: [AGENT, { ...AGENT, seq: 1, lastReceivedAt: AT, lastEvent: 'x' }] },
    true,
  ],
  ['an agent without a key', AGENTS_ANSWER, { agents: [{ ...AGENT, publicKey: '' }] }, false],
  ['a kept receipt', KEPT_RECEIPT, KEPT, true],
  ['a kept receipt of no record', KEPT_RECEIPT, { ...KEPT, record: null }, false],
  ['a kept receipt of nothing', KEPT_RECEIPT, { ...KEPT, receipt: null }, false],
  ['a size in a query', RECORDS_HEAD_QUERY, { logSize: '7' }, true],
  ['a size that is none', RECORDS_HEAD_QUERY, { logSize: '-7' }, false],
  ['an acknowledgement of less than nothing', RECORDS_RESPONSE, { acknowledged: -1, receipt: null }, false],
  ['a head', RECORDS_HEAD, { seq: 0, hash: '0'.repeat(64), receipt: null }, true],
  ['a head without hash', RECORDS_HEAD, { seq: 0, receipt: null }, false],
  ['a page of records', RECORDS_PAGE, { records: [STORED], next: null }, true],
  ['a page that may go on', RECORDS_PAGE, { records: [], logSize: 0 }, false],
  ['a page of approvals', APPROVALS_PAGE, { approvals: [], next: 7 }, true],
  ['a page of something', APPROVALS_PAGE, { approvals: [{}], next: null }, false],
  ['an enrolment', ENROL_REQUEST, { publicKey: 'AA==' }, true],
  ['an enrolment with a name', ENROL_REQUEST, { publicKey: 'AA==', subject: 'root' }, false],
  ['a token of a pipeline', CI_TOKEN_REQUEST, { token: 'a.b.c' }, true],
  ['a token without end', CI_TOKEN_REQUEST, { token: 'a'.repeat(16_385) }, false],
  ['an enrolled agent', ENROL_RESPONSE, ENROLLED, true],
  ['an agent of nobody', ENROL_RESPONSE, { ...ENROLLED, subject: '' }, false],
  ['a vote', VOTE_REQUEST, { verdict: 'approve', reason: '' }, true],
  ['a vote for something else', VOTE_REQUEST, { verdict: 'grant', reason: '' }, false],
  ['a vote in the name of another', VOTE_REQUEST, { verdict: 'approve', reason: '', by: 'rita' }, false],
  ['a claim', CLAIM_REQUEST, { exchange: 'x' }, true],
  ['a claim of nothing', CLAIM_REQUEST, {}, false],
  ['an outcome', SPEND_REQUEST, { exchange: 'x', outcome: 'unknown' }, true],
  ['an outcome that gives back', SPEND_REQUEST, { exchange: 'x', outcome: 'unused' }, false],
  ['a query for records', RECORDS_QUERY, { after: '0', limit: '20', order: 'newest' }, true],
  ['a number with a sign', RECORDS_QUERY, { after: '-1' }, false],
  ['a number with an exponent', RECORDS_QUERY, { limit: '1e9' }, false],
  ['a number with a zero before', RECORDS_QUERY, { limit: '010' }, false],
  ['a parameter twice', RECORDS_QUERY, { session: ['a', 'b'] }, false],
  ['a query for approvals', APPROVALS_QUERY, { state: 'pending', id: 'abc' }, true],
  ['an id that is a pattern', APPROVALS_QUERY, { id: '%' }, false],
  ['an event of a record', COLLECTOR_EVENT, { kind: 'record', record: STORED }, true],
  ['a hint at the feed', COLLECTOR_EVENT, { kind: 'feed', timestampVersion: 3 }, true],
  ['a hint at nothing', COLLECTOR_EVENT, { kind: 'feed', timestampVersion: 0 }, false],
  ['an event of nothing', COLLECTOR_EVENT, { kind: 'approval' }, false],
  ['an unknown event of the stream', COLLECTOR_EVENT, { kind: 'policy' }, false],
  ['an error', API_ERROR, { error: { code: 'not-granted', message: 'm', hint: 'h' } }, true],
  ['an unknown error', API_ERROR, { error: { code: 'granted', message: 'm', hint: 'h' } }, false],
])('%s: %#', (_name, schema, value, valid) => {
  expect(ajv.validate(schema, value)).toBe(valid);
});
