import type { ApprovalReview } from '../../../protocol/approvals-api.ts';
import { APPROVAL_REVIEW } from '../../../protocol/collector-schema.ts';
import type { PanelAnswer, PanelAsk } from '../../../protocol/panel.ts';
import { CANCEL_ANSWER, ORIGINAL_ANSWER } from '../../../protocol/panel-schema.ts';
import type { OriginalAnswer } from '../../../protocol/panel-view.ts';
import { faultIn } from '../../../protocol/schema-check.ts';

/** One call of the agent's control API (protocol/control.ts). */
export interface AgentCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** Value of the `Authorization` header. */
  readonly authorization?: string;
}

/** A no, in words for people. `code` is the agent's, or `away` where none came. */
export class AgentCallError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'AgentCallError';
    this.code = code;
  }
}

export interface AskPorts {
  /** Throws AgentCallError. */
  readonly call: (call: AgentCall) => Promise<unknown>;
  /** Credentials of a session of this editor, as an `Authorization` header; null for a session of another program. */
  readonly sessionAuthorization: (session: string) => Promise<string | null>;
  /** The reviewer who signed in, as an `Authorization` header; null while nobody did. */
  readonly reviewerAuthorization: () => Promise<string | null>;
}

/** Does what a person pressed, and says what came of it. A no is an answer. */
export async function answerAsk(ask: PanelAsk, ports: AskPorts): Promise<PanelAnswer> {
  try {
    return await grant(ask, ports);
  } catch (cause) {
    if (!(cause instanceof AgentCallError)) throw cause;
    return { kind: 'refused', message: cause.message, hint: HINTS[cause.code] ?? '' };
  }
}

async function grant(ask: PanelAsk, ports: AskPorts): Promise<PanelAnswer> {
  switch (ask.kind) {
    case 'cancel': {
      const answer = await ports.call({ method: 'POST', path: `/v1/holds/${ask.approval}/cancel` });
      return faultIn(CANCEL_ANSWER, answer) === null ? { kind: 'done' } : unexpected();
    }
    case 'review': {
      const authorization = await reviewersAuthorization(ports);
      const path = `/v1/inbox/${ask.approval}/review`;
      const review = await ports.call({ method: 'GET', path, authorization });
      if (faultIn(APPROVAL_REVIEW, review) !== null) return unexpected();
      return { kind: 'review', review: review as ApprovalReview };
    }
    case 'vote': {
      const authorization = await reviewersAuthorization(ports);
      const path = `/v1/inbox/${ask.approval}/votes`;
      await ports.call({ method: 'POST', path, body: ask.vote, authorization });
      return { kind: 'done' };
    }
    case 'original': {
      const authorization = await authorizationFor(ask.of.session, ports);
      const call = { method: 'POST', path: '/v1/masked/original', body: ask.of, authorization } as const;
      const answer = await ports.call(call);
      if (faultIn(ORIGINAL_ANSWER, answer) !== null) return unexpected();
      return { kind: 'original', secret: (answer as OriginalAnswer).secret };
    }
    case 'dispute': {
      const authorization = await authorizationFor(ask.dispute.session, ports);
      await ports.call({ method: 'POST', path: '/v1/masked/dispute', body: ask.dispute, authorization });
      return { kind: 'done' };
    }
  }
}

async function reviewersAuthorization(ports: AskPorts): Promise<string> {
  const authorization = await ports.reviewerAuthorization();
  if (authorization === null) throw new AgentCallError('unauthenticated', 'nobody is signed in');
  return authorization;
}

async function authorizationFor(session: string, ports: AskPorts): Promise<string> {
  const authorization = await ports.sessionAuthorization(session);
  if (authorization !== null) return authorization;
  const message = 'this was kept back in a session of another program, which alone may see it';
  throw new AgentCallError('not-your-session', message);
}

function unexpected(): PanelAnswer {
  return {
    kind: 'refused',
    message: 'the agent answered with something unexpected',
    hint: HINTS['malformed'] ?? '',
  };
}

/** What to do next, by code. */
const HINTS: Readonly<Record<string, string>> = {
  away: 'see whether the agent runs',
  collector: 'see whether the collector can be reached',
  forgotten: 'look at the file or the prompt it was in',
  malformed: 'restart the agent: it may be of another version',
  'not-your-session': 'look in the program itself',
  unauthenticated: 'sign in as a reviewer',
  'unknown-hold': 'it has ended meanwhile',
};
