import type { EventStreamItem, StreamEvent } from '../event-stream.ts';
import {
  applyEdits,
  encodeString,
  formatPath,
  isAbsent,
  type JsonEdit,
  type JsonPath,
  member,
} from '../json-path.ts';
import type { JsonMember, JsonNode, JsonObjectNode, JsonString } from '../json-text.ts';
import { AnswerError, unknownShape } from './answer-error.ts';
import { type CallFragment, ChatCalls } from './chat-calls.ts';
import { choiceEvent, readChoices } from './choices.ts';
import { dropLogprobs } from './completion-stream.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import type { ChannelKind } from './options.ts';
import { Outbox } from './outbox.ts';
import { indexOf, type ReadEvent, readEvent, type StreamShape } from './stream-shape.ts';

/** Chat completions: `choices[].delta` with text, reasoning and fragments of tool calls, then `[DONE]`. */
export function chatStream(context: AnswerContext): StreamShape {
  return new ChatStream(context);
}

/** Which channel a string of a delta belongs to; what is not named here is one of its own that nobody is shown. */
const DELTA_TEXT: ReadonlyMap<string, ChannelKind> = new Map<string, ChannelKind>([
  ['content', 'text'],
  ['refusal', 'refusal'],
  ['reasoning', 'reasoning'],
  ['reasoning_content', 'reasoning'],
  ['reasoning_text', 'reasoning'],
  ['cot_summary', 'reasoning'],
]);
/** Strings of a delta that are whole where they stand. */
const DELTA_WHOLE: ReadonlySet<string> = new Set([
  'role',
  'id',
  'encrypted_content',
  'reasoning_opaque',
  'cot_id',
]);

/** A string of a choice's delta that grows from event to event. */
interface DeltaText {
  readonly choice: number;
  readonly path: JsonPath;
  readonly channel: string;
  readonly kind: ChannelKind;
}

interface DeltaCalls {
  readonly choice: number;
  readonly delta: JsonObjectNode;
  readonly member: JsonMember;
  readonly fragments: readonly CallFragment[];
}

/** One event while it is read. */
class Draft {
  readonly edits: JsonEdit[] = [];
  readonly handled = new Set<JsonNode>();
  readonly calls: DeltaCalls[] = [];
  readonly finished: { readonly choice: number; readonly reason: JsonString }[] = [];
  /** Text of this event by channel: what its end adds goes there too. */
  readonly texts = new Map<string, { readonly node: JsonString; shown: string }>();
}

