import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { fieldLines } from '../core/http/request-text.ts';
import { passableTrailers } from '../core/http/trailers.ts';
import { releaser } from '../release.ts';
import type { UpstreamRequest } from './upstream.ts';
import { UpstreamError } from './upstream-error.ts';

/** What becomes of a body that is being sent. */
export interface BodyFate {
  /** All of it was handed to the connection. */
  sent(): void;
  /** It ended too early or too late: the connection is of no use any more. */
  broken(fault: UpstreamError): void;
}

/** Sends the body of a request at the pace of the slower side, framed as its head says. */
export class RequestBody {
  readonly #body: Readable;
  readonly #socket: Socket;
  readonly #request: UpstreamRequest;
  readonly #fate: BodyFate;
  #length = 0;
  #isOver = false;
  #holdsHead = false;

  constructor(body: Readable, request: UpstreamRequest, socket: Socket, fate: BodyFate) {
    this.#body = body;
    this.#request = request;
    this.#socket = socket;
    this.#fate = fate;
  }

  /** The head goes out at once, and together with the first of the body where that is there already. */
  start(head: string): void {
    const body = this.#body;
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    this.#holdsHead = true;
    setImmediate(this.#letHeadGo);
    if (body.destroyed && !body.readableEnded) {
      this.#breakOff();
      return;
    }
    body.once('end', () => this.#end());
    body.once('error', () => this.#breakOff());
    body.once('close', () => this.#breakOff());
    body.on('data', this.#write);
  }

  /** The connection takes more. */
  goOn(): void {
    if (!this.#isOver) this.#body.resume();
  }

  /** Nothing more can be sent. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#body.off('data', this.#write).pause();
  }

  /** Gives back the memory of what was written: a large body would else be held in good part. */
  readonly #write = (chunk: Buffer): void => {
    const { contentLength } = this.#request;
    this.#length += chunk.length;
    if (chunk.length === 0) return;
    if (contentLength !== null && this.#length > contentLength) {
      this.#breakOff();
      return;
    }
    const socket = this.#socket;
    const written = releaser(chunk);
    if (contentLength === null) {
      socket.cork();
      socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
      socket.write(chunk, written);
      socket.write('\r\n', 'latin1');
      socket.uncork();
    } else socket.write(chunk, written);
    this.#letHeadGo();
    if (socket.writableNeedDrain) this.#body.pause();
  };

  readonly #letHeadGo = (): void => {
    if (!this.#holdsHead) return;
    this.#holdsHead = false;
    this.#socket.uncork();
  };

  #end(): void {
    if (this.#isOver) return;
    const { contentLength } = this.#request;
    if (contentLength !== null && this.#length !== contentLength) {
      this.#breakOff();
      return;
    }
    this.#isOver = true;
    if (contentLength === null) {
      this.#socket.write(
        `0\r\n${fieldLines(passableTrailers(this.#request.trailers?.() ?? []))}\r\n`,
        'latin1',
      );
    }
    this.#fate.sent();
  }

  #breakOff(): void {
    if (this.#isOver) return;
    this.stop();
    this.#fate.broken(new UpstreamError('aborted', 'the body of the request broke off'));
  }
}
