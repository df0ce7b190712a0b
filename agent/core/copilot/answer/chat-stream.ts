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
import { type CallFragment, ChatCalls, type RenderedCalls } from './chat-calls.ts';
import { choiceEvent, readChoices } from './choices.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import type { ChannelKind } from './options.ts';
import { Outbox } from './outbox.ts';
import { indexOf, isDone, type ReadEvent, readEvent, type StreamShape } from './stream-shape.ts';

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
  ['thinking', 'reasoning'],
]);
/** Strings of a delta that are whole where they stand. */
const DELTA_WHOLE: ReadonlySet<string> = new Set([
  'role',
  'id',
  'encrypted_content',
  'reasoning_opaque',
  'cot_id',
  'signature',
  'phase',
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
  /** Channels of which some text waits for a tool call to end. */
  readonly #heldText = new Set<string>();
  #last: ReadEvent | null = null;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#calls = new ChatCalls(context);
    this.#outbox = new Outbox(context.options.limits.maxHeldChars);
  }

  event(event: StreamEvent): readonly EventStreamItem[] {
    if (isDone(event)) return this.#done(event);
    const read = readEvent(event, this.#context.options.limits.json);
    const choices = readChoices(read.root);
    if (choices.length > 0) this.#last = read;
    const draft = new Draft();
    for (const choice of choices) this.#choice(choice, draft);
    if (this.#outbox.isHolding || draft.calls.length > 0) this.#noteHeldText(draft);
    const first: EventStreamItem[] = [];
    const before: EventStreamItem[] = [];
    for (const { choice } of draft.finished) {
      for (const { channel, item } of this.#tails(choice, draft)) {
        (this.#heldText.has(channel) ? before : first).push(item);
      }
      this.#calls.finish(choice);
    }
    this.#note(read);
    const sent = this.#outbox.putFirst(first);
    if (draft.calls.length > 0) this.#outbox.hold();
    const items = this.#outbox.put(event.data.length, () => [...before, ...this.#render(read, draft)]);
    return this.#calls.isOpen
      ? [...sent, ...items]
      : [...sent, ...items.filter(isNoComment), ...this.#release()];
  }

  end(): readonly EventStreamItem[] {
    if (this.#calls.isOpen) throw new AnswerError('truncated', 'the answer ends within a tool call');
    return this.#allTails();
  }

  #done(event: StreamEvent): readonly EventStreamItem[] {
    this.#calls.finishAll();
    return [...this.#release(), ...this.#allTails(), event];
  }

  #release(): readonly EventStreamItem[] {
    this.#heldText.clear();
    return this.#outbox.release();
  }

  /** The rest of a text goes before the calls that follow it, unless some of the text waits among them. */
  #noteHeldText({ texts }: Draft): void {
    for (const [channel, { shown }] of texts) if (shown !== '') this.#heldText.add(channel);
  }

  #choice(node: JsonNode, draft: Draft): void {
    const choice = indexOf(node, 'index');
    const [delta, ...more] = ['delta', 'message']
      .map((name) => member(node, name))
      .filter((value) => !isAbsent(value));
    if (delta?.kind !== 'object' || more.length > 0) throw unknownShape('a choice without one delta');
    if (!isAbsent(member(delta, 'function_call'))) throw unknownShape('a function call of the old form');
    this.#deltaTexts(choice, delta, [], draft);
    this.#deltaCalls(choice, delta, draft);
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

  /**
   * What the channels of a choice hold back, as events of our own. Text of the event that ends them goes there too:
   * clients overlook text beside a tool call.
   */
  #tails(
    choice: number,
    draft: Draft | null,
  ): { readonly channel: string; readonly item: EventStreamItem }[] {
    const items: { readonly channel: string; readonly item: EventStreamItem }[] = [];
    for (const text of this.#texts.values()) {
      if (text.choice !== choice) continue;
      const tail = this.#context.channels.get(text.channel, text.kind).end();
      if (tail === '') continue;
      const own = draft?.texts.get(text.channel);
      items.push({ channel: text.channel, item: this.#textEvent(text, (own?.shown ?? '') + tail) });
      if (own !== undefined) own.shown = '';
    }
    return items;
  }

  #allTails(): EventStreamItem[] {
    const choices = new Set(Array.from(this.#texts.values(), ({ choice }) => choice));
    return [...choices].flatMap((choice) => this.#tails(choice, null)).map(({ item }) => item);
  }

  #textEvent({ choice, path }: Pick<DeltaText, 'choice' | 'path'>, text: string): StreamEvent {
    if (this.#last === null) throw new AnswerError('out-of-order', 'text without an event');
    const delta = path.reduceRight<string>(
      (inner, name) => `{${encodeString(String(name))}:${inner}}`,
      encodeString(text),
    );
    return choiceEvent(this.#last, `{"index":${choice},"delta":${delta},"finish_reason":null}`);
  }

  #render({ event, root }: ReadEvent, draft: Draft): StreamEvent[] {
    const rendered = draft.calls.map((calls) => ({
      calls,
      ...this.#calls.render(event.data, calls.fragments),
    }));
    const edits = [...draft.edits, ...rendered.flatMap((calls) => callsEdits(calls, draft))];
    for (const { node, shown } of draft.texts.values()) {
      edits.push({ start: node.start, end: node.end, replacement: encodeString(shown) });
    }
    for (const { choice, reason } of draft.finished) {
      if (reason.value !== 'tool_calls' || !this.#calls.allDenied(choice)) continue;
      edits.push({ start: reason.start, end: reason.end, replacement: '"stop"' });
    }
    const mask = (text: string): string => this.#context.channels.maskOther(text);
    const data = applyEdits(event.data, [...edits, ...maskOthers(root, draft.handled, mask)]);
    const messages = rendered.filter(({ list, messages }) => list !== null && messages !== '');
    return [
      ...messages.map(({ calls: { choice }, messages }) =>
        this.#textEvent({ choice, path: ['content'] }, messages),
      ),
      { ...event, data },
    ];
  }

  #note({ root }: ReadEvent): void {
    this.#context.ledger.model(member(root, 'model'));
    this.#context.ledger.usage(member(root, 'usage'));
  }
}

function isNoComment(item: EventStreamItem): boolean {
  return item.kind !== 'comment';
}

/**
 * Calls that were denied give way to what is said in their place, when none of the event is left: clients overlook
 * text beside a call. The delta keeps its other members.
 */
function callsEdits(
  { calls, list, messages }: RenderedCalls & { readonly calls: DeltaCalls },
  draft: Draft,
): JsonEdit[] {
  const { choice, delta, member: own } = calls;
  const replace = (replacement: string): JsonEdit => ({
    start: own.key.start,
    end: own.value.end,
    replacement,
  });
  if (list !== null) return [replace(`"tool_calls":${list}`)];
  const content = delta.members.get('content')?.value;
  if (content === undefined) return [replace(`"content":${encodeString(messages)}`)];
  const said = draft.texts.get(`choice ${choice} content`);
  const edits = [replace('"tool_calls":[]')];
  if (said?.node === content) said.shown += messages;
  else if (messages !== '')
    edits.push({ start: content.start, end: content.end, replacement: encodeString(messages) });
  return edits;
}
