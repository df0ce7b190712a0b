import { request } from 'node:http';
import type { AgentStatus, ControlError, SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { ActivityAnswer } from '../../protocol/panel-view.ts';

export type ControlClientErrorCode = 'not-running' | 'timeout' | 'refused' | 'malformed';

export class ControlClientError extends Error {
  readonly code: ControlClientErrorCode;
  readonly hint: string;

  constructor(code: ControlClientErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ControlClientError';
    this.code = code;
    this.hint = hint;
  }
}

export interface ControlClient {
  status(): Promise<AgentStatus>;
  openSession(ask: SessionAsk): Promise<SessionGrant>;
  closeSession(id: string): Promise<void>;
  activity(): Promise<ActivityAnswer>;
  /** It finishes what is in flight first. */
  stop(): Promise<void>;
}

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
    cause,
  );
}

function refused(value: unknown): ControlClientError {
  const { error } = (value ?? {}) as Partial<ControlError>;
  return new ControlClientError('refused', error?.message ?? 'the agent refused', '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ControlClientError(
      'malformed',
      'the agent answered with something that is not JSON',
      'is it of this version?',
      cause,
    );
  }
}
