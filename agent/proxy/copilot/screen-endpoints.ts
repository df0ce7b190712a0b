import { once } from 'node:events';
import { hostKind } from '../../../policy/hosts.ts';
import { learnedEndpoints } from '../../core/copilot/endpoints.ts';
import { JsonTextError } from '../../core/copilot/json-text.ts';
import type { ClientRequest } from '../client.ts';
import { ContentCodingError, codingOf, collect, decoded } from '../content-coding.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Forwarded, Screened } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import type { UpstreamResponse } from '../upstream.ts';
import { broken } from './pass-answer.ts';

/**
 * Reads to which hosts GitHub sends a client, and passes the answer on as it came. A host that the policy does not
 * govern is on record, and no longer tunnelled. Exit `upstream-broken`.
 */
export async function screenEndpoints(
  forwarded: Forwarded,
  response: UpstreamResponse,
  ports: ExchangePorts,
): Promise<Screened> {
  const { client } = forwarded;
  if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
  const policy = await enforcedPolicy(ports, 'screen');
  const bytes = await wholeOf(client, response, ports);
  const endpoints = await endpointsIn(client.target.host, bytes, { response, ports });
  ports.endpoints.learn(endpoints);
  await passOn(client, response, bytes);
  const outside = endpoints.filter((host) => hostKind(policy.hosts, host) === null);
  const outcome = { status: response.status, bytes: bytes.length, endpoints: [...endpoints], outside };
  return { ...forwarded, outcome, result: 'succeeded' };
}

async function wholeOf(
  { target }: ClientRequest,
  response: UpstreamResponse,
  { limits }: ExchangePorts,
): Promise<Buffer> {
  try {
    return await collect(response.body as AsyncIterable<Buffer>, limits.answer.maxBodyBytes);
  } catch (cause) {
    response.body.destroy();
    throw unreadable(target.host, cause);
  }
}

async function endpointsIn(
  host: string,
  bytes: Buffer,
  { response, ports }: { readonly response: UpstreamResponse; readonly ports: ExchangePorts },
): Promise<readonly string[]> {
  const { limits } = ports;
  if (!response.complete()) throw broken(host);
  try {
    const plain = decoded(pieceOf(bytes), codingOf(response.rawHeaders));
    const text = (await collect(plain, limits.answer.maxBodyBytes)).toString('utf8');
    return learnedEndpoints(text, limits.json);
  } catch (cause) {
    throw unreadable(host, cause);
  }
}

async function* pieceOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function unreadable(host: string, cause: unknown): unknown {
  if (!(cause instanceof ContentCodingError) && !(cause instanceof JsonTextError)) return broken(host, cause);
  const message = `the answer of ${host} cannot be read: ${cause.message}`;
  return new Refusal('screen', 'upstream-broken', message, { cause });
}

async function passOn(
  { response, signal }: ClientRequest,
  from: UpstreamResponse,
  bytes: Buffer,
): Promise<void> {
  response.head(from.status, from.statusMessage, from.rawHeaders);
  if (!response.body.write(bytes)) await once(response.body, 'drain', { signal });
  await response.end(from.trailers());
}
