import { type CopilotHost, copilotHost } from '../../../policy/copilot-hosts.ts';

/** What a request to a Copilot host asks for; `path` never has its query. */
export type Surface =
  | { readonly kind: 'completion'; readonly model: string }
  | { readonly kind: 'chat-completions' }
  | { readonly kind: 'responses' }
  | { readonly kind: 'messages' }
  | { readonly kind: 'auto' }
  | { readonly kind: 'embeddings' }
  | { readonly kind: 'agents'; readonly path: string }
  | { readonly kind: 'token-exchange' }
  | { readonly kind: 'user' }
  /** Models, sessions, settings. `query` goes with it unmasked unless the caller looks at it; empty where there is none. */
  | { readonly kind: 'service'; readonly path: string; readonly query: string }
  | { readonly kind: 'telemetry'; readonly path: string }
  | { readonly kind: 'mcp'; readonly path: string }
  | { readonly kind: 'attachment-upload' }
  /** The WebSocket form of `/responses`; both known clients fall back to POST when it is refused. */
  | { readonly kind: 'websocket-upgrade'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** Surfaces that put text before a model. */
export type PromptSurface = Extract<
  Surface,
  {
    kind: 'completion' | 'chat-completions' | 'responses' | 'messages' | 'auto' | 'embeddings' | 'agents';
  }
>;

export type UnknownReason =
  /** Not a host that Copilot is reached by. */
  | 'host'
  /** A host of Copilot's, and a path that is none of those known there. */
  | 'path'
  /** A known path with another method than the known clients use. */
  | 'method'
  /** A query where no known client sends one. */
  | 'query'
  /** A spelling that servers may read in more than one way: `%`, `..`, `//`, an end in `/`. */
  | 'malformed';

export interface CopilotRequest {
  readonly method: string;
  /** Lower case, without port and without a dot at its end. */
  readonly host: string;
  /** The request target in origin form, with its query. */
  readonly path: string;
  /** Whether the request asks to go on as a WebSocket. */
  readonly upgrade: boolean;
  /** Hosts that a token or user answer named; the caller admits only those within the policy's suffixes. */
  readonly learned: ReadonlySet<string>;
}

/** What the request is; anything that is not exactly what a known client sends is `unknown` with its reason. */
export function classifySurface(request: CopilotRequest): Surface {
  const host = copilotHost(request.host) ?? (request.learned.has(request.host) ? 'models' : null);
  if (host === null) return unknown('host');
  const [path = '', ...queries] = request.path.split('?');
  if (!isPlainPath(path) || queries.length > 1) return unknown('malformed');
  const query = queries[0] ?? '';
  if (request.upgrade) return upgraded(host, path, query);
  const known = ROUTES[host].filter((route) => route.path.test(path));
  if (known.length === 0) return unknown('path');
  const route = known.find(({ methods }) => methods.includes(request.method));
  if (route === undefined) return unknown('method');
  if (query !== '' && route.query !== 'any') return unknown('query');
  return route.surface(path, query);
}

/** The path with what varies in braces, as rules and records name a surface. */
export function surfaceTemplate(surface: Surface): string {
  switch (surface.kind) {
    case 'completion':
      return '/v1/engines/{model}/completions';
    case 'chat-completions':
      return '/chat/completions';
    case 'responses':
      return '/responses';
    case 'messages':
      return '/v1/messages';
    case 'auto':
      return '/auto';
    case 'embeddings':
      return '/embeddings';
    case 'token-exchange':
      return '/copilot_internal/v2/token';
    case 'user':
      return '/copilot_internal/user';
    case 'attachment-upload':
      return '/copilot/chat/attachments';
    case 'agents':
    case 'service':
    case 'telemetry':
    case 'mcp':
    case 'websocket-upgrade':
      return surface.path;
    case 'unknown':
      return '';
  }
}

interface Route {
  readonly path: RegExp;
  readonly methods: readonly string[];
  readonly query?: 'any';
  readonly surface: (path: string, query: string) => Surface;
}

const service = (path: string, query: string): Surface => ({ kind: 'service', path, query });

const TELEMETRY: Route = {
  path: /^\/telemetry$/,
  methods: ['GET', 'POST'],
  query: 'any',
  surface: (path) => ({ kind: 'telemetry', path }),
};

const MODEL_ROUTES: readonly Route[] = [
  {
    path: /^\/v1\/engines\/[^/]+\/completions$/,
    methods: ['POST'],
    surface: (path) => ({ kind: 'completion', model: path.split('/')[3] ?? '' }),
  },
  { path: /^\/chat\/completions$/, methods: ['POST'], surface: () => ({ kind: 'chat-completions' }) },
  { path: /^\/responses$/, methods: ['POST'], surface: () => ({ kind: 'responses' }) },
  { path: /^\/v1\/messages$/, methods: ['POST'], surface: () => ({ kind: 'messages' }) },
  { path: /^\/auto$/, methods: ['POST'], surface: () => ({ kind: 'auto' }) },
  { path: /^\/embeddings$/, methods: ['POST'], surface: () => ({ kind: 'embeddings' }) },
  { path: /^\/agents(?:\/.*)?$/, methods: ['GET'], query: 'any', surface: service },
  {
    path: /^\/agents(?:\/.*)?$/,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    surface: (path) => ({ kind: 'agents', path }),
  },
  { path: /^\/models(?:\/[^/]+)?$/, methods: ['GET'], query: 'any', surface: service },
  { path: /^\/models\/session$/, methods: ['POST'], surface: service },
  { path: /^\/models\/[^/]+\/policy$/, methods: ['POST'], surface: service },
  { path: /^\/embeddings\/models$/, methods: ['GET'], query: 'any', surface: service },
  { path: /^\/_ping$/, methods: ['GET'], surface: service },
  {
    path: /^\/mcp(?:\/[^/]+)*$/,
    methods: ['GET', 'POST', 'DELETE'],
    surface: (path) => ({ kind: 'mcp', path }),
  },
  TELEMETRY,
];

/** What of Copilot's is on the API host of GitHub itself; every other path there is GitHub's API. */
const GITHUB_ROUTES: readonly Route[] = [
  {
    path: /^\/copilot_internal\/(?:v2\/)?token$/,
    methods: ['GET'],
    query: 'any',
    surface: () => ({ kind: 'token-exchange' }),
  },
  { path: /^\/copilot_internal\/user$/, methods: ['GET'], query: 'any', surface: () => ({ kind: 'user' }) },
  { path: /^\/copilot_internal\/.+$/, methods: ['GET'], query: 'any', surface: service },
  { path: /^\/copilot_internal\/subscribe_limited_user$/, methods: ['POST'], surface: service },
  { path: /^\/copilot\/mcp_registry(?:\/.*)?$/, methods: ['GET'], query: 'any', surface: service },
  {
    path: /^\/repos\/[^/]+\/[^/]+\/copilot_internal\/[^/]+$/,
    methods: ['GET'],
    query: 'any',
    surface: service,
  },
  { path: /^\/embeddings\/models$/, methods: ['GET'], query: 'any', surface: service },
  { path: /^\/embeddings$/, methods: ['POST'], surface: () => ({ kind: 'embeddings' }) },
];

const UPLOAD_ROUTES: readonly Route[] = [
  {
    path: /^\/copilot\/chat\/attachments$/,
    methods: ['POST'],
    query: 'any',
    surface: () => ({ kind: 'attachment-upload' }),
  },
];

const TRACK_ROUTES: readonly Route[] = [
  { path: /^\/v2\/track$/, methods: ['POST'], surface: (path) => ({ kind: 'telemetry', path }) },
];

const ROUTES: Readonly<Record<CopilotHost, readonly Route[]>> = {
  models: MODEL_ROUTES,
  github: GITHUB_ROUTES,
  telemetry: [TELEMETRY],
  uploads: UPLOAD_ROUTES,
  track: TRACK_ROUTES,
};

/** Segments of letters, digits and `-._~@:+,=`, none empty and none a step up: what every server reads alike. */
const PLAIN_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9\-._~@:+,=]+)+$/;
const MAX_PATH_LENGTH = 2_048;

function isPlainPath(path: string): boolean {
  return path.length <= MAX_PATH_LENGTH && PLAIN_PATH.test(path);
}

function upgraded(host: CopilotHost, path: string, query: string): Surface {
  if (host !== 'models' || path !== '/responses') return unknown('path');
  return query === '' ? { kind: 'websocket-upgrade', path } : unknown('query');
}

function unknown(reason: UnknownReason): Surface {
  return { kind: 'unknown', reason };
}
