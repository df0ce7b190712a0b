import { LfsError } from '../../core/git/lfs-batch.ts';
import { type LockRequest, readLockRequest } from '../../core/git/lfs-locks.ts';
import { headerValues } from '../../core/http/headers.ts';
import { hasBody } from '../body-framing.ts';
import type { ClientRequest } from '../client.ts';
import { readText } from '../copilot/read-text.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, LfsAsk, Parsed } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { type LfsRoute, lfsAction, NO_CHANGES, refuseOtherType, refuseSecretNames } from './lfs-action.ts';
import { lfsName } from './lfs-name.ts';
import { parseObject } from './parse-object.ts';

/** What is asked of Git LFS beside a batch. Exits `malformed`, `too-large`, `cannot-mask`, `inspection-failed`. */
export async function parseLfs(
  classified: Classified,
  route: LfsRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  const { ask, client, repository } = route;
  switch (ask.kind) {
    case 'upload':
      return parseObject(classified, { route, pointer: ask }, ports);
    case 'download':
      refuseBody(client);
      return {
        ...classified,
        ...NO_CHANGES,
        payload: { kind: 'none' },
        actions: [{ kind: 'git.fetch', repository }],
      };
    case 'locks':
      return parseLocks(classified, { route, ask }, ports);
    case 'uploads':
      throw new Error('uploads are known by the body of a batch');
  }
}

async function parseLocks(
  classified: Classified,
  { route, ask }: { readonly route: LfsRoute; readonly ask: Extract<LfsAsk, { kind: 'locks' }> },
  ports: ExchangePorts,
): Promise<Parsed> {
  const { client } = route;
  const policy = await enforcedPolicy(ports, 'parse');
  const masking = ports.masking.of(classified.session.id, policy);
  const asked = ask.call === 'read' ? readOf(client) : await requestIn(client, ask.call, ports);
  refuseSecretNames(asked.names, masking);
  const access = ask.call === 'read' || ask.call === 'verify' ? 'read' : 'write';
  const said = { name: lfsName(ask), access, request: asked.text, shown: asked.text, secrets: [] } as const;
  return {
    ...classified,
    ...NO_CHANGES,
    payload:
      ask.call === 'read' ? { kind: 'none' } : { kind: 'bytes', bytes: Buffer.from(asked.text), masking },
    actions: [lfsAction(route, said)],
  };
}

function readOf(client: ClientRequest): LockRequest {
  refuseBody(client);
  const query = client.path.split('?')[1] ?? '';
  return { text: query, names: [decodeURIComponent(query)] };
}

async function requestIn(
  client: ClientRequest,
  call: Parameters<typeof readLockRequest>[0],
  { limits }: ExchangePorts,
): Promise<LockRequest> {
  refuseOtherType(client, headerValues(client.rawHeaders, 'content-type'));
  try {
    return readLockRequest(call, await readText(client, limits.maxTextBytes), limits.json);
  } catch (cause) {
    if (!(cause instanceof LfsError)) throw cause;
    throw new Refusal('parse', 'malformed', cause.message, { cause });
  }
}

function refuseBody(client: ClientRequest): void {
  if (hasBody(client)) throw new Refusal('parse', 'malformed', 'a request that only reads has no body');
}
