import { Readable } from 'node:stream';
import type { JsonObject } from '../../protocol/json.ts';
import type { Upstream } from '../proxy/upstream.ts';
import { CredentialError } from './credential-error.ts';
import { readOnce } from './read-once.ts';

export interface ApiCall {
  readonly api: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the API's root. */
  readonly path: string;
  readonly authorization: string;
  readonly body: JsonObject | null;
  readonly signal: AbortSignal;
}

export type CallApi = (call: ApiCall) => Promise<{ readonly status: number; readonly json: unknown }>;

/** Calls GitHub by the agent's one way out. No redirect is followed. Throws CredentialError. */
export function githubCalls(upstream: Pick<Upstream, 'request'>, maxAnswerBytes: number): CallApi {
  return async ({ api, method, path, authorization, body, signal }) => {
    const bytes = body === null ? null : Buffer.from(JSON.stringify(body));
    const prefix = api.pathname.replace(/\/$/, '');
    const answer = await upstream
      .request({
        target: { scheme: 'https', host: api.hostname, port: Number(api.port || 443) },
        method,
        path: `${prefix}${path}`,
        rawHeaders: [
          ...['Host', api.host, 'User-Agent', 'countersign', 'Accept', 'application/vnd.github+json'],
          ...['X-GitHub-Api-Version', '2022-11-28', 'Authorization', authorization],
          ...(bytes === null ? [] : ['Content-Type', 'application/json']),
        ],
        body: bytes === null ? null : Readable.from([bytes], { objectMode: false }),
        contentLength: bytes?.length ?? null,
        signal,
      })
      .catch(() => {
        throw failed('GitHub cannot be reached');
      });
    try {
      const text = await read(answer.body as AsyncIterable<Buffer>, maxAnswerBytes);
      if (!answer.complete()) throw failed("GitHub's answer broke off");
      return { status: answer.status, json: parsed(text) };
    } finally {
      answer.body.destroy();
    }
  };
}

async function read(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw failed("GitHub's answer is too long");
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  return readOnce(whole);
}

/** Undefined for what is no JSON, which has no members. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(what: string): CredentialError {
  return new CredentialError(
    'provider-failed',
    `no credential could be made: ${what}`,
    'try again in a moment',
  );
}
