import { APPROVAL, APPROVAL_ASK, SIGNED_CLAIM } from '../../protocol/approval-schema.ts';
import {
  ACCESS_VIEW,
  AGENT_TOKEN_ANSWER,
  AGENT_TOKEN_REQUEST,
  AGENTS_ANSWER,
  API_ERROR,
  APPROVAL_REVIEW,
  APPROVALS_PAGE,
  CI_TOKEN_REQUEST,
  CLAIM_REQUEST,
  COLLECTOR_EVENT,
  ENROL_REQUEST,
  ENROL_RESPONSE,
  LOG_VIEW,
  RECORDS_HEAD,
  RECORDS_PAGE,
  RECORDS_REQUEST,
  RECORDS_RESPONSE,
  SIGN_IN_REQUEST,
  SIGN_IN_WAYS,
  SPEND_REQUEST,
  VOTE_REQUEST,
} from '../../protocol/collector-schema.ts';
import { CONFIGURATION_VIEW, FEED_VIEW } from '../../protocol/configuration-schema.ts';
import { DRY_RUN, PUBLISHED_POLICIES } from '../../protocol/dry-run-schema.ts';
import { OVERVIEW } from '../../protocol/overview-schema.ts';
import { CALLER_VIEW } from '../../protocol/panel-schema.ts';
import { HOLD, HOLD_REQUEST, HOLDS_ANSWER, RETENTION_VIEW } from '../../protocol/retention-schema.ts';
import {
  REVOCATION,
  REVOCATIONS_ANSWER,
  REVOKE_REQUEST,
  REVOKED,
  SIGNED_REVOCATIONS,
} from '../../protocol/revocation-schema.ts';
import { closed, INSTANT, type JsonSchema, list, oneOf, open, text } from '../../protocol/schema.ts';
import {
  SIGNED_STEP_UP,
  STEP_UP_ANSWER,
  STEP_UP_QUESTION,
  STEP_UP_SESSION,
  STEP_UP_STATEMENT_REQUEST,
} from '../../protocol/step-up-schema.ts';

/** What a route answers when it does what it was asked for. */
export interface RouteAnswer {
  readonly summary: string;
  readonly status: number;
  /** Null: no body. */
  readonly body: { readonly type: string; readonly schema: JsonSchema } | null;
}

const ROLES = list(text(100), { max: 10 });
const GROUPS = list(text(200), { max: 1000 });
const LOGGED_IN: JsonSchema = { ...INSTANT, type: ['string', 'null'] };
const SESSION_VIEW = {
  ...{ subject: text(500), roles: ROLES, groups: GROUPS, expiresAt: INSTANT },
  loggedInAt: LOGGED_IN,
};
const SESSION_VIEW_ANSWER = open(SESSION_VIEW);
const SESSION_ANSWER = open({ ...SESSION_VIEW, key: text(200) });
const READINESS = open({
  status: oneOf('ready', 'degraded', 'not-ready'),
  problems: list(text(300), { max: 100 }),
});
const BYTES: JsonSchema = { type: 'string', format: 'binary' };

/** Schemas that have a name in the document. */
export const NAMED: ReadonlyMap<JsonSchema, string> = new Map([
  [ACCESS_VIEW, 'AccessView'],
  [AGENT_TOKEN_ANSWER, 'AgentTokenAnswer'],
  [AGENT_TOKEN_REQUEST, 'AgentTokenRequest'],
  [AGENTS_ANSWER, 'AgentsAnswer'],
  [API_ERROR, 'ApiError'],
  [APPROVAL, 'Approval'],
  [APPROVAL_ASK, 'ApprovalAsk'],
  [APPROVAL_REVIEW, 'ApprovalReview'],
  [APPROVALS_PAGE, 'ApprovalsPage'],
  [CALLER_VIEW, 'CallerView'],
  [CI_TOKEN_REQUEST, 'CiTokenRequest'],
  [CLAIM_REQUEST, 'ClaimRequest'],
  [COLLECTOR_EVENT, 'CollectorEvent'],
  [CONFIGURATION_VIEW, 'ConfigurationView'],
  [DRY_RUN, 'DryRun'],
  [ENROL_REQUEST, 'EnrolRequest'],
  [ENROL_RESPONSE, 'EnrolResponse'],
  [FEED_VIEW, 'FeedView'],
  [HOLD, 'Hold'],
  [HOLD_REQUEST, 'HoldRequest'],
  [HOLDS_ANSWER, 'HoldsAnswer'],
  [LOG_VIEW, 'LogView'],
  [OVERVIEW, 'Overview'],
  [PUBLISHED_POLICIES, 'PublishedPolicies'],
  [READINESS, 'Readiness'],
  [RECORDS_HEAD, 'RecordsHead'],
  [RECORDS_PAGE, 'RecordsPage'],
  [RECORDS_REQUEST, 'RecordsRequest'],
  [RECORDS_RESPONSE, 'RecordsResponse'],
  [RETENTION_VIEW, 'RetentionView'],
  [REVOCATION, 'Revocation'],
  [REVOCATIONS_ANSWER, 'RevocationsAnswer'],
  [REVOKE_REQUEST, 'RevokeRequest'],
  [REVOKED, 'Revoked'],
  [SESSION_ANSWER, 'WebSession'],
  [SESSION_VIEW_ANSWER, 'WebSessionView'],
  [SIGN_IN_REQUEST, 'SignInRequest'],
  [SIGN_IN_WAYS, 'SignInWays'],
  [SIGNED_CLAIM, 'SignedClaim'],
  [SIGNED_REVOCATIONS, 'SignedRevocations'],
  [SPEND_REQUEST, 'SpendRequest'],
  [SIGNED_STEP_UP, 'SignedStepUp'],
  [STEP_UP_ANSWER, 'StepUpAnswer'],
  [STEP_UP_QUESTION, 'StepUpQuestion'],
  [STEP_UP_SESSION, 'StepUpSession'],
  [STEP_UP_STATEMENT_REQUEST, 'StepUpStatementRequest'],
  [VOTE_REQUEST, 'VoteRequest'],
]);

