import type { EventStreamItem, StreamEvent } from '../event-stream.ts';
import { applyEdits, type JsonEdit, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { AnswerError, unknownShape } from './answer-error.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import type { ChannelKind } from './options.ts';
import { Outbox } from './outbox.ts';
import { deniedEvents } from './responses-denied.ts';
import {
  type CallItem,
  callArguments,
  callItem,
  itemKind,
  itemTexts,
  partChannel,
  partText,
  replaceString,
  screenCall,
  stateArguments,
} from './responses-items.ts';
import { outputEdits } from './responses-output.ts';
import { indexOf, isDone, type ReadEvent, readEvent, type StreamShape, typeOf } from './stream-shape.ts';

/**
 * The typed events of `/responses`. Clients differ in what they keep: the deltas, the `*.done` events or the whole
 * response at the end. All of them say the same here, word for word.
 */
export function responsesStream(context: AnswerContext): StreamShape {
  return new ResponsesStream(context);
}

interface TextEvent {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly index: 'content_index' | 'summary_index';
  /** Where the `done` event states the whole text. */
  readonly field: 'text' | 'refusal';
}

const TEXT_EVENTS: ReadonlyMap<string, TextEvent> = new Map<string, TextEvent>([
  ['response.output_text', { name: 'text', kind: 'text', index: 'content_index', field: 'text' }],
  ['response.refusal', { name: 'refusal', kind: 'refusal', index: 'content_index', field: 'refusal' }],
  [
    'response.reasoning_text',
    { name: 'reasoning', kind: 'reasoning', index: 'content_index', field: 'text' },
  ],
  [
    'response.reasoning_summary_text',
    { name: 'summary', kind: 'reasoning', index: 'summary_index', field: 'text' },
  ],
]);

const CALL_EVENTS: ReadonlyMap<string, 'arguments' | 'input'> = new Map([
  ['response.function_call_arguments', 'arguments'],
  ['response.custom_tool_call_input', 'input'],
]);

const PLAIN_EVENTS: ReadonlySet<string> = new Set([
  'error',
  'keepalive',
  'response.output_text.annotation.added',
  'response.web_search_call.in_progress',
  'response.web_search_call.searching',
  'response.web_search_call.completed',
]);

/** A text whose deltas come in: what its last delta looked like is what one of our own looks like. */
interface OpenText {
  readonly item: number;
  readonly channel: string;
  readonly kind: ChannelKind;
  last: ReadEvent;
}

class ResponsesStream implements StreamShape {
  readonly #context: AnswerContext;
  readonly #outbox: Outbox;
  readonly #texts = new Map<string, OpenText>();
  readonly #calls = new Map<number, CallItem>();

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#outbox = new Outbox(context.options.limits.maxHeldChars);
  }

  event(event: StreamEvent): readonly EventStreamItem[] {
    if (isDone(event)) return [...this.end(), event];
    const read = readEvent(event, this.#context.options.limits.json);
    const type = typeOf(read);
    const at = type.lastIndexOf('.');
    const [subject, step] = [type.slice(0, at), type.slice(at + 1)];
    const text = TEXT_EVENTS.get(subject);
    const field = CALL_EVENTS.get(subject);
    if (text !== undefined) return this.#text(read, text, step);
    if (field !== undefined) return this.#callPiece(read, field, step);
    return this.#other(read, type);
  }

  end(): readonly EventStreamItem[] {
    if (this.#isCallOpen()) throw new AnswerError('truncated', 'the answer ends within a tool call');
    return [...this.#texts.values()].flatMap((text) => this.#tail(text));
  }

  #other(read: ReadEvent, type: string): readonly EventStreamItem[] {
    switch (type) {
      case 'response.content_part.added':
      case 'response.reasoning_summary_part.added':
      case 'response.content_part.done':
      case 'response.reasoning_summary_part.done':
        return this.#part(read, type.endsWith('.added'));
      case 'response.output_item.added':
        return this.#itemAdded(read);
      case 'response.output_item.done':
        return this.#itemDone(read);
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return this.#whole(read);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return this.#ended(read);
      default:
        if (PLAIN_EVENTS.has(type)) return this.#pass(read);
        throw new AnswerError('unknown-event', 'an event of the response is none of those known');
    }
  }

  #text(read: ReadEvent, { name, kind, index, field }: TextEvent, step: string): readonly EventStreamItem[] {
    const item = indexOf(read.root, 'output_index');
    const channel = partChannel(item, name, indexOf(read.root, index));
    if (step === 'delta') return this.#delta(read, { item, channel, kind, last: read });
    if (step !== 'done') throw new AnswerError('unknown-event', 'a text is neither going on nor done');
    const text = stringNode(read.root, field);
    const tail = this.#tails(({ channel: open }) => open === channel);
    const shown = this.#context.channels.copy(channel, kind, text.value);
    return [...tail, ...this.#pass(read, [replaceString(text, shown)], new Set([text]))];
  }

  #delta(read: ReadEvent, text: OpenText): readonly EventStreamItem[] {
    const delta = stringNode(read.root, 'delta');
    this.#texts.set(text.channel, text);
    const shown = this.#context.channels.get(text.channel, text.kind).write(delta.value);
    return this.#pass(read, [replaceString(delta, shown)], new Set([delta]));
  }

  #part(read: ReadEvent, isStart: boolean): readonly EventStreamItem[] {
    const item = indexOf(read.root, 'output_index');
    const isSummary = member(read.root, 'summary_index') !== undefined;
    const position = indexOf(read.root, isSummary ? 'summary_index' : 'content_index');
    const part = partText(item, member(read.root, 'part'), position);
    const tail = isStart ? [] : this.#tails(({ channel }) => channel === part.channel);
    return [...tail, ...this.#withTexts(read, [part], isStart)];
  }

  #withTexts(
    read: ReadEvent,
    parts: ReturnType<typeof itemTexts>,
    isStart: boolean,
  ): readonly EventStreamItem[] {
    const edits: JsonEdit[] = [];
    const handled = new Set<JsonNode>();
    for (const { channel, kind, node } of parts) {
      if (node.kind !== 'string' || node.value === '') continue;
      const name = isStart ? `${channel} at first` : channel;
      edits.push(replaceString(node, this.#context.channels.copy(name, kind, node.value)));
      handled.add(node);
    }
    return this.#pass(read, edits, handled);
  }

  #itemAdded(read: ReadEvent): readonly EventStreamItem[] {
    const index = indexOf(read.root, 'output_index');
    const node = member(read.root, 'item');
    if (itemKind(node) !== 'call') return this.#withTexts(read, itemTexts(index, node), true);
    if (this.#calls.has(index)) throw new AnswerError('out-of-order', 'an item starts twice');
    const call = callItem(node);
    this.#calls.set(index, call);
    this.#outbox.hold();
    const args = callArguments(node);
    call.arguments = args.value;
    return this.#outbox.put(read.event.data.length, () => {
      const { screened } = call;
      if (screened?.kind === 'deny') return deniedEvents(read, call, screened.message);
      return [this.#masked(read, [replaceString(args, '')], new Set([args]))];
    });
  }

  #callPiece(read: ReadEvent, field: 'arguments' | 'input', step: string): readonly EventStreamItem[] {
    const call = this.#calls.get(indexOf(read.root, 'output_index'));
    if (call === undefined || call.screened !== null) {
      throw new AnswerError('out-of-order', 'arguments of no open tool call');
    }
    const text = stringNode(read.root, step === 'delta' ? 'delta' : field);
    if (step === 'done') stateArguments(call, text.value);
    else if (step !== 'delta')
      throw new AnswerError('unknown-event', 'a tool call is neither going on nor done');
    const isFirst = step === 'delta' && !call.hasDelta;
    if (step === 'delta') {
      call.arguments += text.value;
      call.hasDelta = true;
    }
    return this.#outbox.put(read.event.data.length, () => {
      if (call.screened?.kind !== 'pass') return [];
      const shown = isFirst || step === 'done' ? call.screened.arguments : '';
      return [this.#masked(read, [replaceString(text, shown)], new Set([text]))];
    });
  }

  #itemDone(read: ReadEvent): readonly EventStreamItem[] {
    const index = indexOf(read.root, 'output_index');
    const node = member(read.root, 'item');
    if (itemKind(node) !== 'call') {
      const tails = this.#tails(({ item }) => item === index);
      return [...tails, ...this.#withTexts(read, itemTexts(index, node), false)];
    }
    const call = this.#calls.get(index);
    if (call === undefined || call.screened !== null) {
      throw new AnswerError('out-of-order', 'a tool call ends that did not start');
    }
    if (call.name !== stringMember(node, 'name')) throw unknownShape('a tool call that changes its name');
    const args = callArguments(node);
    stateArguments(call, args.value);
    const screened = screenCall(call, this.#context);
    const items = this.#outbox.put(read.event.data.length, () =>
      screened.kind === 'deny'
        ? []
        : [this.#masked(read, [replaceString(args, screened.arguments)], new Set([args]))],
    );
    return this.#isCallOpen() ? items : this.#outbox.release();
  }

  #ended(read: ReadEvent): readonly EventStreamItem[] {
    if (this.#isCallOpen()) throw new AnswerError('truncated', 'the response ends within a tool call');
    const response = member(read.root, 'response');
    this.#context.ledger.usage(member(response, 'usage'));
    this.#context.ledger.finish(member(response, 'status'));
    return [...this.#tails(() => true), ...this.#whole(read)];
  }

  #whole(read: ReadEvent): readonly EventStreamItem[] {
    const response = member(read.root, 'response');
    if (response?.kind !== 'object') throw unknownShape('an event without its response');
    this.#context.ledger.model(member(response, 'model'));
    const find = (node: JsonNode): CallItem | undefined => {
      const id = stringMember(node, 'call_id') ?? '';
      return [...this.#calls.values()].find(({ callId }) => callId === id);
    };
    const { edits, handled } = outputEdits(response, find, this.#context);
    return this.#pass(read, edits, handled);
  }

  #tails(belongs: (text: OpenText) => boolean): readonly EventStreamItem[] {
    const items = [...this.#texts.values()].filter(belongs).flatMap((text) => this.#tail(text));
    return items.flatMap((item) => this.#outbox.put(0, () => [item]));
  }

  #tail({ channel, kind, last }: OpenText): StreamEvent[] {
    const tail = this.#context.channels.get(channel, kind).end();
    if (tail === '') return [];
    const delta = stringNode(last.root, 'delta');
    return [this.#masked(last, [replaceString(delta, tail)], new Set([delta]))];
  }

  #isCallOpen(): boolean {
    return [...this.#calls.values()].some(({ screened }) => screened === null);
  }

  #pass(
    read: ReadEvent,
    edits: readonly JsonEdit[] = [],
    handled: ReadonlySet<JsonNode> = new Set(),
  ): readonly EventStreamItem[] {
    const event = this.#masked(read, edits, handled);
    return this.#outbox.put(event.data.length, () => [event]);
  }

  #masked(
    { event, root }: ReadEvent,
    edits: readonly JsonEdit[],
    handled: ReadonlySet<JsonNode>,
  ): StreamEvent {
    const others = maskOthers(root, handled, (text) => this.#context.channels.maskOther(text));
    return { ...event, data: applyEdits(event.data, [...edits, ...others]) };
  }
}

function stringNode(node: JsonNode, name: string): JsonNode & { readonly kind: 'string' } {
  const value = member(node, name);
  if (value?.kind === 'string') return value;
  throw unknownShape(`no ${name}`);
}
