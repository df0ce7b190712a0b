import type { FastifyInstance } from 'fastify';
import type { Approval, ApprovalAsk, ApprovalState, SignedClaim } from '../../protocol/approval.ts';
import { APPROVAL_ASK, APPROVAL_ID } from '../../protocol/approval-schema.ts';
import type {
  ApprovalReview,
  ApprovalsPage,
  ClaimRequest,
  SpendRequest,
  VoteRequest,
} from '../../protocol/approvals-api.ts';
import {
  APPROVALS_QUERY,
  CLAIM_REQUEST,
  SPEND_REQUEST,
  VOTE_REQUEST,
} from '../../protocol/collector-schema.ts';
import { closed, type JsonSchema } from '../../protocol/schema.ts';
import type { CheckPublished } from '../feed/published-rules.ts';
import { callerOf, EVERYBODY } from '../identity/authenticate.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import { pageLimit } from '../page-limit.ts';
import type { ApprovalRoom } from './approval-room.ts';
import { present } from './present.ts';

interface ById {
  readonly id: string;
}

/** A query string as its schema lets it through. */
interface ApprovalsQueryString {
  readonly state?: ApprovalState['kind'];
  readonly id?: string;
  readonly after?: string;
  readonly limit?: string;
  readonly order?: 'oldest' | 'newest';
}

type RouteLimits = Pick<CollectorLimits, 'maxPageSize' | 'maxAskBytes'>;

const params = closed({ id: APPROVAL_ID });
const agents = { roles: ['agent'] satisfies Role[] };
const reviewers = { roles: ['reviewer'] satisfies Role[] };
const owners = { roles: ['agent', 'developer'] satisfies Role[] };
/** The room says who may decide, so that a requester is told the true reason. */
const everybody = { roles: EVERYBODY };

export interface ApprovalPorts {
  readonly room: ApprovalRoom;
  readonly limits: RouteLimits;
  /** Rejects what no published policy asks. */
  readonly checkPublished: CheckPublished;
}

export function approvalRoutes(
  routes: FastifyInstance,
  { room, limits, checkPublished }: ApprovalPorts,
): void {
  routes.post<{ Body: ApprovalAsk; Reply: Approval }>(
    '/v1/approvals',
    { config: agents, schema: { body: APPROVAL_ASK }, bodyLimit: limits.maxAskBytes },
    async (request, reply) => {
      await checkPublished(request.body);
      const { approval, isNew } = await room.ask(request.body, callerOf(request));
      return reply.code(isNew ? 201 : 200).send(approval);
    },
  );
  readingRoutes(routes, room, limits);
  routes.post<{ Params: ById; Body: VoteRequest; Reply: Approval }>(
    '/v1/approvals/:id/votes',
    withBody(everybody, VOTE_REQUEST),
    async (request) => room.vote(request.params.id, request.body, callerOf(request)),
  );
  routes.post<{ Params: ById; Body: ClaimRequest; Reply: SignedClaim }>(
    '/v1/approvals/:id/claim',
    withBody(agents, CLAIM_REQUEST),
    async (request) => room.claim(request.params.id, request.body.exchange, callerOf(request)),
  );
  routes.post<{ Params: ById; Body: SpendRequest; Reply: Approval }>(
    '/v1/approvals/:id/spend',
    withBody(agents, SPEND_REQUEST),
    async (request) => room.spend(request.params.id, request.body, callerOf(request)),
  );
  routes.post<{ Params: ById; Reply: Approval }>(
    '/v1/approvals/:id/cancel',
    { config: owners, schema: { params } },
    async (request) => room.cancel(request.params.id, callerOf(request)),
  );
}

function readingRoutes(routes: FastifyInstance, room: ApprovalRoom, limits: RouteLimits): void {
  routes.get<{ Querystring: ApprovalsQueryString; Reply: ApprovalsPage }>(
    '/v1/approvals',
    { config: { ...everybody, reads: 'approvals' }, schema: { querystring: APPROVALS_QUERY } },
    async (request) => {
      const { state = null, id: idPrefix = null, order = 'oldest', ...query } = request.query;
      const limit = pageLimit(query.limit, limits.maxPageSize);
      const after = query.after === undefined ? null : Number(query.after);
      const rows = await room.page({ state, idPrefix, after, order, limit }, callerOf(request));
      const last = rows.at(-1);
      const next = last === undefined || rows.length < limit ? null : last.number;
      return { approvals: rows.map(present), next };
    },
  );
  routes.get<{ Params: ById; Reply: Approval }>(
    '/v1/approvals/:id',
    { config: { ...everybody, reads: 'approvals' }, schema: { params } },
    async (request) => room.get(request.params.id, callerOf(request)),
  );
  routes.get<{ Params: ById; Reply: ApprovalReview }>(
    '/v1/approvals/:id/review',
    { config: { ...reviewers, reads: 'approvals' }, schema: { params } },
    async (request) => room.review(request.params.id, callerOf(request)),
  );
}

function withBody(config: { readonly roles: readonly Role[] }, body: JsonSchema) {
  return { config, schema: { params, body } };
}