/** By method and path as they are registered. Every route of the API has its row; a test holds that. */
export const ANSWERS: Readonly<Record<string, RouteAnswer>> = {
  'GET /healthz': json('The collector runs', closed({ status: oneOf('ok') })),
  'GET /readyz': json(
    'Requests may be sent here; `problems` has what cannot be done all the same',
    READINESS,
  ),
  'GET /openapi.json': json('This document', { type: 'object' }),
  'GET /log/checkpoint': bytes('The newest published checkpoint (C2SP tlog-checkpoint)', 'text/plain'),
  'GET /log/tile/*': bytes('A tile of the log, or a bundle of its entries (C2SP tlog-tiles)'),
  'GET /feed/*': bytes('A file of the policy feed (TUF)'),
  'GET /v1/sign-in': json('How people sign in here', SIGN_IN_WAYS),
  'POST /v1/session': created('Sign in with a token of the collector', SESSION_ANSWER),
  'GET /v1/session': json('Whom this session is of', SESSION_VIEW_ANSWER),
  'DELETE /v1/session': { summary: 'Sign out', status: 204, body: null },
  'GET /v1/login': redirect('To the identity provider'),
  'GET /v1/login/callback': redirect('Back from the identity provider, to the pages'),
  'POST /v1/login/session': created('Open a session after a sign-in at the provider', SESSION_ANSWER),
  'POST /v1/step-ups': created('Begin a fresh login of a program', STEP_UP_QUESTION),
  'POST /v1/step-ups/session': created('Open a session after a fresh login', STEP_UP_SESSION),
  'POST /v1/step-ups/statement': json('Say to an agent that the caller has logged in', SIGNED_STEP_UP),
  'GET /v1/caller': json('Whom the collector takes the caller for', CALLER_VIEW),
  'POST /v1/agent-tokens': created('Let an agent work for the caller', AGENT_TOKEN_ANSWER),
  'DELETE /v1/agent-tokens': { summary: 'End the token of the calling agent', status: 204, body: null },
  'POST /v1/ci-tokens': created("Let an agent work for a pipeline's job", AGENT_TOKEN_ANSWER),
  'POST /v1/agents': json('Enrol the agent of this token', ENROL_RESPONSE),
  'GET /v1/agents': json('Agents, and what is odd about their records', AGENTS_ANSWER),
  'GET /v1/access': json('Who signed in, and who read what', ACCESS_VIEW),
  'GET /v1/revocations/signed': json('What is revoked, signed, for agents', SIGNED_REVOCATIONS),
  'GET /v1/revocations': json('What is revoked, by whom and why', REVOCATIONS_ANSWER),
  'POST /v1/revocations': created('Revoke a subject, session, agent or approval', REVOKED),
  'DELETE /v1/revocations/:id': { summary: 'Lift a revocation', status: 204, body: null },
  'GET /v1/retention': json(
    'How long what was said is kept, and what would be destroyed now',
    RETENTION_VIEW,
  ),
  'GET /v1/holds': json('What is kept whatever its age', HOLDS_ANSWER),
  'POST /v1/holds': created('Keep what was said whatever its age', HOLD),
  'DELETE /v1/holds/:id': { summary: 'Release a hold', status: 204, body: null },
  'GET /v1/log': json('What the log has', LOG_VIEW),
  'GET /v1/configuration': json('How the collector is set up', CONFIGURATION_VIEW),
  'GET /v1/feed': json('What the policy feed says of itself', FEED_VIEW),
  'GET /v1/policies': json('Policies that the feed has', PUBLISHED_POLICIES),
  'GET /v1/policies/:file/dry-run': json(
    'What a published policy would have decided about what was recorded',
    DRY_RUN,
  ),
  'GET /v1/overview': json('What happened, summed up by the hour', OVERVIEW),
  'GET /v1/records/head': json('The last record of the calling agent', RECORDS_HEAD),
  'POST /v1/records': json('Take records of the calling agent', RECORDS_RESPONSE),
  'GET /v1/records': json('Search records', RECORDS_PAGE),
  'POST /v1/approvals': created('Ask reviewers', APPROVAL),
  'GET /v1/approvals': json('Approvals', APPROVALS_PAGE),
  'GET /v1/approvals/:id': json('An approval', APPROVAL),
  'GET /v1/approvals/:id/review': json('What a reviewer decides by', APPROVAL_REVIEW),
  'POST /v1/approvals/:id/votes': json('Approve or deny', APPROVAL),
  'POST /v1/approvals/:id/claim': json('Take a grant for one operation', SIGNED_CLAIM),
  'POST /v1/approvals/:id/spend': json('Say what became of the operation', APPROVAL),
  'POST /v1/approvals/:id/cancel': json('Withdraw the question', APPROVAL),
  'GET /v1/events': {
    summary: 'Live updates: server-sent events whose data is a CollectorEvent',
    status: 200,
    body: { type: 'text/event-stream', schema: COLLECTOR_EVENT },
  },
};

function json(summary: string, schema: JsonSchema, status = 200): RouteAnswer {
  return { summary, status, body: { type: 'application/json', schema } };
}

function created(summary: string, schema: JsonSchema): RouteAnswer {
  return json(summary, schema, 201);
}

function bytes(summary: string, type = 'application/octet-stream'): RouteAnswer {
  return { summary, status: 200, body: { type, schema: BYTES } };
}

function redirect(summary: string): RouteAnswer {
  return { summary, status: 303, body: null };
}
