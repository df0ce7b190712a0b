import { formatAuthority } from '../core/http/request-target.ts';
import type { Target } from '../proxy/client.ts';
import type { ExchangePorts } from '../proxy/ports.ts';
import { Refusal } from '../proxy/refusal.ts';
import type { Classified } from '../proxy/stages.ts';
import { appendOrRefuse } from '../proxy/steps/journal.ts';
import type { UpstreamResponse } from '../proxy/upstream.ts';

export interface RightToRead {
  readonly target: Target;
  /** As the client sent it, `/octo-org/demo.git`. */
  readonly repositoryPath: string;
  readonly authorization: string | null;
}

/**
 * Asks the host whether this right opens the repository, before anything that is kept of it helps to judge a push: what
 * was read with the right of one requester says nothing to another who has none. Exit `inspection-failed`.
 */
export async function confirmRight(
  { target, repositoryPath, authorization }: RightToRead,
  { session, exchange, signal }: Pick<Classified, 'session' | 'exchange' | 'signal'>,
  ports: Pick<ExchangePorts, 'journal' | 'upstream' | 'fault'>,
): Promise<void> {
  const { host, port } = target;
  const path = `${repositoryPath}/info/refs`;
  const detail = { host, port, path };
  await appendOrRefuse(ports, 'parse', { event: 'agent.read', session: session.id, exchange, detail });
  const own = authorization === null ? [] : ['Authorization', authorization];
  const answer = await asked(
    {
      ...{
        target,
        method: 'GET',
        path: `${path}?service=git-upload-pack`,
        body: null,
        contentLength: null,
        signal,
      },
      // Version 2 answers with what the server can do, and not with every ref.
      rawHeaders: ['Host', formatAuthority(target), 'Git-Protocol', 'version=2', ...own],
    },
    exchange,
    ports,
  );
  answer.body.destroy();
  if (answer.status === 200) return;
  throw new Refusal(
    'parse',
    'inspection-failed',
    `${host} does not let the repository be read: status ${answer.status}`,
    {
      hint: 'ask for access to the repository',
    },
  );
}

async function asked(
  request: Parameters<ExchangePorts['upstream']['request']>[0],
  exchange: string,
  ports: Pick<ExchangePorts, 'upstream' | 'fault'>,
): Promise<UpstreamResponse> {
  try {
    return await ports.upstream.request(request);
  } catch (cause) {
    ports.fault({ step: 'parse', exchange, cause });
    throw new Refusal('parse', 'upstream-unreachable', `${request.target.host} could not be reached`, {
      cause,
    });
  }
}
