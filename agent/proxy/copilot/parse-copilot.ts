import type { CopilotPromptAction, FoundSecret } from '../../../protocol/copilot.ts';
import type { Action } from '../../../protocol/operation.ts';
import type { ContentPart } from '../../audit/content-log.ts';
import type { JsonPath } from '../../core/copilot/json-path.ts';
import type { JsonLimits } from '../../core/copilot/json-text.ts';
import { type MaskedText, maskBody, maskRead } from '../../core/copilot/mask-body.ts';
import { readPrompt } from '../../core/copilot/prompt/prompt.ts';
import { type PromptSurface, surfaceTemplate } from '../../core/copilot/surface.ts';
import { headerValue } from '../../core/http/headers.ts';
import { type McpMessage, readMcpRequest } from '../../core/mcp/request.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import { hasBody } from '../body-framing.ts';
import type { ClientRequest } from '../client.ts';
import type { Dialect } from '../event-stream-answer.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Classified, Parsed, Payload, Route, TextPayload } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { dialectOf, mcpDialect, promptDialect } from './dialect.ts';
import { readText } from './read-text.ts';
import { maskAny, maskKnowing, onlyBy, refusalOf, type Searcher } from './search.ts';

export type CopilotRoute = Extract<
  Route,
  { kind: 'copilot.prompt' | 'mcp' | 'copilot.service' | 'copilot.telemetry' }
>;

/**
 * Reads a request to Copilot whole and searches it for secrets. Exits `malformed`: nothing that a model's or a
 * tool's server would read as we do; `too-large`; `cannot-mask`: it cannot be searched.
 */
export async function parseCopilot(
  classified: Classified,
  route: CopilotRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  try {
    const masking = await maskingOf(classified, ports);
    const read = await readRequest(route, masking, ports);
    classified.answer.speak(dialectAfter(route, read));
    return { ...classified, ...read, scannedFor: [], searchedBy: null };
  } catch (cause) {
    throw refusalOf(cause);
  }
}

/** What the client is told in, once it is known what it waits for. */
function dialectAfter(route: CopilotRoute, { streams, call }: Read): Dialect {
  switch (route.kind) {
    case 'copilot.prompt':
      return promptDialect(route.client, route.surface, streams);
    case 'mcp':
      return mcpDialect(call, streams);
    case 'copilot.service':
    case 'copilot.telemetry':
      return dialectOf(route.client, { kind: route.kind === 'copilot.service' ? 'service' : 'telemetry' });
  }
}

async function maskingOf({ session }: Classified, ports: ExchangePorts): Promise<SessionMasking> {
  return ports.masking.of(session.id, await enforcedPolicy(ports, 'parse'));
}

interface Read {
  readonly payload: Payload;
  readonly actions: readonly Action[];
  /** Whether the client reads its answer as an event stream. */
  readonly streams: boolean;
  /** Id of the call of a tool that is answered, where there is one. */
  readonly call: string | number | null;
}

const SILENT = { streams: false, call: null } as const;

async function readRequest(
  route: CopilotRoute,
  masking: SessionMasking,
  ports: ExchangePorts,
): Promise<Read> {
  const { client } = route;
  const host = client.target.host;
  const limits = ports.limits.json;
  const text = hasBody(client) ? await readText(client, ports.limits.maxTextBytes) : null;
  switch (route.kind) {
    case 'copilot.prompt':
      return promptOf(route, text ?? '', { masking, ports });
    case 'mcp':
      return text === null ? listening(route, masking) : callsOf(route, text, { masking, ports });
    case 'copilot.service': {
      const action = { kind: route.kind, host, method: client.method, path: route.path } as const;
      return { payload: plainPayload(text, route.path, { masking, limits }), actions: [action], ...SILENT };
    }
    case 'copilot.telemetry': {
      const action = { kind: route.kind, host, path: route.path } as const;
      return { payload: plainPayload(text, route.path, { masking, limits }), actions: [action], ...SILENT };
    }
  }
}

function promptOf(
  { client, surface }: Extract<CopilotRoute, { kind: 'copilot.prompt' }>,
  text: string,
  { masking, ports }: { readonly masking: SessionMasking; readonly ports: ExchangePorts },
): Read {
  const { json } = ports.limits;
  const prompt = readPrompt(surface, text, json);
  const mask = (by: Searcher): MaskedText =>
    maskRead(
      { text, root: prompt.root },
      { ...by, limits: json, whereOf: prompt.whereOf, isOpaque: prompt.isOpaque },
    );
  const masked = maskKnowing(masking, mask);
  const model = surface.kind === 'completion' ? surface.model : prompt.model;
  const action: CopilotPromptAction = {
    kind: PROMPT_KINDS[surface.kind],
    host: client.target.host,
    surface: surfaceTemplate(surface),
    model,
    initiator: initiatorOf(client),
    parts: prompt.parts,
    tools: prompt.tools,
    opaqueAttachments: prompt.opaqueAttachments,
    secrets: masked.found,
  };
  const contents =
    masked.found.length === 0 ? prompt : readPrompt(surface, masked.text, limitsFor(json, masked));
  const payload: TextPayload = {
    kind: 'text',
    text,
    masked,
    maskOnly: (rules) => mask(onlyBy(masking, rules)),
    masking,
    contents: contents.parts,
    answer: { surface: surface.kind, model },
  };
  return { payload, actions: [action], streams: prompt.stream, call: null };
}

