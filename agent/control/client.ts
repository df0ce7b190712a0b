import { request } from 'node:http';
import { Ajv } from 'ajv';
import type { AgentStatus, ControlError, SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { ActivityAnswer } from '../../protocol/panel-view.ts';
import type { StepUpChallenge } from '../../protocol/step-up.ts';
import { STEP_UP_CHALLENGE } from '../../protocol/step-up-schema.ts';

export type ControlClientErrorCode = 'not-running' | 'timeout' | 'refused' | 'malformed';

export class ControlClientError extends Error {
  readonly code: ControlClientErrorCode;
  readonly hint: string;
  /** The agent's own code, where it refused. */
  readonly refusal: string | null;

  constructor(
    code: ControlClientErrorCode,
    message: string,
    hint: string,
    { cause, refusal = null }: { readonly cause?: unknown; readonly refusal?: string | null } = {},
  ) {
    super(message, { cause });
    this.refusal = refusal;
    this.name = 'ControlClientError';
    this.code = code;
    this.hint = hint;
  }
}

export interface ControlClient {
  status(): Promise<AgentStatus>;
  openSession(ask: SessionAsk): Promise<SessionGrant>;
  closeSession(id: string): Promise<void>;
  /** What a session of actor `human` takes. */
  challenge(): Promise<StepUpChallenge>;
  activity(): Promise<ActivityAnswer>;
  /** It finishes what is in flight first. */
  stop(): Promise<void>;
}

const isChallenge = new Ajv({ allowUnionTypes: true }).compile<StepUpChallenge>(STEP_UP_CHALLENGE);

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Talks to the agent that runs for this COUNTERSIGN_HOME. */
export function controlClient(socketPath: string): ControlClient {
  return {
    status: async () => (await call(socketPath, { method: 'GET', path: '/v1/status' })) as AgentStatus,
    openSession: async (ask) =>
      (await call(socketPath, { method: 'POST', path: '/v1/sessions', body: ask })) as SessionGrant,
    closeSession: async (id) => {
      await call(socketPath, { method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(id)}` });
    },
    activity: async () => (await call(socketPath, { method: 'GET', path: '/v1/activity' })) as ActivityAnswer,
    challenge: async () => {
      const value = await call(socketPath, { method: 'POST', path: '/v1/step-ups' });
      if (isChallenge(value)) return value;
      throw new ControlClientError(
        'malformed',
        'the agent answered with no challenge',
        'is it of this version?',
      );
    },
    stop: async () => {
      await call(socketPath, { method: 'POST', path: '/v1/stop' });
    },
  };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

async function call(socketPath: string, { method, path, body }: Call): Promise<unknown> {
  const { status, text } = await exchange(socketPath, {
    method,
    path,
    ...(body === undefined ? {} : { body }),
  });
  const value = text === '' ? null : parse(text);
  if (status >= 400) throw refused(value);
  return value;
}

function exchange(
  socketPath: string,
  { method, path, body }: Call,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request({ socketPath, method, path, headers, timeout: TIMEOUT_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_BYTES) answer.destroy(new Error('the answer is too long'));
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.on('timeout', () =>
      outgoing.destroy(
        new ControlClientError('timeout', 'the agent does not answer', 'stop it and start it again'),
      ),
    );
    outgoing.on('error', (cause) => reject(cause instanceof ControlClientError ? cause : notRunning(cause)));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function notRunning(cause: unknown): ControlClientError {
  return new ControlClientError(
    'not-running',
    'no agent is running for this COUNTERSIGN_HOME',
    'start one with `countersign up` or `countersign agent`',
    { cause },
  );
}

const HINTS: Readonly<Record<string, string>> = {
  'needs-login': 'open it with countersign exec --actor human, which has you log in',
};

function refused(value: unknown): ControlClientError {
  const { error } = (value ?? {}) as Partial<ControlError>;
  const { code = null, message = 'the agent refused' } = error ?? {};
  return new ControlClientError('refused', message, HINTS[code ?? ''] ?? '', { refusal: code });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ControlClientError(
      'malformed',
      'the agent answered with something that is not JSON',
      'is it of this version?',
      { cause },
    );
  }
}
