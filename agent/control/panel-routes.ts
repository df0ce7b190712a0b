import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { VoteRequest } from '../../protocol/approvals-api.ts';
import { VOTE_REQUEST } from '../../protocol/collector-schema.ts';
import {
  APPROVAL_PARAMS,
  DISPUTE_REQUEST,
  MASKED_REF,
  POLICY_QUESTION,
} from '../../protocol/panel-schema.ts';
import type { DisputeRequest, MaskedRef, PolicyQuestion } from '../../protocol/panel-view.ts';
import { closed } from '../../protocol/schema.ts';
import { ControlFault } from './control-fault.ts';
import type { PanelDesk, SessionCredentials } from './panel-desk.ts';

interface ById {
  readonly id: string;
}

const REVISION = closed({ after: { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,14})$' } });

/** What `protocol/control.ts` lists for the panel. */
export function panelRoutes(app: FastifyInstance, desk: PanelDesk): void {
  app.get('/v1/holds', async () => desk.holds());
  app.post<{ Params: ById }>('/v1/holds/:id/cancel', { schema: { params: APPROVAL_PARAMS } }, (request) =>
    desk.cancel(request.params.id),
  );
  app.get('/v1/inbox', (request) => desk.inbox(tokenOf(request)));
  app.get<{ Params: ById }>('/v1/inbox/:id/review', { schema: { params: APPROVAL_PARAMS } }, (request) =>
    desk.review(tokenOf(request), request.params.id),
  );
  app.post<{ Params: ById; Body: VoteRequest }>(
    '/v1/inbox/:id/votes',
    { schema: { params: APPROVAL_PARAMS, body: VOTE_REQUEST } },
    (request) => desk.vote(tokenOf(request), request.params.id, request.body),
  );
  app.get('/v1/masked', async () => desk.masked());
  app.post<{ Body: MaskedRef }>('/v1/masked/original', { schema: { body: MASKED_REF } }, async (request) =>
    desk.original(request.body, credentialsOf(request)),
  );
  app.post<{ Body: DisputeRequest }>(
    '/v1/masked/dispute',
    { schema: { body: DISPUTE_REQUEST } },
    async (request, reply) => {
      await desk.dispute(request.body, credentialsOf(request));
      return reply.code(204).send();
    },
  );
  app.get('/v1/activity', async () => desk.activity());
  app.post<{ Body: PolicyQuestion }>('/v1/policy', { schema: { body: POLICY_QUESTION } }, (request) =>
    desk.policy(request.body),
  );
  app.get<{ Querystring: { readonly after: string } }>(
    '/v1/changes',
    { schema: { querystring: REVISION } },
    (request) => desk.changes(Number(request.query.after), goneOf(request)),
  );
}

/** RFC 6750, 2.1: a person's token for the collector, which is passed on and not kept. */
function tokenOf({ headers }: FastifyRequest): string {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,8192})$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw new ControlFault('unauthenticated', 'sign in as a reviewer first');
  return token;
}

/** RFC 7617: user and password of the session's proxy URL. */
function credentialsOf({ headers }: FastifyRequest): SessionCredentials | null {
  const written = /^Basic ([A-Za-z0-9+/=]{1,1000})$/.exec(headers.authorization ?? '')?.[1];
  if (written === undefined) return null;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(written, 'base64').toString('utf8')) ?? [];
  return user === undefined || password === undefined ? null : { user, password };
}

/** Aborts when whoever asked has gone. */
function goneOf({ raw }: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  raw.socket.once('close', () => gone.abort());
  return gone.signal;
}
