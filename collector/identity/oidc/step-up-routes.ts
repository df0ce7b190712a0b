import type { FastifyInstance } from 'fastify';
import { statementBytes } from '../../../protocol/signed-statement.ts';
import type {
  SignedStepUp,
  StepUpAnswer,
  StepUpQuestion,
  StepUpSession,
  StepUpStatementRequest,
} from '../../../protocol/step-up.ts';
import { stepUpJson } from '../../../protocol/step-up.ts';
import { STEP_UP_ANSWER, STEP_UP_STATEMENT_REQUEST } from '../../../protocol/step-up-schema.ts';
import type { AccessAudit } from '../../access/access-audit.ts';
import { ApiFault } from '../../api-fault.ts';
import type { CollectorLimits } from '../../limits.ts';
import { callerOf } from '../authenticate.ts';
import type { Role } from '../caller.ts';
import type { CollectorKey } from '../collector-key.ts';
import { viewOf } from '../session-opener.ts';
import type { WebSessions } from '../web-sessions.ts';
import type { StepUps } from './step-up.ts';

/** Whoever has a program may ask. */
export function stepUpQuestionRoute(routes: FastifyInstance, stepUps: StepUps): void {
  routes.post<{ Reply: StepUpQuestion }>('/v1/step-ups', async (_request, reply) =>
    reply.code(201).send(await stepUps.ask()),
  );
}

export interface StepUpRoutePorts {
  readonly stepUps: StepUps;
  readonly sessions: WebSessions;
  readonly key: Pick<CollectorKey, 'sign'>;
  readonly audit: Pick<AccessAudit, 'signedIn'>;
  readonly limits: Pick<CollectorLimits, 'stepUpMs'>;
}

const PEOPLE = { roles: ['developer', 'reviewer', 'auditor', 'policy-publisher', 'admin'] satisfies Role[] };

/** For people who are known by a token of their identity provider, and then by the session that it got them. */
export function stepUpRoutes(routes: FastifyInstance, ports: StepUpRoutePorts): void {
  const { stepUps, sessions, key, audit, limits } = ports;
  routes.post<{ Body: StepUpAnswer; Reply: StepUpSession }>(
    '/v1/step-ups/session',
    { config: PEOPLE, schema: { body: STEP_UP_ANSWER } },
    async (request, reply) => {
      const caller = await stepUps.answer(request.body.idToken, callerOf(request));
      const { session, halves } = await sessions.open(caller, limits.stepUpMs);
      await audit.signedIn(session);
      const token = `${halves.cookie}.${halves.key}`;
      return reply.code(201).send({ ...viewOf(session), token });
    },
  );
  routes.post<{ Body: StepUpStatementRequest; Reply: SignedStepUp }>(
    '/v1/step-ups/statement',
    { config: PEOPLE, schema: { body: STEP_UP_STATEMENT_REQUEST } },
    async (request) => {
      const { subject, loggedInAt } = callerOf(request);
      if (loggedInAt === null) throw new ApiFault('stale-login', 'nothing says when you logged in');
      const { agent, challenge } = request.body;
      const at = new Date(loggedInAt).toISOString();
      const statement = { agent, challenge, subject, loggedInAt: at };
      const signature = key.sign(statementBytes('countersign-step-up-v1', stepUpJson(statement)));
      return { statement, signature };
    },
  );
}
