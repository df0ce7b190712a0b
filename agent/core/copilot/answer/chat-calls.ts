import { applyEdits, encodeString, isAbsent, type JsonEdit, member, stringMember } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { AnswerError, unknownShape } from './answer-error.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import { indexOf, toolName } from './stream-shape.ts';
import type { ScreenedCall } from './tool-call.ts';

/** One tool call of a chat answer while its fragments come in. */
interface OpenCall {
  readonly choice: number;
  readonly id: string;
  readonly name: string;
  arguments: string;
  /** Null until the call is whole. */
  screened: ScreenedCall | null;
}

/** A piece of a tool call in one event, to be written once the call is judged. */
export interface CallFragment {
  readonly call: OpenCall;
  readonly isFirst: boolean;
  readonly node: JsonNode;
}

/** What stands in a delta where its tool calls stood. */
export interface RenderedCalls {
  /** The list as JSON; null when nothing is left of it. */
  readonly list: string | null;
  /** What is said in the place of calls that were denied. */
  readonly messages: string;
}

/** The tool calls of a chat answer, put together from `delta.tool_calls[]`. */
export class ChatCalls {
  readonly #context: AnswerContext;
  readonly #current = new Map<string, OpenCall>();
  readonly #calls: OpenCall[] = [];

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  get isOpen(): boolean {
    return this.#calls.some(({ screened }) => screened === null);
  }

  /** The fragments of one delta, in its order. */
  read(choice: number, list: JsonNode): readonly CallFragment[] {
    if (list.kind !== 'array') throw unknownShape('tool calls that are no list');
    return list.items.map((node, position) => this.#fragment(choice, node, position));
  }

  /** Judges the calls of a choice, which are whole. */
  finish(choice: number): void {
    for (const call of this.#calls) {
      if (call.choice !== choice || call.screened !== null) continue;
      call.screened = this.#context.calls.screen({ ...call, form: 'json' });
    }
  }

  finishAll(): void {
    for (const { choice } of this.#calls) this.finish(choice);
  }

  /** Whether the choice called tools and none of them may be run. */
  allDenied(choice: number): boolean {
    const own = this.#calls.filter((call) => call.choice === choice);
    return own.length > 0 && own.every(({ screened }) => screened?.kind === 'deny');
  }

  /** The whole arguments go with the first fragment of a call, nothing with the others. */
  render(text: string, fragments: readonly CallFragment[]): RenderedCalls {
    const kept: string[] = [];
    let messages = '';
    for (const { call, isFirst, node } of fragments) {
      if (call.screened === null) throw new AnswerError('truncated', 'a tool call was not ended');
      if (call.screened.kind === 'deny') messages += isFirst ? `\n\n${call.screened.message}\n` : '';
      else kept.push(this.#write(text, node, isFirst ? call.screened.arguments : ''));
    }
    return { list: kept.length === 0 ? null : `[${kept.join(',')}]`, messages };
  }

  #fragment(choice: number, node: JsonNode, position: number): CallFragment {
    const index = isAbsent(member(node, 'index')) ? position : indexOf(node, 'index');
    const type = member(node, 'type');
    if (!isAbsent(type) && (type.kind !== 'string' || (type.value !== 'function' && type.value !== ''))) {
      throw unknownShape('a call of a tool that is no function');
    }
    const fn = member(node, 'function');
    const text = member(fn, 'arguments');
    if (!isAbsent(text) && text.kind !== 'string') throw unknownShape('arguments that are no text');
    const known = this.#known(`${choice}/${index}`, node);
    const call = known ?? this.#begin(choice, `${choice}/${index}`, node);
    if (call.screened !== null) throw new AnswerError('out-of-order', 'a tool call goes on after its end');
    call.arguments += text?.value ?? '';
    if (call.arguments.length > this.#context.options.limits.json.maxChars) {
      throw new AnswerError('too-large', 'the arguments of a tool call are too long');
    }
    return { call, isFirst: known === undefined, node };
  }

  /** Some upstreams number every call 0 and tell them apart by id. */
  #known(key: string, node: JsonNode): OpenCall | undefined {
    const call = this.#current.get(key);
    const id = stringMember(node, 'id') ?? '';
    if (call === undefined || (id !== '' && id !== call.id)) return undefined;
    const name = stringMember(member(node, 'function'), 'name') ?? '';
    if (name !== '' && name !== call.name) throw unknownShape('a tool call that changes its name');
    return call;
  }

  #begin(choice: number, key: string, node: JsonNode): OpenCall {
    const call: OpenCall = {
      choice,
      id: stringMember(node, 'id') ?? '',
      name: toolName(stringMember(member(node, 'function'), 'name') ?? ''),
      arguments: '',
      screened: null,
    };
    this.#current.set(key, call);
    this.#calls.push(call);
    if (this.#calls.length > this.#context.options.limits.maxToolCalls) {
      throw new AnswerError('too-large', 'the answer calls too many tools');
    }
    return call;
  }

  #write(text: string, node: JsonNode, args: string): string {
    const fn = member(node, 'function');
    const old = member(fn, 'arguments');
    const edits: JsonEdit[] = [];
    if (old !== undefined) edits.push({ start: old.start, end: old.end, replacement: encodeString(args) });
    else if (args !== '' && fn !== undefined) {
      const comma = fn.kind === 'object' && fn.members.size > 0 ? ',' : '';
      const replacement = `${comma}"arguments":${encodeString(args)}`;
      edits.push({ start: fn.end - 1, end: fn.end - 1, replacement });
    }
    const name = member(fn, 'name');
    const handled = new Set([old, name].filter((value) => value !== undefined));
    edits.push(...maskOthers(node, handled, (value) => this.#context.channels.maskOther(value)));
    const shifted = edits.map(({ start, end, replacement }) => ({
      start: start - node.start,
      end: end - node.start,
      replacement,
    }));
    return applyEdits(text.slice(node.start, node.end), shifted);
  }
}
