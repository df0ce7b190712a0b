import { finished } from 'node:stream/promises';
import type { ExchangeLimits } from '../config.ts';
import { encodeErrorAdvertisement } from '../core/git/advertisement.ts';
import type { Report } from '../core/git/report-status.ts';
import type { ClientRequest, ClientTunnel } from './client.ts';
import { type Dialect, EventStreamAnswer } from './event-stream-answer.ts';
import type { PushAnswer } from './push-answer.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import type { GitService } from './stages.ts';

/** Bounds of what is read of a request that is refused. */
export type DrainLimits = Pick<ExchangeLimits, 'maxDrainBytes' | 'maxDrainMs'>;

/** In which words the client understands a refusal. It grows more particular as more is known of the request. */
type Mode =
  | { readonly kind: 'http' }
  | { readonly kind: 'advertisement'; readonly service: GitService }
  | { readonly kind: 'push'; readonly push: PushAnswer }
  | { readonly kind: 'dialect'; readonly dialect: Dialect; readonly stream: EventStreamAnswer };

/**
 * The answer of one exchange until it is known to be the upstream's. Owner of how a refusal is said; every
 * exchange ends in `refuse`, or in a relayed answer, and never in both.
 */
export class Answer {
  readonly #client: ClientRequest | ClientTunnel;
  readonly #limits: DrainLimits;
  #mode: Mode = { kind: 'http' };

  constructor(client: ClientRequest | ClientTunnel, limits: DrainLimits) {
    this.#client = client;
    this.#limits = limits;
  }

  speakAdvertisement(service: GitService): void {
    this.#mode = { kind: 'advertisement', service };
  }

  speakPush(push: PushAnswer): void {
    this.#mode = { kind: 'push', push };
  }

