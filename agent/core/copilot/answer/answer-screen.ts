import {
  createEventStreamReader,
  EventStreamError,
  type EventStreamItem,
  writeEventStreamItem,
} from '../event-stream.ts';
import { JsonTextError } from '../json-text.ts';
import type { PromptSurface } from '../surface.ts';
import { AnswerError } from './answer-error.ts';
import { anyBody, anyStream } from './any-shape.ts';
import {
  type BodyShape,
  chatBody,
  completionBody,
  messagesBody,
  otherBody,
  responsesBody,
  screenBody,
} from './bodies.ts';
import { chatStream } from './chat-stream.ts';
import { completionStream } from './completion-stream.ts';
import { type AnswerContext, createContext, summaryOf } from './context.ts';
import { mcpBody, mcpStream } from './mcp-answer.ts';
import { messagesStream } from './messages-stream.ts';
import type { AnswerOptions, AnswerSummary } from './options.ts';
import { responsesStream } from './responses-stream.ts';
import type { StreamShape } from './stream-shape.ts';

/** An answer on its way to the client. */
export interface AnswerScreen {
  /** The bytes that may go to the client now. Throws AnswerError; nothing may be written after that. */
  write(bytes: Uint8Array): Uint8Array;
  /** The bytes that go once the upstream has ended as it should. Throws AnswerError. */
  end(): Uint8Array;
  /** What was said so far, masked. */
  summary(): AnswerSummary;
}

/** Surfaces whose answers a model or a tool wrote, or that repeat what was asked. */
export type ScreenedSurface = PromptSurface['kind'] | 'mcp' | 'attachment';

/** What the server says an answer is: `Content-Type`. */
export type AnswerFormat = 'event-stream' | 'json' | 'text';

interface Shapes {
  readonly stream: ((context: AnswerContext) => StreamShape) | null;
  readonly body: BodyShape;
}

const SHAPES: Readonly<Record<ScreenedSurface, Shapes>> = {
  completion: { stream: completionStream, body: completionBody },
  'chat-completions': { stream: chatStream, body: chatBody },
  responses: { stream: responsesStream, body: responsesBody },
  messages: { stream: messagesStream, body: messagesBody },
  agents: { stream: anyStream, body: anyBody },
  auto: { stream: anyStream, body: anyBody },
  embeddings: { stream: null, body: otherBody },
  attachment: { stream: null, body: otherBody },
  mcp: { stream: mcpStream, body: mcpBody },
};

/**
 * Screens the answer of one request; its body comes decoded of its content coding. Clients read an answer by what
 * they asked for, so what the server calls it is not enough: a body that begins as JSON is read as JSON, and one
 * that has the fields of an event stream is never taken for plain text.
 */
export function openAnswerScreen(
  surface: ScreenedSurface,
  format: AnswerFormat,
  options: AnswerOptions,
): AnswerScreen {
  const context = createContext(options);
  const filter = new Undecided(SHAPES[surface], format, context);
  let hasFailed = false;
  const guarded = (step: () => string): Uint8Array => {
    if (hasFailed) throw new AnswerError('out-of-order', 'the answer was cut off before');
    hasFailed = true;
    const bytes = ENCODER.encode(closed(step));
    hasFailed = false;
    return bytes;
  };
  return {
    write: (bytes) => guarded(() => filter.write(bytes)),
    end: () => guarded(() => filter.end()),
    summary: () => summaryOf(context),
  };
}

const ENCODER = new TextEncoder();

interface ByteFilter {
  write(bytes: Uint8Array): string;
  end(): string;
}

/** The faults of what a screen is made of, as its own. */
function closed(step: () => string): string {
  try {
    return step();
  } catch (fault) {
    if (fault instanceof JsonTextError) throw new AnswerError('bad-json', fault.message);
    if (fault instanceof EventStreamError) throw new AnswerError('bad-stream', fault.message);
    throw fault;
  }
}

/** Waits for the first character that says what kind of answer this is. */
class Undecided implements ByteFilter {
  readonly #shapes: Shapes;
  readonly #format: AnswerFormat;
  readonly #context: AnswerContext;
  #before: number[] = [];
  #filter: ByteFilter | null = null;

  constructor(shapes: Shapes, format: AnswerFormat, context: AnswerContext) {
    this.#shapes = shapes;
    this.#format = format;
    this.#context = context;
  }

