import { once } from 'node:events';
import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import type { ContentPart } from '../../audit/content-log.ts';
import { AnswerError } from '../../core/copilot/answer/answer-error.ts';
import {
  type AnswerFormat,
  type AnswerScreen,
  openAnswerScreen,
} from '../../core/copilot/answer/answer-screen.ts';
import type { AnswerOptions, AnswerSummary } from '../../core/copilot/answer/options.ts';
import { headerValue, withoutHeaders } from '../../core/http/headers.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { createStreamMasker } from '../../core/secrets/stream-masker.ts';
import { createStreamRestorer } from '../../core/secrets/stream-restorer.ts';
import { isWithin } from '../../masking/workspace.ts';
import { ContentCodingError, codingOf, decoded } from '../content-coding.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { relay } from '../relay.ts';
import type { Forwarded, Screened, TextPayload } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import type { UpstreamResponse } from '../upstream.ts';
import { judgePiece, judgesText } from './judge-answer.ts';

/** A request that was read, and how what comes back is. */
export interface ReadRequest {
  readonly payload: TextPayload;
  readonly read: NonNullable<TextPayload['answer']>;
}

/**
 * Masks an answer as it streams, puts this session's own secrets back where that is safe, and holds every tool
 * call until it is judged. What cannot be read is cut off: never is a byte passed on as it came. What was passed
 * on is recorded, also when its client closed early. Exits `upstream-broken`, `denied`.
 */
export async function screenCopilot(
  forwarded: Forwarded,
  response: UpstreamResponse,
  request: ReadRequest,
  ports: ExchangePorts,
): Promise<Screened> {
  const format = formatOf(response);
  if (format === 'none') return passOn(forwarded, response);
  const screen = await openScreen(forwarded, { ...request, format }, ports).catch((cause: unknown) => {
    response.body.destroy();
    throw cause;
  });
  const passed = new Passed(forwarded, response, screen);
  try {
    const end = await passed.run(format);
    await recordAnswer(forwarded, screen.summary(), ports);
    return { ...forwarded, outcome: outcomeOf(response, screen.summary(), end), result: resultOf(response) };
  } catch (cause) {
    response.body.destroy();
    await recordAnswer(forwarded, screen.summary(), ports);
    throw refusalOf(cause, forwarded.client.target.host);
  }
}

async function openScreen(
  forwarded: Forwarded,
  request: ReadRequest & { readonly format: AnswerFormat },
  ports: ExchangePorts,
): Promise<AnswerScreen> {
  const policy = await enforcedPolicy(ports, 'screen');
  const options = optionsOf(forwarded, { ...request, policy }, ports);
  return openAnswerScreen(request.read.surface, request.format, options);
}

