import { APPROVAL, APPROVAL_ID, EXCHANGE_ID, SUBJECT_ID } from './approval-schema.ts';
import {
  closed,
  HASH,
  INSTANT,
  type JsonSchema,
  list,
  oneOf,
  open,
  text,
  textOrEmpty,
  whole,
} from './schema.ts';
import { ACTORS } from './subject.ts';

/** Schemas of the types in panel-view.ts. What is asked is closed; what is told may say more. */
const COUNT = whole(0, Number.MAX_SAFE_INTEGER);
const NAME = textOrEmpty(4000);
const SESSION_ID = text(64);
const INSTANT_OR_NULL: JsonSchema = { ...INSTANT, type: ['string', 'null'] };
const NAME_OR_NULL: JsonSchema = { type: ['string', 'null'], maxLength: 4000 };
const MAX_LIST = 1000;
/** A vault holds no longer one. */
export const MAX_SECRET_CHARS = 1024 ** 2;

export const PLACEHOLDER: JsonSchema = {
  type: 'string',
  pattern: '^CSG_[A-Z0-9]{2,8}_[0-9A-HJKMNP-TV-Z]{8,24}$',
};

const HOLD_END: JsonSchema = {
  ...open({
    kind: oneOf(
      'granted',
      'denied',
      'claimed',
      'spent',
      'expired',
      'cancelled',
      'timed-out',
      'client-gone',
      'lost',
    ),
    at: INSTANT,
  }),
  type: ['object', 'null'],
};

const HOLD = open({
  approval: APPROVAL,
  exchange: EXCHANGE_ID,
  session: SESSION_ID,
  since: INSTANT,
  until: INSTANT,
  end: HOLD_END,
});

export const HOLDS_ANSWER = open({ holds: list(HOLD, { max: MAX_LIST }) });

export const CANCEL_ANSWER = open({ withdrawn: { type: 'boolean' } });

export const CALLER_VIEW = open({
  subject: SUBJECT_ID,
  roles: list(oneOf('agent', 'developer', 'reviewer', 'auditor', 'policy-publisher', 'gateway', 'admin'), {
    min: 1,
    max: 7,
  }),
  groups: list(text(200), { max: MAX_LIST }),
  loggedInAt: INSTANT_OR_NULL,
});

export const INBOX_ANSWER = open({ me: CALLER_VIEW, approvals: list(APPROVAL, { max: MAX_LIST }) });

const MASKED_PLACE = open({
  at: INSTANT,
  exchange: EXCHANGE_ID,
  operation: text(100),
  target: NAME,
  where: NAME,
  count: COUNT,
  replaced: { type: 'boolean' },
  prompt: NAME,
});

const MASKED_SECRET = open({
  session: SESSION_ID,
  program: NAME,
  placeholder: PLACEHOLDER,
  rule: text(200),
  places: list(MASKED_PLACE, { max: MAX_LIST }),
  count: COUNT,
  original: oneOf('kept', 'forgotten'),
  disputedAt: INSTANT_OR_NULL,
});

export const MASKED_ANSWER = open({ secrets: list(MASKED_SECRET, { max: MAX_LIST }) });

const MASKED_REF_MEMBERS = { session: SESSION_ID, placeholder: PLACEHOLDER };

export const MASKED_REF = closed(MASKED_REF_MEMBERS);

export const DISPUTE_REQUEST = closed({ ...MASKED_REF_MEMBERS, reason: text(2000) });

export const ORIGINAL_ANSWER = open({ secret: textOrEmpty(MAX_SECRET_CHARS) });

const DECISION = open({
  what: NAME,
  verdict: oneOf('accepted', 'refused'),
  rules: list(text(200), { max: MAX_LIST }),
  reason: NAME,
  approval: { type: ['string', 'null'], maxLength: 200 },
  approvedBy: list(SUBJECT_ID, { max: MAX_LIST }),
});

const TURN_STATE: JsonSchema = {
  type: 'object',
  required: ['kind'],
  oneOf: [
    open({ kind: oneOf('open') }),
    open({ kind: oneOf('held'), approval: text(200) }),
    open({ kind: oneOf('passed'), at: INSTANT }),
    open({ kind: oneOf('failed'), at: INSTANT, reason: NAME }),
    open({ kind: oneOf('refused'), at: INSTANT, step: NAME, code: NAME, reason: NAME, rule: NAME_OR_NULL }),
  ],
};

const TURN = open({
  exchange: EXCHANGE_ID,
  at: INSTANT,
  operation: text(100),
  where: NAME,
  what: list(NAME, { max: MAX_LIST }),
  said: list(open({ side: oneOf('prompt', 'answer'), origin: NAME, text: NAME }), { max: MAX_LIST }),
  secrets: COUNT,
  decisions: list(DECISION, { max: MAX_LIST }),
  state: TURN_STATE,
});

const SESSION = open({
  id: SESSION_ID,
  program: NAME,
  actor: oneOf(...ACTORS),
  openedAt: INSTANT,
  closedAt: INSTANT_OR_NULL,
  turns: list(TURN, { max: MAX_LIST }),
  quiet: list(open({ operation: text(100), count: COUNT }), { max: MAX_LIST }),
  dropped: COUNT,
});

export const ACTIVITY_ANSWER = open({ sessions: list(SESSION, { max: MAX_LIST }) });

export const POLICY_QUESTION = closed({ remote: NAME_OR_NULL, branch: NAME_OR_NULL });

const RULE = open({
  id: text(200),
  effect: oneOf('allow', 'deny', 'require_approval', 'mask', 'scope'),
  mode: oneOf('enforce', 'warn', 'observe'),
  on: list(text(100), { max: MAX_LIST }),
  message: NAME,
  approvers: textOrEmpty(100_000),
});

const OUTCOME = open({
  what: NAME,
  verdict: oneOf('allow', 'deny', 'require_approval'),
  masked: { type: 'boolean' },
  rules: list(text(200), { max: MAX_LIST }),
  reason: NAME,
});

const WORKSPACE: JsonSchema = {
  ...open({ repository: NAME, branch: NAME_OR_NULL, outcomes: list(OUTCOME, { max: MAX_LIST }) }),
  type: ['object', 'null'],
};

const VERSION: JsonSchema = { type: ['integer', 'null'], minimum: 0 };
const ORIGIN = oneOf('file', 'feed');

export const POLICY_VIEW = open({
  state: {
    type: 'object',
    required: ['kind'],
    oneOf: [
      open({ kind: oneOf('enforced'), hash: HASH, version: VERSION, origin: ORIGIN }),
      open({ kind: oneOf('none'), reason: NAME, origin: ORIGIN }),
    ],
  },
  rules: list(RULE, { max: 10_000 }),
  workspace: WORKSPACE,
});

export const REVISION_ANSWER = open({ revision: COUNT });

export const APPROVAL_PARAMS = closed({ id: APPROVAL_ID });
