import type { EventStreamItem, StreamEvent } from '../event-stream.ts';
import { applyEdits, encodeString, type JsonEdit, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { AnswerError, unknownShape } from './answer-error.ts';
import type { ChannelText } from './channel-text.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import { Outbox } from './outbox.ts';
import {
  indexOf,
  isDone,
  type ReadEvent,
  readEvent,
  type StreamShape,
  toolName,
  typeOf,
} from './stream-shape.ts';
import type { ScreenedCall } from './tool-call.ts';

/** The event stream of `/v1/messages`: blocks of text, thinking and tool use, each started, filled and stopped. */
export function messagesStream(context: AnswerContext): StreamShape {
  return new MessagesStream(context);
}

type Block =
  | { readonly kind: 'text'; readonly channel: ChannelText; readonly delta: 'text_delta' | 'thinking_delta' }
  | { readonly kind: 'tool'; readonly name: string; readonly start: ReadEvent; input: string }
  /** Passed on with its strings masked: it comes whole. */
  | { readonly kind: 'whole' };

/** Blocks that come whole; their strings are masked as they are. */
export const WHOLE_BLOCKS: ReadonlySet<string> = new Set([
  'redacted_thinking',
  'web_search_tool_result',
  'web_fetch_tool_result',
  'tool_search_tool_result',
]);
const TEXT_KEYS = { text_delta: 'text', thinking_delta: 'thinking' } as const;

class MessagesStream implements StreamShape {
  readonly #context: AnswerContext;
  readonly #outbox: Outbox;
  readonly #blocks = new Map<number, Block>();
  readonly #verdicts: ScreenedCall['kind'][] = [];

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#outbox = new Outbox(context.options.limits.maxHeldChars);
  }

  event(event: StreamEvent): readonly EventStreamItem[] {
    if (isDone(event)) return [...this.end(), event];
    const read = readEvent(event, this.#context.options.limits.json);
    switch (typeOf(read)) {
      case 'message_start':
        this.#context.ledger.model(member(member(read.root, 'message'), 'model'));
        this.#context.ledger.usage(member(member(read.root, 'message'), 'usage'));
        if (!isEmptyList(member(member(read.root, 'message'), 'content'))) {
          throw unknownShape('a message that starts with content');
        }
        return this.#pass(read);
      case 'content_block_start':
        return this.#start(read);
      case 'content_block_delta':
        return this.#delta(read);
      case 'content_block_stop':
        return this.#stop(read);
      case 'message_delta':
        return this.#messageDelta(read);
      case 'message_stop':
      case 'ping':
      case 'error':
        return this.#pass(read);
      default:
        throw new AnswerError('unknown-event', 'an event of the message is none of those known');
    }
  }

  end(): readonly EventStreamItem[] {
    const open = [...this.#blocks];
    if (open.some(([, { kind }]) => kind === 'tool')) {
      throw new AnswerError('truncated', 'the answer ends within a tool call');
    }
    return open.flatMap(([index, block]) => tailEvents(index, block));
  }

  #start(read: ReadEvent): readonly EventStreamItem[] {
    const index = indexOf(read.root, 'index');
    if (this.#blocks.has(index)) throw new AnswerError('out-of-order', 'a block starts twice');
    const content = member(read.root, 'content_block');
    const type = stringMember(content, 'type') ?? '';
    if (type === 'text' || type === 'thinking') return this.#startText(read, index, content, type);
    if (type === 'tool_use' || type === 'server_tool_use') {
      const name = toolName(stringMember(content, 'name') ?? '');
      const block: Block = { kind: 'tool', name, start: read, input: startInput(read, content) };
      this.#blocks.set(index, block);
      this.#outbox.hold();
      return this.#outbox.put(read.event.data.length, () => []);
    }
    if (!WHOLE_BLOCKS.has(type)) throw unknownShape('a block of a kind that is not known');
    this.#blocks.set(index, { kind: 'whole' });
    return this.#pass(read);
  }

  #startText(
    read: ReadEvent,
    index: number,
    content: JsonNode | undefined,
    type: 'text' | 'thinking',
  ): readonly EventStreamItem[] {
    const kind = type === 'text' ? 'text' : 'reasoning';
    const channel = this.#context.channels.get(`block ${index} ${type}`, kind);
    const delta = type === 'text' ? 'text_delta' : 'thinking_delta';
    this.#blocks.set(index, { kind: 'text', channel, delta });
    return this.#withText(read, member(content, type), channel);
  }

  #delta(read: ReadEvent): readonly EventStreamItem[] {
    const block = this.#blocks.get(indexOf(read.root, 'index'));
    if (block === undefined) throw new AnswerError('out-of-order', 'a delta of no block');
    const delta = member(read.root, 'delta');
    const type = stringMember(delta, 'type') ?? '';
    if (type === 'text_delta' || type === 'thinking_delta') {
      if (block.kind !== 'text' || block.delta !== type)
        throw unknownShape('text in a block of another kind');
      return this.#withText(read, member(delta, TEXT_KEYS[type]), block.channel);
    }
    if (type === 'input_json_delta') {
      if (block.kind !== 'tool') throw unknownShape('arguments in a block of another kind');
      block.input += stringMember(delta, 'partial_json') ?? '';
      return this.#outbox.put(read.event.data.length, () => []);
    }
    if (type === 'signature_delta' || type === 'citations_delta') return this.#pass(read);
    throw unknownShape('a delta of a kind that is not known');
  }

  #stop(read: ReadEvent): readonly EventStreamItem[] {
    const index = indexOf(read.root, 'index');
    const block = this.#blocks.get(index);
    if (block === undefined) throw new AnswerError('out-of-order', 'a block stops that did not start');
    this.#blocks.delete(index);
    if (block.kind !== 'tool') return [...this.#emit(tailEvents(index, block)), ...this.#pass(read)];
    const screened = this.#context.calls.screen({ name: block.name, arguments: block.input, form: 'json' });
    this.#verdicts.push(screened.kind);
    const items = this.#outbox.put(0, () => [
      ...this.#toolEvents(block.start, index, screened),
      this.#masked(read),
    ]);
    const isOpen = [...this.#blocks.values()].some(({ kind }) => kind === 'tool');
    return isOpen ? items : this.#outbox.release();
  }

  /** A call that was denied becomes a block of text in the same place. */
  #toolEvents(start: ReadEvent, index: number, screened: ScreenedCall): EventStreamItem[] {
    if (screened.kind === 'deny') {
      const block = `{"type":"content_block_start","index":${index},"content_block":{"type":"text","text":""}}`;
      const text = { kind: 'text', delta: 'text_delta' } as const;
      return [{ ...start.event, data: block }, textEvent(index, text.delta, `\n\n${screened.message}\n`)];
    }
    const input = member(member(start.root, 'content_block'), 'input');
    const edits: JsonEdit[] =
      input === undefined ? [] : [{ start: input.start, end: input.end, replacement: '{}' }];
    const handled = new Set(input === undefined ? [] : [input]);
    const head = this.#masked(start, edits, handled);
    return screened.arguments === '' ? [head] : [head, inputEvent(index, screened.arguments)];
  }

  #messageDelta(read: ReadEvent): readonly EventStreamItem[] {
    const reason = member(member(read.root, 'delta'), 'stop_reason');
    this.#context.ledger.usage(member(read.root, 'usage'));
    this.#context.ledger.finish(reason);
    const allDenied = this.#verdicts.length > 0 && this.#verdicts.every((kind) => kind === 'deny');
    if (reason?.kind !== 'string' || reason.value !== 'tool_use' || !allDenied) return this.#pass(read);
    const edit = { start: reason.start, end: reason.end, replacement: '"end_turn"' };
    return this.#pass(read, [edit], new Set([reason]));
  }

  #withText(read: ReadEvent, text: JsonNode | undefined, channel: ChannelText): readonly EventStreamItem[] {
    if (text?.kind !== 'string') throw unknownShape('a block of text without text');
    const replacement = encodeString(channel.write(text.value));
    return this.#pass(read, [{ start: text.start, end: text.end, replacement }], new Set([text]));
  }

  #pass(
    read: ReadEvent,
    edits: readonly JsonEdit[] = [],
    handled: ReadonlySet<JsonNode> = new Set(),
  ): readonly EventStreamItem[] {
    const event = this.#masked(read, edits, handled);
    return this.#outbox.put(event.data.length, () => [event]);
  }

  #emit(items: readonly EventStreamItem[]): readonly EventStreamItem[] {
    return items.flatMap((item) => this.#outbox.put(0, () => [item]));
  }

  #masked(
    { event, root }: ReadEvent,
    edits: readonly JsonEdit[] = [],
    handled: ReadonlySet<JsonNode> = new Set(),
  ): StreamEvent {
    const others = maskOthers(root, handled, (text) => this.#context.channels.maskOther(text));
    return { ...event, data: applyEdits(event.data, [...edits, ...others]) };
  }
}

