import { encodeLfsRequest, LfsError, type LfsRequest, readLfsRequest } from '../../core/git/lfs-batch.ts';
import { headerValues } from '../../core/http/headers.ts';
import { readText } from '../copilot/read-text.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Parsed, Route } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { type LfsRoute, lfsAction, NO_CHANGES, refuseOtherType, refuseSecretNames } from './lfs-action.ts';
import { lfsName } from './lfs-name.ts';

type FetchRoute = Extract<Route, { kind: 'git.fetch' }>;

/**
 * A batch that asks for downloads is a fetch of its repository. One that asks for uploads is a call that changes no
 * ref: what refers to an object is pushed. Exits `malformed`, `too-large`, `cannot-mask`.
 */
export async function parseLfsBatch(
  classified: Classified,
  route: FetchRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  const { client, repository } = route;
  const policy = await enforcedPolicy(ports, 'parse');
  refuseOtherType(client, headerValues(client.rawHeaders, 'content-type'));
  const asked = requestIn(await readText(client, ports.limits.maxTextBytes), ports);
  const masking = ports.masking.of(classified.session.id, policy);
  refuseSecretNames(asked.ref === null ? [] : [asked.ref], masking);
  const request = encodeLfsRequest(asked);
  const common = {
    ...classified,
    payload: { kind: 'bytes', bytes: Buffer.from(request), masking } as const,
    ...NO_CHANGES,
  };
  if (asked.operation === 'download') {
    return { ...common, actions: [{ kind: 'git.fetch', repository }] };
  }
  const uploads: LfsRoute = { kind: 'lfs', client, repository, ask: { kind: 'uploads' } };
  const name = lfsName({ kind: 'uploads' });
  const said = { name, access: 'write', request, shown: request, secrets: [] } as const;
  return { ...common, route: uploads, actions: [lfsAction(uploads, said)] };
}

function requestIn(text: string, { limits }: ExchangePorts): LfsRequest {
  try {
    return readLfsRequest(text, limits.json);
  } catch (cause) {
    if (!(cause instanceof LfsError)) throw cause;
    throw new Refusal('parse', 'malformed', cause.message, { cause });
  }
}
