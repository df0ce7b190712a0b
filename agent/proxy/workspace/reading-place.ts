import type { Repository } from '../../../protocol/operation.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { Target } from '../client.ts';
import { gitAuthorization } from '../git-authorization.ts';
import type { Classified } from '../stages.ts';

/** Where a repository is read with Git, and with whose right. */
export interface ReadingPlace {
  readonly target: Target;
  /** As its client writes it, `/octo-org/demo.git`. */
  readonly path: string;
  /** The client's own `Authorization`. */
  readonly clients: string | null;
}

/** How the agent reads a repository that this request is about; null for a request that is about none. */
export function readingPlace(
  { route }: Pick<Classified, 'route'>,
  repository: Repository,
): ReadingPlace | null {
  switch (route.kind) {
    case 'git.advertise':
    case 'git.fetch':
    case 'git.push':
    case 'lfs': {
      const { client } = route;
      const [path = ''] = client.path.split('?', 1);
      const clients = headerValue(client.rawHeaders, 'authorization');
      return { target: client.target, path: path.replace(SERVICE, ''), clients };
    }
    case 'github': {
      const target = { ...route.client.target, host: route.place.gitHost };
      const clients = gitAuthorization(headerValue(route.client.rawHeaders, 'authorization'));
      return { target, path: `/${repository.path}.git`, clients };
    }
    case 'host.read':
    case 'copilot.attachment':
    case 'copilot.prompt':
    case 'copilot.service':
    case 'copilot.telemetry':
    case 'mcp':
    case 'plain':
    case 'tunnel':
      return null;
  }
}

/** What stands behind the path of a repository (gitprotocol-http, "Smart Clients"; git-lfs, docs/api). */
const SERVICE = /\/(?:info\/refs|git-upload-pack|git-receive-pack|info\/lfs\/(?:objects|locks)(?:\/.*)?)$/;
