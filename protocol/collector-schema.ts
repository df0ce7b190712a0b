import { ACCESS_EVENTS } from './access-record.ts';
import { APPROVAL, EXCHANGE_ID, SUBJECT_ID } from './approval-schema.ts';
import { AUDIT_EVENTS } from './audit-record.ts';
import { AGENT_FINDING_KINDS, API_ERROR_CODES, RECORD_DECISIONS } from './collector-api.ts';
import { SIGNED_IDENTITY } from './identity-schema.ts';
import { PUSH_DIFF_OR_NULL } from './push-diff-schema.ts';
import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  optional,
  SIGNATURE,
  text,
  textOrEmpty,
  whole,
} from './schema.ts';
import { MAX_TOKEN } from './token-rules.ts';

/** Schemas of the types in collector-api.ts. What is asked is closed; what is answered may say more. */
const MAX_LIST = 10_000;
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const NUMBER_OR_NULL: JsonSchema = { type: ['integer', 'null'], minimum: 0 };

/** DER, base64. */
const PUBLIC_KEY: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9+/]{1,200}={0,2}$' };

const NAME_OR_NULL: JsonSchema = { type: ['string', 'null'], minLength: 1, maxLength: 200 };

const RECORD = closed({
  v: { type: 'integer', const: 1 },
  agent: HASH,
  seq: whole(1, Number.MAX_SAFE_INTEGER),
  prev: HASH,
  at: INSTANT,
  event: oneOf(...AUDIT_EVENTS),
  session: NAME_OR_NULL,
  exchange: NAME_OR_NULL,
  detail: { type: 'object' },
});

const STORED_RECORD = open({
  id: COUNT,
  index: COUNT,
  receivedAt: INSTANT,
  record: RECORD,
  signature: SIGNATURE,
});

export const ENROL_REQUEST = closed({ publicKey: PUBLIC_KEY });

export const CI_TOKEN_REQUEST = closed({ token: text(MAX_TOKEN) });

export const ENROL_RESPONSE = open({
  agent: HASH,
  subject: SUBJECT_ID,
  groups: list(text(200), { max: 1000 }),
  collectorKey: PUBLIC_KEY,
  identity: { ...SIGNED_IDENTITY, type: ['object', 'null'] },
});

/** A tree of 2**53 leaves has no longer proof. */
const PROOF = list(text(44), { max: 110 });

/** What is written in it is read, and refused, by requireReceipt. */
const RECEIPT = open({
  checkpoint: text(20_000),
  index: COUNT,
  receivedAt: INSTANT,
  inclusion: PROOF,
  consistency: PROOF,
});

const RECEIPT_OR_NULL: JsonSchema = { ...RECEIPT, type: ['object', 'null'] };

export const KEPT_RECEIPT = closed({
  record: closed({ agent: HASH, seq: whole(1, Number.MAX_SAFE_INTEGER), hash: HASH }),
  receipt: RECEIPT,
});

const INSTANT_OR_NULL: JsonSchema = { ...INSTANT, type: ['string', 'null'] };

const AGENT_FINDING = open({
  kind: oneOf(...AGENT_FINDING_KINDS),
  firstSeq: COUNT,
  lastSeq: COUNT,
  times: COUNT,
  open: { type: 'boolean' },
  foundAt: INSTANT,
  lastAt: INSTANT,
});

const ENROLLED_AGENT = open({
  agent: HASH,
  publicKey: PUBLIC_KEY,
  subject: SUBJECT_ID,
  enrolledAt: INSTANT,
  seq: COUNT,
  lastReceivedAt: INSTANT_OR_NULL,
  lastEvent: NAME_OR_NULL,
  lastWrittenAt: INSTANT_OR_NULL,
  version: NAME_OR_NULL,
  policy: { ...open({ hash: HASH, version: NUMBER_OR_NULL }), type: ['object', 'null'] },
  findings: list(AGENT_FINDING, { max: 1000 }),
});

export const AGENTS_ANSWER = open({ agents: list(ENROLLED_AGENT, { max: MAX_LIST }) });

const ACCESS_RECORD = closed({
  v: { type: 'integer', const: 1 },
  seq: whole(1, Number.MAX_SAFE_INTEGER),
  prev: HASH,
  at: INSTANT,
  event: oneOf(...ACCESS_EVENTS),
  subject: { type: ['string', 'null'], maxLength: 500 },
  session: { type: ['string', 'null'], maxLength: 100 },
  detail: { type: 'object' },
});

/** A line of the journal. */
export const SIGNED_ACCESS_RECORD = closed({ record: ACCESS_RECORD, signature: SIGNATURE });

export const JOURNAL_NAME: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{32}$' };

/** An answer; see AccessView. */
export const ACCESS_VIEW = open({
  journal: JOURNAL_NAME,
  records: list(SIGNED_ACCESS_RECORD, { max: MAX_LIST }),
  next: NUMBER_OR_NULL,
});

