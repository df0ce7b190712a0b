import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import type { FoundSecret } from '../../../protocol/copilot.ts';
import { JsonTextError } from '../../core/copilot/json-text.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { type AnswerMaskOptions, maskAnswer } from '../../core/github/mask-answer.ts';
import { headerValue, withoutHeaders } from '../../core/http/headers.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { onlyRules } from '../../core/secrets/only-rules.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import { ContentCodingError, codingOf, collect, decoded } from '../content-coding.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { relay } from '../relay.ts';
import type { Forwarded, Screened } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import type { UpstreamResponse } from '../upstream.ts';

/**
 * Passes an answer of the API on. Where the policy has secrets kept back it is read whole and masked, or refused:
 * bytes that are no text cannot be searched. What identified the answer as the server had it (its length, its ETag)
 * does not go with the masked one. Exits `upstream-broken`, `cannot-mask`.
 */
export async function screenGithub(
  forwarded: Forwarded,
  response: UpstreamResponse,
  ports: ExchangePorts,
): Promise<Screened> {
  const { client, obligations } = forwarded;
  if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
  const hasNoBody = client.method === 'HEAD' || response.status === 204 || response.status === 304;
  if (obligations.mask.kind === 'nothing' || hasNoBody) return passOn(forwarded, response);
  try {
    const policy = await enforcedPolicy(ports, 'screen');
    const masking = ports.masking.of(forwarded.session.id, policy);
    const body = decoded(response.body as AsyncIterable<Buffer>, codingOf(response.rawHeaders));
    const bytes = await collect(body, ports.limits.maxTextBytes);
    if (!response.complete()) throw broken(client.target.host);
    const masked = maskedOf(bytes, response, {
      ...searcherFor(forwarded, masking),
      limits: ports.limits.json,
    });
    await send(forwarded, response, masked.bytes);
    const outcome = { status: response.status, bytes: masked.bytes.length, masked: told(masked.found) };
    return { ...forwarded, outcome, result: response.status < 400 ? 'succeeded' : 'failed' };
  } catch (cause) {
    response.body.destroy();
    throw refusalOf(cause, forwarded);
  }
}

/** An answer that nobody masks still says nothing of the body that another one had. */
async function passOn(forwarded: Forwarded, response: UpstreamResponse): Promise<Screened> {
  const { client, obligations } = forwarded;
  if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
  const rawHeaders =
    obligations.mask.kind === 'nothing'
      ? response.rawHeaders
      : withoutHeaders(response.rawHeaders, REWRITTEN);
  const relayed = await relay(client, { ...response, rawHeaders });
  if (!relayed.complete) throw broken(client.target.host);
  const outcome = { status: relayed.status, bytes: relayed.bytes };
  return { ...forwarded, outcome, result: response.status < 400 ? 'succeeded' : 'failed' };
}

function searcherFor(
  { obligations: { mask } }: Forwarded,
  { detector, vault, rules }: SessionMasking,
): Pick<AnswerMaskOptions, 'detector' | 'vault'> {
  if (mask.kind !== 'detectors' || mask.detectors.some((id) => !rules.has(id))) return { detector, vault };
  return { detector: onlyRules(detector, new Set(mask.detectors)), vault };
}

interface MaskedBytes {
  readonly bytes: Uint8Array;
  readonly found: readonly FoundSecret[];
}

function maskedOf(bytes: Buffer, response: UpstreamResponse, options: AnswerMaskOptions): MaskedBytes {
  if (bytes.length === 0) return { bytes, found: [] };
  const type = (headerValue(response.rawHeaders, 'content-type') ?? '').toLowerCase();
  const text = isUtf8(bytes) ? bytes.toString('utf8') : null;
  const masked = maskAnswer({ bytes, text, isJson: /^[^;]*[/+]json(?:\s*;|\s*$)/.test(type) }, options);
  if (masked.kind === 'masked') return masked;
  throw new Refusal(
    'screen',
    'cannot-mask',
    'the answer holds bytes that are no text and cannot be searched',
    {
      hint: 'fetch it with git; a policy lets it pass by leaving the name of the call out of its mask rule',
    },
  );
}

async function send(forwarded: Forwarded, response: UpstreamResponse, bytes: Uint8Array): Promise<void> {
  const { client } = forwarded;
  if (client.kind !== 'request') return;
  const headers = [...withoutHeaders(response.rawHeaders, REWRITTEN), 'Content-Length', String(bytes.length)];
  client.response.head(response.status, response.statusMessage, headers);
  if (!client.response.body.write(bytes))
    await once(client.response.body, 'drain', { signal: client.signal });
  await client.response.end([]);
}

function told(found: readonly FoundSecret[]): number {
  return found.reduce((total, { count }) => total + count, 0);
}

/** What described the body as the server sent it. */
const REWRITTEN = [
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'trailer',
  'etag',
  'last-modified',
  'accept-ranges',
  'content-range',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
];

function refusalOf(cause: unknown, { client }: Forwarded): unknown {
  if (cause instanceof Refusal) return cause;
  const isUnreadable =
    cause instanceof JsonTextError ||
    cause instanceof ContentCodingError ||
    cause instanceof DetectorError ||
    cause instanceof GithubError;
  if (!isUnreadable) return broken(client.target.host, cause);
  return new Refusal('screen', 'cannot-mask', `the answer cannot be searched for secrets: ${cause.message}`, {
    hint: 'ask for less at once; nothing of it was passed on',
    cause,
  });
}

function broken(host: string, cause?: unknown): Refusal {
  return new Refusal('screen', 'upstream-broken', `the answer of ${host} broke off`, {
    hint: 'try again; nothing of the answer was made up',
    cause,
  });
}