class ChatStream implements StreamShape {
  readonly #context: AnswerContext;
  readonly #calls: ChatCalls;
  readonly #outbox: Outbox;
  readonly #texts = new Map<string, DeltaText>();
  #last: ReadEvent | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#calls = new ChatCalls(context);
    this.#outbox = new Outbox(context.options.limits.maxHeldChars);
  }

  event(event: StreamEvent): readonly EventStreamItem[] {
    if (event.data === '[DONE]') return this.#done(event);
    const read = readEvent(event, this.#context.options.limits.json);
    const choices = readChoices(read.root);
    if (choices.length > 0) this.#last = read;
    const draft = new Draft();
    for (const choice of choices) this.#choice(choice, draft);
    const before = draft.finished.flatMap(({ choice }) => this.#tails(choice, draft));
    for (const { choice } of draft.finished) this.#calls.finish(choice);
    this.#note(read);
    if (draft.calls.length > 0) this.#outbox.hold();
    const items = this.#outbox.put(event.data.length, () => [...before, this.#render(read, draft)]);
    return this.#calls.isOpen ? items : [...items.filter(isNoComment), ...this.#outbox.release()];
  }

  end(): readonly EventStreamItem[] {
    if (this.#calls.isOpen) throw new AnswerError('truncated', 'the answer ends within a tool call');
    return this.#allTails();
  }

  #done(event: StreamEvent): readonly EventStreamItem[] {
    this.#calls.finishAll();
    return [...this.#outbox.release(), ...this.#allTails(), event];
  }

  #choice(node: JsonNode, draft: Draft): void {
    const choice = indexOf(node, 'index');
    const delta = member(node, 'delta');
    if (!isAbsent(member(node, 'message'))) throw unknownShape('a message in a stream');
    if (delta?.kind !== 'object') throw unknownShape('a choice without a delta');
    if (!isAbsent(member(delta, 'function_call'))) throw unknownShape('a function call of the old form');
    this.#deltaTexts(choice, delta, [], draft);
    this.#deltaCalls(choice, delta, draft);
    dropLogprobs(node, draft.edits, draft.handled);
    const reason = member(node, 'finish_reason');
    if (isAbsent(reason)) return;
    if (reason.kind !== 'string') throw unknownShape('a finish reason that is no text');
    draft.handled.add(reason);
    draft.finished.push({ choice, reason });
    this.#context.ledger.finish(reason);
  }

  /** Every string of a delta is a channel of its own, by its path: unknown ones may come in pieces too. */
  #deltaTexts(choice: number, node: JsonObjectNode, above: JsonPath, draft: Draft): void {
    for (const [name, { value }] of node.members) {
      const path = [...above, name];
      if (value.kind === 'object') this.#deltaTexts(choice, value, path, draft);
      if (value.kind !== 'string' || (above.length === 0 && DELTA_WHOLE.has(name))) continue;
      const kind = above.length === 0 ? (DELTA_TEXT.get(name) ?? 'other') : 'other';
      const channel = `choice ${choice} ${formatPath(path).slice(1)}`;
      this.#texts.set(channel, { choice, path, channel, kind });
      const shown = this.#context.channels.get(channel, kind).write(value.value);
      draft.texts.set(channel, { node: value, shown });
      draft.handled.add(value);
    }
  }

  #deltaCalls(choice: number, delta: JsonObjectNode, draft: Draft): void {
    const calls = delta.members.get('tool_calls');
    if (calls === undefined || isAbsent(calls.value)) return;
    const fragments = this.#calls.read(choice, calls.value);
    draft.handled.add(calls.value);
    if (fragments.length > 0) draft.calls.push({ choice, delta, member: calls, fragments });
  }

  /** What the channels of a choice hold back: put into this event where it has their text, else events of our own. */
  #tails(choice: number, draft: Draft | null): EventStreamItem[] {
    const items: EventStreamItem[] = [];
    for (const text of this.#texts.values()) {
      if (text.choice !== choice) continue;
      const tail = this.#context.channels.get(text.channel, text.kind).end();
      const own = draft?.texts.get(text.channel);
      if (own !== undefined) own.shown += tail;
      else if (tail !== '') items.push(this.#tailEvent(text, tail));
    }
    return items;
  }

  #allTails(): EventStreamItem[] {
    const choices = new Set(Array.from(this.#texts.values(), ({ choice }) => choice));
    return [...choices].flatMap((choice) => this.#tails(choice, null));
  }

  #tailEvent({ choice, path }: DeltaText, tail: string): EventStreamItem {
    if (this.#last === null) throw new AnswerError('out-of-order', 'text without an event');
    const delta = path.reduceRight<string>(
      (inner, name) => `{${encodeString(String(name))}:${inner}}`,
      encodeString(tail),
    );
    return choiceEvent(this.#last, `{"index":${choice},"delta":${delta},"finish_reason":null}`);
  }

  #render({ event, root }: ReadEvent, draft: Draft): StreamEvent {
    const edits = [
      ...draft.edits,
      ...draft.calls.flatMap((calls) => this.#callsEdits(event.data, calls, draft)),
    ];
    for (const { node, shown } of draft.texts.values()) {
      edits.push({ start: node.start, end: node.end, replacement: encodeString(shown) });
    }
    for (const { choice, reason } of draft.finished) {
      if (reason.value !== 'tool_calls' || !this.#calls.allDenied(choice)) continue;
      edits.push({ start: reason.start, end: reason.end, replacement: '"stop"' });
    }
    const mask = (text: string): string => this.#context.channels.maskOther(text);
    return { ...event, data: applyEdits(event.data, [...edits, ...maskOthers(root, draft.handled, mask)]) };
  }

  /** Calls that were denied give way to text; the delta keeps its other members. */
  #callsEdits(
    text: string,
    { choice, delta, member: calls, fragments }: DeltaCalls,
    draft: Draft,
  ): JsonEdit[] {
    const { list, messages } = this.#calls.render(text, fragments);
    const content = delta.members.get('content')?.value;
    const own = draft.texts.get(`choice ${choice} content`);
    const edits: JsonEdit[] = [];
    if (own?.node === content && own !== undefined) own.shown += messages;
    else if (content !== undefined && messages !== '') {
      edits.push({ start: content.start, end: content.end, replacement: encodeString(messages) });
    }
    const members: string[] = [];
    if (list !== null || content !== undefined) members.push(`"tool_calls":${list ?? '[]'}`);
    if (content === undefined && (list === null || messages !== '')) {
      members.push(`"content":${encodeString(messages)}`);
    }
    const { start } = calls.key;
    return [...edits, { start, end: calls.value.end, replacement: members.join(',') }];
  }

  #note({ root }: ReadEvent): void {
    this.#context.ledger.model(member(root, 'model'));
    this.#context.ledger.usage(member(root, 'usage'));
  }
}

function isNoComment(item: EventStreamItem): boolean {
  return item.kind !== 'comment';
}