/** An answer; see LogView. */
export const LOG_VIEW = open({
  origin: text(300),
  publicKey: PUBLIC_KEY,
  size: COUNT,
  checkpoint: { type: ['string', 'null'], minLength: 1, maxLength: 20_000 },
  consistency: PROOF,
  publishedSize: COUNT,
  unindexed: COUNT,
  problems: list(text(300), { max: 100 }),
});

export const RECORDS_HEAD = open({ seq: COUNT, hash: HASH, receipt: RECEIPT_OR_NULL });

export const RECORDS_REQUEST = closed({
  records: list(closed({ record: RECORD, signature: SIGNATURE }), { min: 1, max: MAX_LIST }),
  logSize: COUNT,
});

export const RECORDS_RESPONSE = open({ acknowledged: COUNT, receipt: RECEIPT_OR_NULL });

export const RECORDS_PAGE = open({ records: list(STORED_RECORD, { max: MAX_LIST }), next: NUMBER_OR_NULL });

export const APPROVALS_PAGE = open({ approvals: list(APPROVAL, { max: MAX_LIST }), next: NUMBER_OR_NULL });

export const APPROVAL_REVIEW = open({
  diff: PUSH_DIFF_OR_NULL,
  isDestroyed: { type: 'boolean' },
  earlier: list(APPROVAL, { max: 1000 }),
});

export const VOTE_REQUEST = closed({ verdict: oneOf('approve', 'deny'), reason: textOrEmpty(2000) });

export const SIGN_IN_REQUEST = closed({ token: text(200) });

/** See NativeClient. */
export const NATIVE_CLIENT = open({
  issuer: { ...text(500), pattern: '^https?://' },
  clientId: text(500),
  scopes: list(text(100), { max: 20 }),
  parameters: { type: 'object', maxProperties: 10, additionalProperties: text(500) },
});

/** An answer; see SignInWays. */
export const SIGN_IN_WAYS = open({
  way: oneOf('token', 'provider'),
  provider: { type: ['string', 'null'], maxLength: 300 },
  native: { ...NATIVE_CLIENT, type: ['object', 'null'] },
});

/** An answer; see AgentTokenAnswer. */
export const AGENT_TOKEN_ANSWER = open({
  name: text(60),
  token: { type: 'string', pattern: '^[A-Za-z0-9_-]{20,200}$' },
  subject: text(200),
  groups: list(text(200), { max: 1000 }),
  expiresAt: INSTANT,
});

const RENEWED = { type: 'string', maxLength: 60 } as const;

export const AGENT_TOKEN_REQUEST = {
  anyOf: [
    closed({ renew: { ...RENEWED, type: ['string', 'null'] } }),
    closed({ renew: RENEWED, token: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' } }),
  ],
};

export const CLAIM_REQUEST = closed({ exchange: EXCHANGE_ID });

export const SPEND_REQUEST = closed({
  exchange: EXCHANGE_ID,
  outcome: oneOf('succeeded', 'failed', 'unknown'),
});

/** Numbers of a query string are text until they have this shape. */
const DIGITS: JsonSchema = { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,14})$' };

export const ACCESS_QUERY = optional({ after: DIGITS, limit: DIGITS, order: oneOf('oldest', 'newest') });

export const LOG_QUERY = optional({ knownSize: DIGITS });

export const RECORDS_HEAD_QUERY = optional({ logSize: DIGITS });

export const RECORDS_QUERY = optional({
  after: DIGITS,
  limit: DIGITS,
  session: text(200),
  exchange: text(200),
  event: oneOf(...AUDIT_EVENTS),
  agent: HASH,
  subject: text(500),
  actor: text(100),
  repository: text(1000),
  ref: text(1000),
  rule: text(200),
  model: text(200),
  masked: text(200),
  decision: oneOf(...RECORD_DECISIONS),
  since: INSTANT,
  until: INSTANT,
  words: text(500),
  order: oneOf('oldest', 'newest'),
});

export const APPROVALS_QUERY = optional({
  state: oneOf('pending', 'granted', 'denied', 'claimed', 'spent', 'expired', 'cancelled'),
  id: { type: 'string', pattern: '^[0-9a-f]{1,20}$' },
  after: DIGITS,
  limit: DIGITS,
  order: oneOf('oldest', 'newest'),
});

export const COLLECTOR_EVENT: JsonSchema = {
  type: 'object',
  required: ['kind'],
  oneOf: [
    open({ kind: oneOf('approval'), approval: APPROVAL }),
    open({ kind: oneOf('record'), record: STORED_RECORD }),
    open({ kind: oneOf('feed'), timestampVersion: whole(1, Number.MAX_SAFE_INTEGER) }),
  ],
};

export const API_ERROR = open({
  error: open({
    code: oneOf(...API_ERROR_CODES),
    message: textOrEmpty(4000),
    hint: textOrEmpty(4000),
  }),
});
