import { REQUEST_KINDS } from './approval.ts';
import { PUSH_DIFF_OR_NULL } from './push-diff-schema.ts';
import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  requiring,
  SIGNATURE,
  text,
  textOrEmpty,
  whole,
} from './schema.ts';

/** Schemas of the types in approval.ts. Lengths are of printable text, in which one character can be ten. */
const MAX_RULES = 100;
/** Groups of a policy are spelt out, so that a rule may name a good many. */
const MAX_APPROVERS = 1000;
const MAX_DURATION_MS = 366 * 24 * 60 * 60 * 1000;
const OBJECT_ID: JsonSchema = { type: 'string', pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$' };
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);

export const APPROVAL_ID: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{20}$' };

/** Name of an exchange, as an agent makes it. */
export const EXCHANGE_ID = text(200);

export const SUBJECT_ID = text(200);

const RULE = closed({ id: text(200), hash: HASH });

/** Closed in answers too: a member that is not in the digest is a member nobody approved. */
const BOUND_TO = { rules: list(RULE, { min: 1, max: MAX_RULES }), requester: SUBJECT_ID };

/** Who the requester acts for, where that is somebody. */
const ACTS_FOR = { actsFor: SUBJECT_ID };

const PUSH = {
  action: oneOf('git.push'),
  repository: text(2000),
  ref: text(4000),
  oldId: OBJECT_ID,
  newId: OBJECT_ID,
  ...BOUND_TO,
};

const REQUEST = {
  action: oneOf(...REQUEST_KINDS),
  host: text(300),
  path: text(4000),
  request: HASH,
  ...BOUND_TO,
};

const BINDING: JsonSchema = {
  type: 'object',
  required: ['action'],
  oneOf: [PUSH, REQUEST].map((bound) => requiring(Object.keys(bound), { ...bound, ...ACTS_FOR })),
};

const APPROVERS = list(text(210), { min: 1, max: MAX_APPROVERS });

const QUORUM = {
  count: whole(1, MAX_APPROVERS),
  sets: list(APPROVERS, { max: MAX_RULES }),
  reasonRequired: { type: 'boolean' },
  breakGlass: list(text(210), { max: MAX_APPROVERS }),
} as const;

const FRESH_LOGIN = { freshLoginMs: whole(1, MAX_DURATION_MS) };

/** One without approvers, like an ask without requirements, would be granted by nobody. */
const REQUIREMENT = closed({
  rule: RULE,
  message: textOrEmpty(4000),
  approvers: APPROVERS,
  quorum: requiring(Object.keys(QUORUM), { ...QUORUM, ...FRESH_LOGIN }),
  validForMs: whole(1, MAX_DURATION_MS),
  pendingMs: whole(1, MAX_DURATION_MS),
});

const COMMIT = closed({ id: OBJECT_ID, author: textOrEmpty(2001), subject: textOrEmpty(2001) });

const CHANGE = closed({
  commit: text(64),
  path: textOrEmpty(10_241),
  kind: text(40),
  addedLines: COUNT,
  removedLines: COUNT,
  opaque: { type: ['string', 'null'], maxLength: 40 },
  terms: list(text(2001), { max: 32 }),
});

const ASKED_BY = {
  actor: oneOf('ai', 'ci', 'human', 'mixed'),
  program: textOrEmpty(2001),
  session: text(200),
};

const PUSH_SUMMARY = closed({
  kind: oneOf('push'),
  repository: text(10_241),
  ref: text(10_241),
  change: oneOf('create', 'update', 'delete'),
  forced: { type: 'boolean' },
  oldId: OBJECT_ID,
  newId: OBJECT_ID,
  ...ASKED_BY,
  commits: list(COMMIT, { max: 1000 }),
  commitCount: COUNT,
  changes: list(CHANGE, { max: 1000 }),
  changeCount: COUNT,
});

const REQUEST_SUMMARY = closed({
  kind: oneOf('request'),
  host: text(300),
  path: text(10_241),
  request: HASH,
  what: textOrEmpty(2001),
  ...ASKED_BY,
  excerpt: textOrEmpty(40_001),
  chars: COUNT,
  secrets: COUNT,
});

const SUMMARY: JsonSchema = {
  type: 'object',
  required: ['kind'],
  oneOf: [PUSH_SUMMARY, REQUEST_SUMMARY],
};

/** As many bytes as such a file may have. */
const MAX_WORKSPACE_CHARS = 64 * 1024;

export const APPROVAL_ASK = closed({
  binding: BINDING,
  requirements: list(REQUIREMENT, { min: 1, max: MAX_RULES }),
  summary: SUMMARY,
  diff: PUSH_DIFF_OR_NULL,
  workspace: { type: ['string', 'null'], maxLength: MAX_WORKSPACE_CHARS },
});

const APPROVAL_STATE: JsonSchema = {
  type: 'object',
  required: ['kind'],
  oneOf: [
    open({ kind: oneOf('pending', 'expired', 'cancelled') }),
    open({ kind: oneOf('granted'), validUntil: INSTANT }),
    open({ kind: oneOf('denied'), by: SUBJECT_ID, reason: textOrEmpty(4000) }),
    open({ kind: oneOf('claimed', 'spent'), exchange: EXCHANGE_ID }),
  ],
};

const VOTE = open({
  by: SUBJECT_ID,
  verdict: oneOf('approve', 'deny'),
  reason: textOrEmpty(4000),
  at: INSTANT,
});

export const APPROVAL = open({
  id: APPROVAL_ID,
  digest: HASH,
  binding: BINDING,
  requirements: list(REQUIREMENT, { min: 1, max: MAX_RULES }),
  summary: SUMMARY,
  state: APPROVAL_STATE,
  votes: list(VOTE, { max: 10_000 }),
  askedAt: INSTANT,
  expiresAt: INSTANT,
});

const MET_RULE = {
  rule: RULE,
  how: oneOf('quorum', 'break-glass'),
  by: list(SUBJECT_ID, { min: 1, max: 1000 }),
};

const LOGINS = {
  logins: list(closed({ by: SUBJECT_ID, loggedInAt: INSTANT, approvedAt: INSTANT }), { max: 1000 }),
};

/** Closed: the signature covers every member. */
export const SIGNED_CLAIM = open({
  claim: closed({
    approval: APPROVAL_ID,
    digest: HASH,
    exchange: EXCHANGE_ID,
    approvedBy: list(SUBJECT_ID, { min: 1, max: 1000 }),
    met: list(requiring(Object.keys(MET_RULE), { ...MET_RULE, ...LOGINS }), { min: 1, max: MAX_RULES }),
    claimedAt: INSTANT,
    validUntil: INSTANT,
  }),
  signature: SIGNATURE,
});
