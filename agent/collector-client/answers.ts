import { Ajv, type ValidateFunction } from 'ajv';
import type { Approval, SignedClaim } from '../../protocol/approval.ts';
import { APPROVAL, SIGNED_CLAIM } from '../../protocol/approval-schema.ts';
import type { ApprovalReview, ApprovalsPage } from '../../protocol/approvals-api.ts';
import type {
  AccessView,
  AgentsAnswer,
  AgentTokenAnswer,
  ApiError,
  CollectorEvent,
  EnrolResponse,
  LogView,
  RecordsHead,
  RecordsPage,
  RecordsResponse,
} from '../../protocol/collector-api.ts';
import {
  ACCESS_VIEW,
  AGENT_TOKEN_ANSWER,
  AGENTS_ANSWER,
  API_ERROR,
  APPROVAL_REVIEW,
  APPROVALS_PAGE,
  COLLECTOR_EVENT,
  ENROL_RESPONSE,
  LOG_VIEW,
  RECORDS_HEAD,
  RECORDS_PAGE,
  RECORDS_RESPONSE,
} from '../../protocol/collector-schema.ts';
import type { Overview } from '../../protocol/overview.ts';
import { OVERVIEW } from '../../protocol/overview-schema.ts';
import { CALLER_VIEW } from '../../protocol/panel-schema.ts';
import type { CallerView } from '../../protocol/panel-view.ts';
import type { Hold, HoldsAnswer, RetentionView } from '../../protocol/retention.ts';
import { HOLD, HOLDS_ANSWER, RETENTION_VIEW } from '../../protocol/retention-schema.ts';
import type { RevocationsAnswer, Revoked, SignedRevocations } from '../../protocol/revocation.ts';
import { REVOCATIONS_ANSWER, REVOKED, SIGNED_REVOCATIONS } from '../../protocol/revocation-schema.ts';
import { CollectorError } from './collector-error.ts';
import type { Answer } from './transport.ts';

const ajv = new Ajv({ allowUnionTypes: true });

/** What each answer must look like before anything is believed of it. */
export const SHAPES = {
  access: ajv.compile<AccessView>(ACCESS_VIEW),
  agentToken: ajv.compile<AgentTokenAnswer>(AGENT_TOKEN_ANSWER),
  agents: ajv.compile<AgentsAnswer>(AGENTS_ANSWER),
  approval: ajv.compile<Approval>(APPROVAL),
  approvals: ajv.compile<ApprovalsPage>(APPROVALS_PAGE),
  caller: ajv.compile<CallerView>(CALLER_VIEW),
  claim: ajv.compile<SignedClaim>(SIGNED_CLAIM),
  enrolment: ajv.compile<EnrolResponse>(ENROL_RESPONSE),
  event: ajv.compile<CollectorEvent>(COLLECTOR_EVENT),
  head: ajv.compile<RecordsHead>(RECORDS_HEAD),
  acknowledged: ajv.compile<RecordsResponse>(RECORDS_RESPONSE),
  overview: ajv.compile<Overview>(OVERVIEW),
  review: ajv.compile<ApprovalReview>(APPROVAL_REVIEW),
  log: ajv.compile<LogView>(LOG_VIEW),
  hold: ajv.compile<Hold>(HOLD),
  holds: ajv.compile<HoldsAnswer>(HOLDS_ANSWER),
  retention: ajv.compile<RetentionView>(RETENTION_VIEW),
  revoked: ajv.compile<Revoked>(REVOKED),
  revocations: ajv.compile<RevocationsAnswer>(REVOCATIONS_ANSWER),
  signedRevocations: ajv.compile<SignedRevocations>(SIGNED_REVOCATIONS),
  records: ajv.compile<RecordsPage>(RECORDS_PAGE),
} as const;

const isApiError = ajv.compile<ApiError>(API_ERROR);

/** The answer as `shape` says it is. Throws CollectorError: `refused` with the API's code, or `malformed`. */
export function readAnswer<T>(answer: Answer, shape: ValidateFunction<T>): T {
  if (answer.status !== 200 && answer.status !== 201) throw refusalOf(answer);
  return readJson(answer.body, shape);
}

/** JSON of the collector's. The message says where it is wrong and never repeats what it says. */
export function readJson<T>(text: string, shape: ValidateFunction<T>): T {
  const value = parse(text);
  if (shape(value)) return value;
  const [first] = shape.errors ?? [];
  const where = first === undefined ? 'its shape' : `${first.instancePath || '/'} ${first.message ?? ''}`;
  throw new CollectorError('malformed', `the collector's answer is not what was expected: ${where}`);
}

/** An error of the API's; any other one is of something that stands before a collector which is away. */
export function refusalOf({ status, body, retryAfterMs }: Answer): CollectorError {
  const value = parse(body);
  if (isApiError(value)) {
    const { code, message, hint } = value.error;
    return new CollectorError('refused', message, { refusal: code, hint, retryAfterMs });
  }
  if (status >= 500) return new CollectorError('unreachable', `the collector is away: status ${status}`);
  return new CollectorError('malformed', `the collector answered with status ${status} and no reason`);
}

/** Undefined, which no shape allows, where the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
