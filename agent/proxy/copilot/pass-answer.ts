import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { FoundSecret } from '../../../protocol/copilot.ts';
import type { AnswerFormat, AnswerScreen } from '../../core/copilot/answer/answer-screen.ts';
import type { AnswerSummary } from '../../core/copilot/answer/options.ts';
import { headerValue, withoutHeaders } from '../../core/http/headers.ts';
import type { ClientRequest } from '../client.ts';
import { codingOf, decoded } from '../content-coding.ts';
import { Refusal } from '../refusal.ts';
import type { Forwarded } from '../stages.ts';
import type { UpstreamResponse } from '../upstream.ts';
import type { AnswerDecision } from './hold-answer.ts';
import { KeptBytes } from './kept-bytes.ts';
import type { AnswerEnd } from './record-answer.ts';

/** The reading of one answer: each screen reads it from its start. */
export interface AnswerReading {
  /** Keeps pieces back that a reviewer has to see, and says so in `isHeld`. */
  readonly screen: AnswerScreen;
  /** What that screen masked so far. */
  readonly secrets: () => readonly FoundSecret[];
  /** Bytes that may be kept for a second reading; null when no piece can be held. */
  readonly maxKeptBytes: number | null;
  isHeld(): boolean;
  /** Waits for a reviewer; gives the screen that says what they decided. */
  decide(said: AnswerSummary): Promise<Decided>;
}

export interface Decided extends Pick<AnswerReading, 'screen' | 'secrets'> {
  readonly decision: AnswerDecision;
}

/**
 * Passes one answer through its screen, at the pace of the slower side. From the first piece on that a reviewer has
 * to see nothing is passed on, but comments that keep the client: the answer is read to its end, and read once more
 * when it is decided, since only then it is known what stands in the place of that piece.
 */
export class PassedAnswer {
  readonly #forwarded: Forwarded;
  readonly #response: UpstreamResponse;
  readonly #reading: AnswerReading;
  readonly #kept: KeptBytes;
  #screen: AnswerScreen;
  #secrets: () => readonly FoundSecret[];
  #decision: AnswerDecision | null = null;
  #bytes = 0;
  /** Of what was passed on. */
  readonly #passed = createHash('sha256');

  constructor(forwarded: Forwarded, response: UpstreamResponse, reading: AnswerReading) {
    this.#forwarded = forwarded;
    this.#response = response;
    this.#reading = reading;
    this.#screen = reading.screen;
    this.#secrets = reading.secrets;
    this.#kept = new KeptBytes(reading.maxKeptBytes ?? 0);
  }

  async run(format: AnswerFormat): Promise<AnswerEnd> {
    const { client } = this.#forwarded;
    let closedEarly = false;
    let left: Refusal | null = null;
    try {
      await (format === 'event-stream' ? this.#stream() : this.#whole());
    } catch (cause) {
      // Completion clients close as soon as they have seen enough.
      if (!client.signal.aborted) throw cause;
      this.#response.body.destroy();
      closedEarly = true;
      if (cause instanceof Refusal && cause.code === 'client-gone') left = cause;
    }
    return { bytes: this.#bytes, closedEarly, left, decision: this.#decision, secrets: this.#secrets() };
  }

  /** What was said so far, masked. */
  summary(): AnswerSummary {
    return this.#screen.summary();
  }

  /** Null while nobody has decided anything about it. */
  get decision(): AnswerDecision | null {
    return this.#decision;
  }

  async #stream(): Promise<void> {
    const pieces = this.#pieces();
    this.#head();
    for await (const piece of pieces) await this.#pass(this.#screen.write(piece), piece);
    await this.#pass(this.#screen.end());
    if (!this.#response.complete()) throw broken(this.#client().target.host);
    if (this.#reading.isHeld()) {
      const rest = await this.#decided();
      this.#forwarded.answer.stopKeepAlive();
      for (const bytes of rest) await this.#write(bytes);
    }
    await this.#client().response.end([]);
  }

  /** A body that is read whole can still be refused in words. */
  async #whole(): Promise<void> {
    let out: Uint8Array[] = [];
    for await (const piece of this.#pieces()) {
      out.push(this.#screen.write(piece));
      this.#keep(piece);
    }
    out.push(this.#screen.end());
    if (!this.#response.complete()) throw broken(this.#client().target.host);
    if (this.#reading.isHeld()) {
      out = await this.#decided();
      if (this.#decision?.kind === 'refused') {
        const { code, reason, hint, rule } = this.#decision.refused;
        throw new Refusal('screen', code, reason, { hint, rule });
      }
    }
    this.#head();
    for (const piece of out) await this.#write(piece);
    await this.#client().response.end([]);
  }

  /** Writes what came of a piece, unless something in it or before it waits for a reviewer. */
  async #pass(out: Uint8Array, piece: Uint8Array = EMPTY): Promise<void> {
    const isHeld = this.#reading.isHeld();
    if (isHeld) this.#forwarded.answer.keepAlive();
    this.#keep(piece);
    if (!isHeld) await this.#write(out);
  }

  #keep(piece: Uint8Array): void {
    if (this.#reading.maxKeptBytes !== null) this.#kept.add(piece);
    if (!this.#reading.isHeld() || this.#kept.isWhole) return;
    const most = `over ${this.#reading.maxKeptBytes} bytes long`;
    throw new Refusal('screen', 'too-large', `an answer that needs a review is ${most}`, {
      hint: 'ask for less at once, or raise the limit of the agent',
    });
  }

  /**
   * What follows the bytes that were passed on before. The policy of this moment may say otherwise of those, and then
   * nothing can follow them.
   */
  async #decided(): Promise<Uint8Array[]> {
    const { decision, screen, secrets } = await this.#reading.decide(this.#screen.summary());
    this.#decision = decision;
    this.#screen = screen;
    this.#secrets = secrets;
    const again = [...this.#kept.pieces.map((piece) => screen.write(piece)), screen.end()];
    const whole = Buffer.concat(again);
    const before = createHash('sha256').update(whole.subarray(0, this.#bytes)).digest('hex');
    if (before !== this.#passed.digest('hex')) {
      const what = 'what was passed on before the review is no longer what the policy lets through';
      throw new Refusal('screen', 'denied', what, { hint: 'ask again' });
    }
    return [whole.subarray(this.#bytes)];
  }

  #pieces(): AsyncIterable<Buffer> {
    return decoded(this.#response.body as AsyncIterable<Buffer>, codingOf(this.#response.rawHeaders));
  }

  #head(): void {
    const { answer } = this.#forwarded;
    const { status, statusMessage, rawHeaders } = this.#response;
    const type = headerValue(rawHeaders, 'content-type') ?? '';
    if (answer.started && (status !== 200 || !type.startsWith('text/event-stream'))) {
      throw new Refusal('screen', 'upstream-broken', `the server answered ${status} to what was held`);
    }
    answer.stopKeepAlive();
    if (!answer.started)
      this.#client().response.head(status, statusMessage, withoutHeaders(rawHeaders, REWRITTEN));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const client = this.#client();
    this.#bytes += bytes.length;
    if (this.#decision === null) this.#passed.update(bytes);
    if (!client.response.body.write(bytes))
      await once(client.response.body, 'drain', { signal: client.signal });
  }

  #client(): ClientRequest {
    const { client } = this.#forwarded;
    if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
    return client;
  }
}

const EMPTY = new Uint8Array();

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

export function broken(host: string, cause?: unknown): Refusal {
  return new Refusal('screen', 'upstream-broken', `the answer of ${host} broke off`, {
    hint: 'try again; nothing of the answer was made up',
    cause,
  });
}