const PROMPT_KINDS: Readonly<Record<PromptSurface['kind'], CopilotPromptAction['kind']>> = {
  completion: 'copilot.completion',
  'chat-completions': 'copilot.chat',
  responses: 'copilot.chat',
  messages: 'copilot.chat',
  auto: 'copilot.chat',
  embeddings: 'copilot.embedding',
  agents: 'copilot.agent',
};

/** Placeholders may be longer than what they stand for. */
function limitsFor(limits: JsonLimits, { text }: MaskedText): JsonLimits {
  return { ...limits, maxChars: Math.max(limits.maxChars, text.length) };
}

function initiatorOf({ rawHeaders }: ClientRequest): CopilotPromptAction['initiator'] {
  const said = headerValue(rawHeaders, 'x-initiator');
  return said === 'user' || said === 'agent' ? said : 'unknown';
}

function callsOf(
  route: Extract<CopilotRoute, { kind: 'mcp' }>,
  text: string,
  { masking, ports }: { readonly masking: SessionMasking; readonly ports: ExchangePorts },
): Read {
  const { json } = ports.limits;
  const limits = { json, maxMessages: ports.limits.maxMcpMessages };
  const messages = readMcpRequest(text, limits);
  const mask = (by: Searcher): MaskedText =>
    maskBody(text, { ...by, limits: json, whereOf: (path) => toolAt(messages, path) });
  const masked = maskKnowing(masking, mask);
  const kept = readMcpRequest(masked.text, { ...limits, json: limitsFor(json, masked) });
  const calls = messages.filter((message) => message.kind === 'call');
  const payload: TextPayload = {
    kind: 'text',
    text,
    masked,
    maskOnly: (rules) => mask(onlyBy(masking, rules)),
    masking,
    contents: kept.flatMap(contentOf),
    answer: { surface: 'mcp', model: '' },
  };
  const actions = calls.map((call) => callAction(route, call, masked.found));
  return {
    payload,
    actions: calls.length < messages.length ? [...actions, serviceAction(route)] : actions,
    streams: (headerValue(route.client.rawHeaders, 'accept') ?? '').includes('text/event-stream'),
    call: calls[0]?.id ?? null,
  };
}

function callAction(
  { client, path }: Extract<CopilotRoute, { kind: 'mcp' }>,
  call: Extract<McpMessage, { kind: 'call' }>,
  secrets: readonly FoundSecret[],
): Action {
  const host = client.target.host;
  return { kind: 'mcp.call', host, path, tool: call.tool, arguments: call.arguments, secrets };
}

/** What is asked of an MCP server besides calls: what it is, what tools it has. */
function serviceAction({ client, path }: Extract<CopilotRoute, { kind: 'mcp' }>): Action {
  return { kind: 'copilot.service', host: client.target.host, method: client.method, path };
}

function toolAt(messages: readonly McpMessage[], path: JsonPath): string {
  const call = messages.find(
    (message) => message.kind === 'call' && message.at.every((step, index) => path[index] === step),
  );
  return call?.kind === 'call' ? `tool ${call.tool}` : 'request';
}

function contentOf(message: McpMessage): readonly ContentPart[] {
  if (message.kind !== 'call') return [];
  return [{ origin: 'tool-call', path: null, tool: message.tool, text: message.arguments }];
}

/** A client that waits for what the server has to say, or ends its session there. */
function listening(route: Extract<CopilotRoute, { kind: 'mcp' }>, masking: SessionMasking): Read {
  const answer = { surface: 'mcp', model: '' } as const;
  const payload: TextPayload = { ...NOTHING, masking, answer };
  return { payload, actions: [serviceAction(route)], ...SILENT };
}

const EMPTY: MaskedText = { text: '', found: [] };
const NOTHING = { kind: 'text', text: null, masked: EMPTY, maskOnly: () => EMPTY, contents: [] } as const;

/** JSON is masked string by string; what is none, as the text it is. */
function plainPayload(
  text: string | null,
  where: string,
  { masking, limits }: { readonly masking: SessionMasking; readonly limits: JsonLimits },
): Payload {
  if (text === null) return { kind: 'none' };
  const mask = (by: Searcher): MaskedText => maskAny(text, where, { masking: by, limits });
  const maskOnly = (rules: ReadonlySet<string>): MaskedText => mask(onlyBy(masking, rules));
  return {
    kind: 'text',
    text,
    masked: maskKnowing(masking, mask),
    maskOnly,
    masking,
    contents: [],
    answer: null,
  };
}