  write(bytes: Uint8Array): string {
    if (this.#filter !== null) return this.#filter.write(bytes);
    const at = bytes.findIndex((byte) => !isIgnored(byte));
    const end = at === -1 ? bytes.length : at;
    this.#before.push(...bytes.subarray(0, end));
    if (this.#before.length > MAX_BYTES_BEFORE) throw unknownFormat();
    if (at === -1) return '';
    this.#filter = this.#choose(bytes[at] ?? 0);
    return this.#filter.write(Uint8Array.from(this.#before)) + this.#filter.write(bytes.subarray(at));
  }

  end(): string {
    return this.#filter?.end() ?? '';
  }

  #choose(first: number): ByteFilter {
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      return new BodyFilter(this.#format === 'text' ? otherBody : this.#shapes.body, this.#context);
    }
    if (this.#format === 'text') return new PlainFilter(this.#context);
    const mayBeStream = this.#format === 'event-stream' || STREAM_BEGINS.includes(first);
    if (this.#shapes.stream === null || !mayBeStream) throw unknownFormat();
    return new StreamFilter(this.#shapes.stream(this.#context), this.#context);
  }
}

const MAX_BYTES_BEFORE = 64;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
/** `data`, `event`, `id`, `retry` and a comment. */
const STREAM_BEGINS: readonly number[] = [0x64, 0x65, 0x69, 0x72, 0x3a];

/** White space, and the bytes of a byte order mark, which the readers of both kinds deal with. */
function isIgnored(byte: number): boolean {
  return [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].includes(byte);
}

function unknownFormat(): AnswerError {
  return new AnswerError('unknown-format', 'the answer is neither an event stream nor JSON');
}

class StreamFilter implements ByteFilter {
  readonly #shape: StreamShape;
  readonly #reader: ReturnType<typeof createEventStreamReader>;

  constructor(shape: StreamShape, { options }: AnswerContext) {
    this.#shape = shape;
    this.#reader = createEventStreamReader(options.limits.eventStream);
  }

  write(bytes: Uint8Array): string {
    return this.#pass(this.#reader.push(bytes));
  }

  end(): string {
    return this.#pass(this.#reader.end()) + this.#shape.end().map(writeEventStreamItem).join('');
  }

  #pass(items: readonly EventStreamItem[]): string {
    const passed = items.flatMap((item) => (item.kind === 'event' ? this.#shape.event(item) : [item]));
    return passed.map(writeEventStreamItem).join('');
  }
}

/** Keeps a whole body, up to the limit. */
class WholeBody {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #maxBytes: number;
  #text = '';
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) {
      throw new AnswerError('too-large', `the answer is over ${this.#maxBytes} bytes long`);
    }
    this.#text += this.#decode(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): string {
    return this.#text + this.#decode(() => this.#decoder.decode());
  }

  #decode(decode: () => string): string {
    try {
      return decode();
    } catch {
      throw new AnswerError('unknown-format', 'the answer holds bytes that are not UTF-8');
    }
  }
}

class BodyFilter implements ByteFilter {
  readonly #body: WholeBody;
  readonly #shape: BodyShape;
  readonly #context: AnswerContext;

  constructor(shape: BodyShape, context: AnswerContext) {
    this.#body = new WholeBody(context.options.limits.maxBodyBytes);
    this.#shape = shape;
    this.#context = context;
  }

  write(bytes: Uint8Array): string {
    this.#body.add(bytes);
    return '';
  }

  end(): string {
    return screenBody(this.#body.end(), this.#shape, this.#context);
  }
}

const STREAM_FIELD = /^\ufeff?(?:data|event|id|retry)?:/m;

/** What an upstream says of an error in plain words. */
class PlainFilter implements ByteFilter {
  readonly #body: WholeBody;
  readonly #context: AnswerContext;

  constructor(context: AnswerContext) {
    this.#body = new WholeBody(context.options.limits.maxBodyBytes);
    this.#context = context;
  }

  write(bytes: Uint8Array): string {
    this.#body.add(bytes);
    return '';
  }

  end(): string {
    const text = this.#body.end();
    if (STREAM_FIELD.test(text)) throw unknownFormat();
    return this.#context.channels.maskOther(text);
  }
}
