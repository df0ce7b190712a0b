/** What an event stream consists of (HTML Standard, 9.2, "Server-sent events"). */
export type EventStreamItem =
  | StreamEvent
  /** A comment; its text is not kept. */
  | { readonly kind: 'comment' }
  | { readonly kind: 'retry'; readonly ms: number };

export interface StreamEvent {
  readonly kind: 'event';
  /** Null where the stream names none. */
  readonly event: string | null;
  readonly id: string | null;
  /** The `data` lines, joined by line feeds; never empty. */
  readonly data: string;
}

export interface EventStreamLimits {
  readonly maxLineChars: number;
  /** Of all data lines of one event together. */
  readonly maxEventChars: number;
}

export interface EventStreamReader {
  /** What is complete now. Throws EventStreamError. */
  push(bytes: Uint8Array): EventStreamItem[];
  /**
   * What the end completes. Some clients read lines and not events, so an event that lacks its empty line is
   * one. Throws EventStreamError.
   */
  end(): EventStreamItem[];
}

export type EventStreamErrorCode = 'not-utf8' | 'line-too-long' | 'event-too-large' | 'bad-field';

export class EventStreamError extends Error {
  readonly code: EventStreamErrorCode;

  constructor(code: EventStreamErrorCode, message: string) {
    super(message);
    this.name = 'EventStreamError';
    this.code = code;
  }
}

/** Reads an event stream that may be cut anywhere. Fields the standard does not know are left out, as it says. */
export function createEventStreamReader(limits: EventStreamLimits): EventStreamReader {
  const decoder = new Utf8Reader();
  const lines = new LineReader(limits.maxLineChars);
  const events = new EventReader(limits.maxEventChars);
  return {
    push: (bytes) => lines.push(decoder.push(bytes)).flatMap((line) => events.take(line)),
    end() {
      const items = [...lines.push(decoder.end()), ...lines.end()].flatMap((line) => events.take(line));
      return [...items, ...events.take('')];
    },
  };
}

/** The one spelling of an item: no BOM, line feeds only, and the empty line at its end. */
export function writeEventStreamItem(item: EventStreamItem): string {
  switch (item.kind) {
    case 'comment':
      return ':\n\n';
    case 'retry':
      return `retry: ${item.ms}\n\n`;
    case 'event': {
      const event = item.event === null ? '' : `event: ${item.event}\n`;
      const id = item.id === null ? '' : `id: ${item.id}\n`;
      const data = item.data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
      return `${event}${id}${data.join('')}\n`;
    }
  }
}

class Utf8Reader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #atStart = true;

  push(bytes: Uint8Array): string {
    return this.#decode(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return this.#decode(() => this.#decoder.decode());
  }

  #decode(decode: () => string): string {
    let text: string;
    try {
      text = decode();
    } catch {
      throw new EventStreamError('not-utf8', 'the event stream holds bytes that are not UTF-8');
    }
    if (text === '' || !this.#atStart) return text;
    this.#atStart = false;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}

class LineReader {
  readonly #maxChars: number;
  #open = '';
  /** Whether the last character was a carriage return: a line feed that follows belongs to it. */
  #afterReturn = false;

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  push(text: string): string[] {
    if (text === '') return [];
    const rest = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterReturn = text.endsWith('\r');
    const lines = rest.split(/\r\n|\r|\n/);
    const last = lines.pop() ?? '';
    const complete = lines.map((line, index) => this.#bounded(index === 0 ? this.#open + line : line));
    this.#open = this.#bounded(complete.length === 0 ? this.#open + last : last);
    return complete;
  }

  end(): string[] {
    return this.#open === '' ? [] : [this.#open];
  }

  #bounded(line: string): string {
    if (line.length <= this.#maxChars) return line;
    throw new EventStreamError('line-too-long', `a line of the event stream is over ${this.#maxChars} long`);
  }
}

class EventReader {
  readonly #maxChars: number;
  #event: string | null = null;
  #id: string | null = null;
  #data: string[] = [];
  #chars = 0;

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  take(line: string): EventStreamItem[] {
    if (line === '') return this.#finish();
    if (line.startsWith(':')) return [{ kind: 'comment' }];
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    return this.#field(name, value);
  }

  #field(name: string, value: string): EventStreamItem[] {
    switch (name) {
      case 'data':
        this.#append(value);
        return [];
      case 'event':
        this.#event = token(value);
        return [];
      case 'id':
        this.#id = token(value);
        return [];
      case 'retry':
        return /^[0-9]{1,9}$/.test(value) ? [{ kind: 'retry', ms: Number(value) }] : [];
      default:
        return [];
    }
  }

  #append(value: string): void {
    this.#chars += value.length + 1;
    if (this.#chars > this.#maxChars) {
      throw new EventStreamError('event-too-large', `an event is over ${this.#maxChars} characters long`);
    }
    this.#data.push(value);
  }

  #finish(): EventStreamItem[] {
    const item = { kind: 'event', event: this.#event, id: this.#id, data: this.#data.join('\n') } as const;
    this.#event = null;
    this.#id = null;
    this.#data = [];
    this.#chars = 0;
    return item.data === '' ? [] : [item];
  }
}

/** A name or an id is passed on as it is, so it must be too plain to carry text. */
function token(value: string): string {
  if (/^[A-Za-z0-9_.:-]{1,128}$/.test(value)) return value;
  throw new EventStreamError('bad-field', 'the name or the id of an event is not a plain word');
}
