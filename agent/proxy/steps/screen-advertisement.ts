import { createReceivePackAdvertisementRewriter } from '../../core/git/advertisement.ts';
import { headerValue, withoutHeaders } from '../../core/http/headers.ts';
import type { ObjectFormat } from '../../git/git-folder.ts';
import type { Inspector } from '../../git/inspector.ts';
import { Refusal } from '../refusal.ts';
import type { Relayed } from '../relay.ts';
import type { Route } from '../stages.ts';
import type { UpstreamResponse } from '../upstream.ts';

type Advertise = Extract<Route, { kind: 'git.advertise' }>;

/**
 * What git-http asks of a smart answer. A page in its place (a sign-in form with status 200, say) is passed to
 * nobody: git would not understand it either.
 */
const CONTENT_TYPE = 'application/x-git-receive-pack-advertisement';

/**
 * Asks the client, by `no-thin`, for packs that can be inspected without the objects they build on. While the client
 * makes one, the inspector gets ready for it.
 */
export async function screenAdvertisement(
  { client, repository }: Pick<Advertise, 'client' | 'repository'>,
  response: UpstreamResponse,
  inspector: Pick<Inspector, 'expect'>,
): Promise<Relayed> {
  const type = headerValue(response.rawHeaders, 'content-type')?.split(';', 1)[0]?.trim();
  if (type !== CONTENT_TYPE || headerValue(response.rawHeaders, 'content-encoding') !== null) {
    const what = type === 'text/html' ? 'a page' : 'something else';
    throw broken(`${client.target.host} answered with ${what} where git expects an advertisement`);
  }
  const { chunks, capabilities } = await rewritten(response);
  if (!response.complete()) throw broken(`the advertisement of ${client.target.host} broke off`);
  const headers = withoutHeaders(response.rawHeaders, [
    'content-length',
    'transfer-encoding',
    'trailer',
    'etag',
  ]);
  const body = Buffer.concat(chunks);
  client.response.head(200, response.statusMessage, [...headers, 'Content-Length', String(body.length)]);
  client.response.body.write(body);
  await client.response.end([]);
  if (capabilities.length > 0) inspector.expect({ repository, objectFormat: objectFormatOf(capabilities) });
  return { status: 200, bytes: body.length, complete: true };
}

/** Of a repository; one that speaks of none has the older one (gitprotocol-capabilities, "object-format"). */
function objectFormatOf(capabilities: readonly string[]): ObjectFormat {
  return capabilities.includes('object-format=sha256') ? 'sha256' : 'sha1';
}

interface Rewritten {
  readonly chunks: readonly Uint8Array[];
  readonly capabilities: readonly string[];
}

async function rewritten(response: UpstreamResponse): Promise<Rewritten> {
  const rewriter = createReceivePackAdvertisementRewriter();
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) chunks.push(rewriter.push(chunk));
    return { chunks, capabilities: rewriter.end().capabilities };
  } catch (cause) {
    throw broken('the advertisement is not written as Git writes it', cause);
  }
}

function broken(message: string, cause?: unknown): Refusal {
  return new Refusal('screen', 'upstream-broken', message, { hint: 'check the URL of the remote', cause });
}