/** Arguments may come with the start of a block; then no delta follows. */
function startInput({ event }: ReadEvent, content: JsonNode | undefined): string {
  const input = member(content, 'input');
  if (input === undefined || (input.kind === 'object' && input.members.size === 0)) return '';
  return event.data.slice(input.start, input.end);
}

function tailEvents(index: number, block: Block): EventStreamItem[] {
  if (block.kind !== 'text') return [];
  const tail = block.channel.end();
  return tail === '' ? [] : [textEvent(index, block.delta, tail)];
}

function textEvent(index: number, type: keyof typeof TEXT_KEYS, text: string): StreamEvent {
  return deltaEvent(index, `{"type":"${type}","${TEXT_KEYS[type]}":${encodeString(text)}}`);
}

function inputEvent(index: number, input: string): StreamEvent {
  return deltaEvent(index, `{"type":"input_json_delta","partial_json":${encodeString(input)}}`);
}

function deltaEvent(index: number, delta: string): StreamEvent {
  const data = `{"type":"content_block_delta","index":${index},"delta":${delta}}`;
  return { kind: 'event', event: 'content_block_delta', id: null, data };
}

function isEmptyList(node: JsonNode | undefined): boolean {
  return node === undefined || (node.kind === 'array' && node.items.length === 0);
}
