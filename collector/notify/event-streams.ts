import type { ServerResponse } from 'node:http';
import type { CollectorEvent } from '../../protocol/collector-api.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';

export interface Notice {
  /** The `id:` line: grows with every event of its kind. */
  readonly id: string;
  readonly event: CollectorEvent;
}

interface Reader {
  readonly caller: Caller;
  readonly response: ServerResponse;
  /** Approvals that it was told of while it still gets what was pending; null after that. */
  told: Set<string> | null;
}

type StreamLimits = Pick<
  CollectorLimits,
  | 'maxEventStreams'
  | 'maxEventStreamsPerCaller'
  | 'maxStreamQueueBytes'
  | 'maxStreamQueuesBytes'
  | 'streamKeepAliveMs'
>;

/** Owner of all open event streams (HTML standard, "Server-sent events"). What a reader may not see is not sent. */
export class EventStreams {
  readonly #limits: StreamLimits;
  readonly #readers = new Set<Reader>();
  readonly #keepAlive: NodeJS.Timeout;
  #isClosed = false;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
    this.#keepAlive = setInterval(() => this.#sendAll(': keep-alive\n\n'), limits.streamKeepAliveMs);
    this.#keepAlive.unref();
  }

  /** Throws ApiFault, while the answer can still be one, where no reader can be taken. */
  refuseMore({ subject, token }: Pick<Caller, 'subject' | 'token'>): void {
    if (this.#isClosed) throw new ApiFault('internal', 'the collector is stopping');
    if (this.#readers.size >= this.#limits.maxEventStreams) {
      throw new ApiFault('too-many', `${this.#readers.size} event streams are open, which is the limit`);
    }
    let own = 0;
    for (const { caller } of this.#readers)
      if (caller.subject === subject && caller.token === token) own += 1;
    if (own >= this.#limits.maxEventStreamsPerCaller) {
      throw new ApiFault('too-many', `${own} event streams of yours are open, which is the limit`);
    }
  }

  /**
   * Sends what `backlog` gives, each when the reader has taken the one before, and from the first moment on also
   * what is published. An approval that was published meanwhile is left out of the backlog, which may be older.
   */
  async open(caller: Caller, response: ServerResponse, backlog: AsyncIterable<Notice>): Promise<void> {
    const reader: Reader = { caller, response, told: new Set() };
    this.#readers.add(reader);
    response.once('close', () => this.#readers.delete(reader));
    response.on('error', () => this.#cut(reader));
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // The connection ends with the stream, so that closing the collector does not wait for an idle one.
      connection: 'close',
    });
    response.write(': countersign\n\n');
    for await (const notice of backlog) {
      if (!this.#readers.has(reader)) return;
      if (reader.told?.has(subjectOf(notice.event))) continue;
      if (maySee(caller, notice.event) && !response.write(frame(notice))) await taken(response);
    }
    reader.told = null;
  }

  /** How many readers there are. */
  size(): number {
    return this.#readers.size;
  }

  publish(notice: Notice): void {
    const text = frame(notice);
    this.#refuseSlow(text.length);
    for (const reader of this.#readers) {
      if (!maySee(reader.caller, notice.event)) continue;
      reader.told?.add(subjectOf(notice.event));
      this.#send(reader, text);
    }
  }

  /** Ends the streams of those whose token or session has ended by now; `now` is in milliseconds since the epoch. */
  sweep(now: number): void {
    for (const reader of this.#readers) {
      const { expiresAt } = reader.caller;
      if (expiresAt === null || expiresAt > now) continue;
      this.#readers.delete(reader);
      reader.response.end();
    }
  }

  /** Ends the streams of these callers. */
  closeAll(isTheirs: (caller: Caller) => boolean): void {
    for (const reader of this.#readers) if (isTheirs(reader.caller)) this.#cut(reader);
  }

  /** Ends every stream once its reader has taken what is on its way. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#keepAlive);
    for (const { response } of this.#readers) response.end();
  }

  #sendAll(text: string): void {
    for (const reader of this.#readers) this.#send(reader, text);
  }

  /** While too much waits for all of them together, those for whom anything waits lose their stream. */
  #refuseSlow(more: number): void {
    let waiting = 0;
    for (const { response } of this.#readers) waiting += response.writableLength;
    if (waiting + more <= this.#limits.maxStreamQueuesBytes) return;
    for (const reader of this.#readers) if (reader.response.writableLength > 0) this.#cut(reader);
  }

  /** A reader that does not keep up loses its stream instead of our memory; it connects again and asks. */
  #send(reader: Reader, text: string): void {
    if (reader.response.writableLength + text.length > this.#limits.maxStreamQueueBytes) this.#cut(reader);
    else reader.response.write(text);
  }

  #cut(reader: Reader): void {
    this.#readers.delete(reader);
    reader.response.destroy();
  }
}

function maySee(caller: Caller, event: CollectorEvent): boolean {
  switch (event.kind) {
    case 'feed':
      return caller.roles.includes('agent');
    case 'record':
      return caller.roles.includes('auditor');
    case 'approval':
      return seesEveryApproval(caller) || event.approval.binding.requester === caller.subject;
  }
}

/** What an event is about, as far as a later one may replace it. */
function subjectOf(event: CollectorEvent): string {
  return event.kind === 'approval' ? event.approval.id : event.kind;
}

/**
 * Reviewers and auditors, and gateways, each of which goes on with what another one asked for. Everybody else sees what
 * they asked for themselves.
 */
export function seesEveryApproval({ roles }: Caller): boolean {
  return roles.includes('reviewer') || roles.includes('auditor') || roles.includes('gateway');
}

/** JSON has no line breaks of its own, so the data is one line whatever is in it. */
function frame({ id, event }: Notice): string {
  return `id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
}

function taken(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
