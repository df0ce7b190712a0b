import type { Surface } from '../../core/copilot/surface.ts';
import { headerValue } from '../../core/http/headers.ts';
import { words } from '../answer.ts';
import type { ClientRequest } from '../client.ts';
import type { Dialect, SaidRefusal } from '../event-stream-answer.ts';
import type { Refusal } from '../refusal.ts';

/**
 * The one status whose text every Copilot client shows, once and without trying again: 403 is taken for an expired
 * sign-in, 422 for a filter of GitHub's, and 429 and 503 are tried again until the text is lost.
 */
const SHOWN = 451;

/** How a request to Copilot is refused before more of it is known than its head. */
export function dialectOf(client: ClientRequest, surface: Pick<Surface, 'kind'>): Dialect {
  if (surface.kind === 'telemetry') return TELEMETRY;
  return surface.kind === 'mcp' ? mcpDialect(null, false) : promptDialect(client, surface, false);
}

/** `streams` says that the client asked for an event stream, so that it can be kept waiting in one. */
export function promptDialect(
  client: ClientRequest,
  surface: Pick<Surface, 'kind'>,
  streams: boolean,
): Dialect {
  const inEditor = /^GitHubCopilotChat\//.test(headerValue(client.rawHeaders, 'user-agent') ?? '');
  return {
    waits: streams,
    say: (refusal) => (inEditor ? plain(refusal) : json(statusOf(refusal), errorOf(refusal))),
    event: (refusal) => eventOf(surface, refusal),
  };
}

/**
 * A call is refused as an error of the call, so that the assistant is told why; with the id of the call that it
 * answers, or null while that is not known.
 */
export function mcpDialect(id: string | number | null, streams: boolean): Dialect {
  const errorFor = (refusal: Refusal): object => ({
    jsonrpc: '2.0',
    id,
    error: { code: REFUSED_CALL, message: words(refusal), data: { code: refusal.code } },
  });
  return {
    waits: streams,
    say: (refusal) => json(id === null ? statusOf(refusal) : 200, errorFor(refusal)),
    event: (refusal) => `event: message\ndata: ${JSON.stringify(errorFor(refusal))}\n\n`,
  };
}

/** JSON-RPC leaves -32000 and below to servers. */
const REFUSED_CALL = -32_000;

/** Telemetry that the policy drops is taken without a word: its sender would only send it again. */
const TELEMETRY: Dialect = {
  waits: false,
  say: (refusal) =>
    refusal.code === 'denied'
      ? { status: 204, type: 'text/plain', body: '' }
      : json(statusOf(refusal), errorOf(refusal)),
  event: () => null,
};

function statusOf({ code }: Refusal): number {
  if (code === 'unknown-session') return 407;
  return code === 'upstream-unreachable' || code === 'upstream-broken' ? 502 : SHOWN;
}

function errorOf(refusal: Refusal): object {
  return { error: { message: words(refusal), code: `countersign_${refusal.code.replaceAll('-', '_')}` } };
}

function json(status: number, body: object): SaidRefusal {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** The editor's chat shows text as it is, and JSON too. */
function plain(refusal: Refusal): SaidRefusal {
  const isOfWords = refusal.code === 'denied' || refusal.code === 'cannot-mask';
  const body = isOfWords ? `${words(refusal)} ${SENT_AGAIN}` : words(refusal);
  return { status: statusOf(refusal), type: 'text/plain; charset=utf-8', body };
}

/** Without it a person writes something else into the same chat, which is refused for what stands above. */
const SENT_AGAIN =
  'A chat sends all that was said in it with each message: to go on without what was refused, start a new one.';

function eventOf(surface: Pick<Surface, 'kind'>, refusal: Refusal): string {
  const message = words(refusal);
  if (surface.kind === 'responses') {
    return namedEvent({ type: 'error', code: refusal.code, message, param: null, sequence_number: 0 });
  }
  if (surface.kind === 'messages') {
    return namedEvent({ type: 'error', error: { type: 'permission_error', message } });
  }
  return `data: ${JSON.stringify(errorOf(refusal))}\n\ndata: [DONE]\n\n`;
}

function namedEvent(event: object): string {
  return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
}