/** By what the server says it is; an answer of any other kind is not known to be readable. */
function formatOf(response: UpstreamResponse): AnswerFormat | 'none' {
  if (response.status === 204 || response.status === 304) return 'none';
  const type = (headerValue(response.rawHeaders, 'content-type') ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase();
  if (type === 'text/event-stream') return 'event-stream';
  if (type === 'application/json' || type?.endsWith('+json') === true) return 'json';
  if (type?.startsWith('text/') === true) return 'text';
  if (headerValue(response.rawHeaders, 'content-length') === '0') return 'none';
  response.body.destroy();
  throw new Refusal('screen', 'upstream-broken', 'an answer of a type that is not known cannot be read');
}

async function passOn(forwarded: Forwarded, response: UpstreamResponse): Promise<Screened> {
  const { client, answer } = forwarded;
  if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
  if (answer.started) {
    response.body.destroy();
    throw new Refusal('screen', 'upstream-broken', `the server answered ${response.status} to what was held`);
  }
  const { status, bytes, complete } = await relay(client, response);
  if (!complete) throw broken(client.target.host);
  return { ...forwarded, outcome: { status, bytes }, result: resultOf(response) };
}

function optionsOf(
  { session, client }: Forwarded,
  { payload, read, policy }: ReadRequest & { readonly policy: CompiledPolicy },
  ports: ExchangePorts,
): AnswerOptions {
  const { detector, vault } = payload.masking;
  const of = { session, host: client.target.host, model: read.model, clock: ports.clock };
  const empty = judgePiece(policy, of, { kind: 'text', text: '' });
  if (empty.kind === 'deny') throw new Refusal('screen', 'denied', empty.message);
  return {
    // What a model says that this session never had stays a placeholder.
    openMasker: () =>
      createStreamMasker(detector, {
        ...vault,
        placeholderFor: (label, secret) => vault.placeholderForStranger(label, secret),
      }),
    openRestorer: () => createStreamRestorer(vault, { as: 'text' }),
    isInWorkspace: (path) => isWithin(session.folders, path),
    judge: (piece) => judgePiece(policy, of, piece),
    judgeText: judgesText(policy),
    limits: ports.limits.answer,
  };
}

/** How an answer that was not cut off ended. */
type End = { readonly bytes: number; readonly closedEarly: boolean };

/** Passes one answer through its screen, at the pace of the slower side. */
class Passed {
  readonly #forwarded: Forwarded;
  readonly #response: UpstreamResponse;
  readonly #screen: AnswerScreen;
  #bytes = 0;

  constructor(forwarded: Forwarded, response: UpstreamResponse, screen: AnswerScreen) {
    this.#forwarded = forwarded;
    this.#response = response;
    this.#screen = screen;
  }

  async run(format: AnswerFormat): Promise<End> {
    const { client } = this.#forwarded;
    try {
      await (format === 'event-stream' ? this.#stream() : this.#whole());
      return { bytes: this.#bytes, closedEarly: false };
    } catch (cause) {
      // Completion clients close as soon as they have seen enough.
      if (!client.signal.aborted) throw cause;
      this.#response.body.destroy();
      return { bytes: this.#bytes, closedEarly: true };
    }
  }

  async #stream(): Promise<void> {
    const pieces = this.#pieces();
    this.#head();
    for await (const piece of pieces) await this.#write(this.#screen.write(piece));
    await this.#write(this.#screen.end());
    await this.#end();
  }

  /** A body that is read whole can still be refused in words. */
  async #whole(): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#pieces()) pieces.push(this.#screen.write(piece));
    pieces.push(this.#screen.end());
    this.#head();
    for (const piece of pieces) await this.#write(piece);
    await this.#end();
  }

  #pieces(): AsyncIterable<Buffer> {
    return decoded(this.#response.body as AsyncIterable<Buffer>, codingOf(this.#response.rawHeaders));
  }

  #head(): void {
    const { answer, client } = this.#forwarded;
    const { status, statusMessage, rawHeaders } = this.#response;
    if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
    const type = headerValue(rawHeaders, 'content-type') ?? '';
    if (answer.started && (status !== 200 || !type.startsWith('text/event-stream'))) {
      throw new Refusal('screen', 'upstream-broken', `the server answered ${status} to what was held`);
    }
    answer.stopKeepAlive();
    if (!answer.started) client.response.head(status, statusMessage, withoutHeaders(rawHeaders, REWRITTEN));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const { client } = this.#forwarded;
    if (client.kind !== 'request') return;
    this.#bytes += bytes.length;
    if (!client.response.body.write(bytes))
      await once(client.response.body, 'drain', { signal: client.signal });
  }

  async #end(): Promise<void> {
    const { client } = this.#forwarded;
    if (!this.#response.complete()) throw broken(client.target.host);
    if (client.kind === 'request') await client.response.end([]);
  }
}

/** What described the body as the server sent it. */
const REWRITTEN = [
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'trailer',
  'etag',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
];

function refusalOf(cause: unknown, host: string): unknown {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof AnswerError || cause instanceof ContentCodingError || cause instanceof DetectorError) {
    const hint = 'nothing of it was passed on unread; the agent log says what was met';
    return new Refusal(
      'screen',
      'upstream-broken',
      `the answer of ${host} cannot be read: ${cause.message}`,
      {
        hint,
        cause,
      },
    );
  }
  return broken(host, cause);
}

function broken(host: string, cause?: unknown): Refusal {
  return new Refusal('screen', 'upstream-broken', `the answer of ${host} broke off`, {
    hint: 'try again; nothing of the answer was made up',
    cause,
  });
}

/** What was passed on is on record whatever became of the rest. */
async function recordAnswer(
  forwarded: Forwarded,
  summary: AnswerSummary,
  ports: ExchangePorts,
): Promise<void> {
  const parts: readonly ContentPart[] = [
    ...summary.texts.map(({ kind, text }) => ({ origin: kind, path: null, tool: null, text })),
    ...summary.toolCalls.map((call) => ({
      origin: 'tool-call',
      path: null,
      tool: call.tool,
      text: call.arguments,
    })),
  ];
  if (parts.length === 0) return;
  const { session, exchange, obligations } = forwarded;
  try {
    await ports.contents.write(
      { session: session.id, exchange, side: 'answer', parts, capture: obligations.capture },
      { reserve: true },
    );
  } catch (cause) {
    ports.fault({ step: 'screen', exchange, cause });
  }
}

function outcomeOf({ status }: UpstreamResponse, summary: AnswerSummary, end: End): JsonObject {
  const { model, usage, finishReasons, toolCalls, texts } = summary;
  return {
    status,
    bytes: end.bytes,
    closedEarly: end.closedEarly,
    model,
    usage: Object.fromEntries(usage),
    finishReasons: [...finishReasons],
    texts: texts.map(({ channel, kind, text, denied }) => ({ channel, kind, chars: text.length, denied })),
    toolCalls: toolCalls.map(({ tool, denied }) => ({ tool, denied })),
  };
}

function resultOf({ status }: UpstreamResponse): Screened['result'] {
  return status < 400 ? 'succeeded' : 'failed';
}
