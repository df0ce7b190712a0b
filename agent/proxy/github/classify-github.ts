import { apiPlace } from '../../core/github/api-place.ts';
import { restCall } from '../../core/github/rest-call.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { ClientRequest } from '../client.ts';
import { refuseSecretTarget } from '../copilot/secret-target.ts';
import type { Identified, Route } from '../stages.ts';
import { GITHUB_DIALECT } from './dialect.ts';
import { refusalOfCall } from './refuse-call.ts';

/**
 * The call of GitHub's API that a request is, or null for one that is none. Exits `malformed`: a path that a server
 * may read otherwise than we do; `unknown-operation`: a write that is none of those known; `cannot-mask`: a secret
 * in the path.
 */
export function classifyGithub(
  { answer }: Pick<Identified, 'answer'>,
  client: ClientRequest,
  masking: () => Pick<SessionMasking, 'detector'>,
): Route | null {
  try {
    const place = apiPlace(client.target.host, client.path);
    if (place === null) return null;
    answer.speak(GITHUB_DIALECT);
    refuseSecretTarget(client, masking);
    const call = place.kind === 'graphql' ? null : restCall(client.method, place);
    return { kind: 'github', client, place, call };
  } catch (cause) {
    throw refusalOfCall(cause, 'classify');
  }
}
