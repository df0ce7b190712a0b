import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { ControlError } from '../protocol/control.ts';

export type ControlFaultCode = 'not-running' | 'timeout' | 'refused' | 'malformed';

/** `refused` carries the agent's own words; no message holds what was sent. */
export class ControlFault extends Error {
  readonly code: ControlFaultCode;
  /** The agent's own code, of a refusal; empty otherwise. */
  readonly refusal: string;

  constructor(code: ControlFaultCode, message: string, cause?: unknown, refusal = '') {
    super(message, { cause });
    this.refusal = refusal;
    this.name = 'ControlFault';
    this.code = code;
  }
}

export interface ControlCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query; parts that others named are encoded by the caller. */
  readonly path: string;
  readonly body?: object;
  /** Value of the `Authorization` header. */
  readonly authorization?: string;
}

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_CHARS = 8 * 1024 * 1024;

/** One call of the agent's control API; null where it answers with nothing. Throws ControlFault. */
export async function callControl(socketPath: string, call: ControlCall): Promise<unknown> {
  const answer = await openAnswer(socketPath, call);
  const text = await readText(answer);
  const value: unknown = text === '' ? null : parsed(text);
  const status = answer.statusCode ?? 0;
  if (status < 400) return value;
  const { error } = (value ?? {}) as Partial<ControlError>;
  const message = error?.message ?? `the agent answered with ${status}`;
  throw new ControlFault('refused', message, undefined, error?.code ?? '');
}

function openAnswer(
  socketPath: string,
  { method, path, body, authorization }: ControlCall,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const outgoing: ClientRequest = request(
      { socketPath, method, path, headers, timeout: TIMEOUT_MS },
      resolve,
    );
    outgoing.on('timeout', () => {
      outgoing.destroy(new ControlFault('timeout', 'the agent does not answer'));
    });
    outgoing.on('error', (cause) => {
      reject(
        cause instanceof ControlFault ? cause : new ControlFault('not-running', 'no agent is running', cause),
      );
    });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function readText(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MAX_ANSWER_CHARS) throw new ControlFault('malformed', 'the answer is too long');
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ControlFault('malformed', 'the agent answered with something that is not JSON', cause);
  }
}