  /** From here on a refusal is said as this protocol says it. */
  speak(dialect: Dialect): void {
    if (this.#client.kind !== 'request') throw new Error('only a request is answered in a dialect');
    this.#mode = {
      kind: 'dialect',
      dialect,
      stream: new EventStreamAnswer(this.#client.response, dialect),
    };
  }

  /** A word to whoever waits, where the protocol has a place for one. */
  progress(text: string): void {
    if (this.#mode.kind === 'push') this.#mode.push.progress(text);
  }

  /** What the server says to whoever pushes, passed on as it came. */
  progressBytes(bytes: Uint8Array): void {
    if (this.#mode.kind === 'push') this.#mode.push.progressBytes(bytes);
  }

  /** Keeps a client that is made to wait from giving up. */
  keepAlive(): void {
    if (this.#mode.kind === 'push') this.#mode.push.keepAlive();
    if (this.#mode.kind === 'dialect') this.#mode.stream.keepAlive();
  }

  /** Its client reads no event stream after all: it waits without a word. */
  waitSilently(): void {
    if (this.#mode.kind === 'dialect') this.speak({ ...this.#mode.dialect, waits: false });
  }

  /** What follows is the answer itself. */
  stopKeepAlive(): void {
    if (this.#mode.kind === 'push') this.#mode.push.stopKeepAlive();
    if (this.#mode.kind === 'dialect') this.#mode.stream.stopKeepAlive();
  }

  /** True once the client has seen a status line. */
  get started(): boolean {
    return this.#client.kind === 'request' && this.#client.response.headSent;
  }

  async finishPush(report: Report): Promise<void> {
    if (this.#mode.kind !== 'push') throw new Error('only a push ends with a report');
    await this.#mode.push.finish(report);
  }

  async refuse(refusal: Refusal): Promise<void> {
    const client = this.#client;
    if (client.kind === 'tunnel') {
      client.refuse(statusOf(refusal.code), authenticateHeader(refusal.code), words(refusal));
      return;
    }
    if (client.signal.aborted) {
      this.stopKeepAlive();
      return client.response.destroy();
    }
    await drain(client, this.#limits);
    switch (this.#mode.kind) {
      case 'push':
        return this.#mode.push.refuse(refusal);
      case 'advertisement':
        return this.#refuseAdvertisement(client, this.#mode.service, refusal);
      case 'dialect':
        return this.#refuseInDialect(client, this.#mode, refusal);
      case 'http':
        return this.#refuseHttp(client, refusal);
    }
  }

  async #refuseAdvertisement(client: ClientRequest, service: GitService, refusal: Refusal): Promise<void> {
    if (client.response.headSent) return client.response.destroy();
    const body = encodeErrorAdvertisement(service, words(refusal));
    const type = `application/x-${service}-advertisement`;
    await send(client, { status: 200, message: 'OK', headers: ['Content-Type', type] }, Buffer.from(body));
  }

  async #refuseInDialect(
    client: ClientRequest,
    { dialect, stream }: Extract<Mode, { kind: 'dialect' }>,
    refusal: Refusal,
  ): Promise<void> {
    if (client.response.headSent) return stream.refuse(refusal);
    const { status, type, body } = dialect.say(refusal);
    await send(client, refused(status, ['Content-Type', type]), Buffer.from(body));
  }

  async #refuseHttp(client: ClientRequest, refusal: Refusal): Promise<void> {
    if (client.response.headSent) return client.response.destroy();
    const head =
      refusal.code === 'unknown-session' && client.via === 'gateway'
        ? refused(UNAUTHORIZED, [...GATEWAY_CHALLENGE, ...PLAIN])
        : refused(statusOf(refusal.code), PLAIN);
    await send(client, head, Buffer.from(`${words(refusal)}\n`));
  }
}

const PLAIN = ['Content-Type', 'text/plain; charset=utf-8'] as const;
export const UNAUTHORIZED = 401;
/** To a client that takes the gateway for the server itself; git asks its user, or its credential helper, for a token. */
export const GATEWAY_CHALLENGE = ['WWW-Authenticate', 'Basic realm="countersign gateway"'] as const;

/** `countersign: what was seen. what to do next` on one line. */
export function words(refusal: Refusal): string {
  return `countersign: ${refusal.message}${refusal.hint === '' ? '' : ` (${refusal.hint})`}`;
}

interface Head {
  readonly status: number;
  readonly message: string;
  readonly headers: readonly string[];
}

function refused(status: number, headers: readonly string[]): Head {
  return { status, message: 'Refused by Countersign', headers };
}

async function send(client: ClientRequest, { status, message, headers }: Head, body: Buffer): Promise<void> {
  const framed = [...headers, 'Content-Length', String(body.length), 'Cache-Control', 'no-store'];
  client.response.head(status, message, framed);
  client.response.body.write(body);
  await client.response.end([]);
}

/**
 * Reads what the client still sends: a client cut off while sending reports a reset connection, not the reason.
 * One that waits for `100 Continue` sends nothing more; what is longer or slower than the bounds is cut off.
 */
async function drain(
  { body, expectsContinue }: ClientRequest,
  { maxDrainBytes, maxDrainMs }: DrainLimits,
): Promise<void> {
  if (body.readableEnded || body.destroyed || (expectsContinue && !body.readableDidRead)) return;
  let seen = 0;
  body.unpipe();
  body.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > maxDrainBytes) body.destroy();
  });
  body.resume();
  await finished(body, { writable: false, signal: AbortSignal.timeout(maxDrainMs) }).catch(() => undefined);
}

function authenticateHeader(code: RefusalCode): readonly string[] {
  return code === 'unknown-session' ? ['Proxy-Authenticate', 'Basic realm="countersign"'] : [];
}

/** One status a code; 4xx where the request is at fault or refused, 5xx where the agent or the upstream is. */
export function statusOf(code: RefusalCode): number {
  switch (code) {
    case 'unknown-session':
      return 407;
    case 'misdirected':
      return 421;
    case 'head-too-long':
      return 431;
    case 'unsupported-version':
      return 505;
    case 'malformed':
    case 'tls-failed':
      return 400;
    case 'too-large':
      return 413;
    case 'denied':
    case 'revoked':
    case 'approval-denied':
    case 'approval-timed-out':
    case 'approval-withdrawn':
    case 'approval-unavailable':
    case 'client-gone':
    case 'unknown-operation':
    case 'no-policy':
    case 'cannot-mask':
    case 'no-credential':
    case 'inspection-failed':
    case 'upgrade-refused':
      return 403;
    case 'uncovered-host':
    case 'upstream-unreachable':
    case 'upstream-broken':
      return 502;
    case 'too-many-exchanges':
    case 'identity-away':
    case 'revocations-unknown':
    case 'shutting-down':
    case 'journal-full':
    case 'journal-failed':
      return 503;
    case 'internal':
      return 500;
  }
}
