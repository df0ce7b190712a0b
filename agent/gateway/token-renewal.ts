import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { backoffMs } from '../audit/backoff.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { CollectorError, isUnauthenticated } from '../collector-client/collector-error.ts';
import type { OwnToken } from '../identity/own-token.ts';
import type { GatewayLimits } from './limits.ts';

interface TokenRenewalOptions {
  readonly own: OwnToken;
  readonly client: Pick<CollectorClient, 'agentToken' | 'renewToken'>;
  readonly clock: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
  /** What is asked for in the place of a token, each time the same. */
  readonly nextToken: (instead: string) => string;
  /** Resolves after `ms`, or once `stop` aborts. */
  readonly wait: (ms: number, stop: AbortSignal) => Promise<void>;
  readonly limits: Pick<GatewayLimits, 'tokenRenewalMs' | 'tokenRetryMs' | 'maxTokenRetryMs'>;
  /** There is no other token yet, or it could not be kept; it is tried again. */
  readonly fault: (cause: unknown, expiresAt: string) => void;
}

/** Longer than this no timer waits: a clock that was set meanwhile is seen. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** Owner of a gateway's own token: it has another in its place long before it ends. */
export class TokenRenewal {
  readonly #options: TokenRenewalOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #answer: AgentTokenAnswer;
  /** The token that a start would find. */
  #inPlace: string;

  constructor(options: TokenRenewalOptions) {
    this.#options = options;
    this.#answer = options.own.answer;
    this.#inPlace = this.#answer.token;
    this.#running = this.#follow();
  }

  /** A renewal under way is not given up: the token that it brings is the only one that is worth something. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #follow(): Promise<void> {
    const { wait, random, limits, fault } = this.#options;
    const pause = { minMs: limits.tokenRetryMs, maxMs: limits.maxTokenRetryMs };
    const stop = this.#stop.signal;
    let failures = 0;
    while (!stop.aborted) {
      const dueMs = failures === 0 ? this.#dueInMs() : backoffMs(failures - 1, pause, random);
      if (dueMs > 0) {
        await wait(Math.min(dueMs, LONGEST_WAIT_MS), stop);
        if (failures === 0) continue;
      }
      if (stop.aborted) return;
      try {
        await this.#renew();
        failures = 0;
        // A token of a collector whose tokens end sooner is due again at once.
        if (this.#dueInMs() <= 0) await wait(pause.maxMs, stop);
      } catch (cause) {
        failures += 1;
        fault(cause, this.#answer.expiresAt);
      }
    }
  }

  #dueInMs(): number {
    const { clock, limits } = this.#options;
    return Date.parse(this.#answer.expiresAt) - limits.tokenRenewalMs - clock().getTime();
  }

  async #renew(): Promise<void> {
    const { own, client } = this.#options;
    if (this.#inPlace === this.#answer.token) {
      // The old one ends with the answer, so another is asked for only where it can be kept.
      await own.keep(this.#answer, this.#inPlace);
      const { name, subject } = this.#answer;
      const answer = await this.#another(name);
      if (answer.name !== name || answer.subject !== subject) {
        throw new CollectorError('malformed', 'the collector answered with a token of somebody else');
      }
      client.renewToken(answer.token);
      this.#answer = answer;
    }
    await own.keep(this.#answer, this.#inPlace);
    this.#inPlace = this.#answer.token;
  }

  /**
   * Asked for by its own text, so that an answer that was lost does no harm, nor does the end of a gateway before it kept
   * the answer: asked again, the collector knows either token.
   */
  async #another(name: string): Promise<AgentTokenAnswer> {
    const { client, nextToken } = this.#options;
    const token = nextToken(this.#answer.token);
    const request = { renew: name, token };
    try {
      return await client.agentToken(request);
    } catch (cause) {
      if (!isUnauthenticated(cause)) throw cause;
    }
    client.renewToken(token);
    try {
      return await client.agentToken(request);
    } catch (cause) {
      client.renewToken(this.#answer.token);
      throw cause;
    }
  }
}
