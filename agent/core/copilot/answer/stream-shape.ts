import type { EventStreamItem, StreamEvent } from '../event-stream.ts';
import { isAbsent, member, stringMember } from '../json-path.ts';
import { type JsonLimits, type JsonNode, type JsonObjectNode, readJsonText } from '../json-text.ts';
import { unknownShape } from './answer-error.ts';

/** How the events of one surface carry text and tool calls. Both throw AnswerError and JsonTextError. */
export interface StreamShape {
  /** What goes to the client for an event, now; it may be nothing, and it may be events held before. */
  event(event: StreamEvent): readonly EventStreamItem[];
  /** What is left when the stream has ended as it should. */
  end(): readonly EventStreamItem[];
}

/** An event with its data as a tree, and the members that were dealt with while reading it. */
export interface ReadEvent {
  readonly event: StreamEvent;
  readonly root: JsonObjectNode;
}

export function readEvent(event: StreamEvent, limits: JsonLimits): ReadEvent {
  const root = readJsonText(event.data, limits);
  if (root.kind !== 'object') throw unknownShape('an event that is no JSON object');
  return { event, root };
}

/** What ends a stream in the manner of chat completions; some gateways end every stream so. */
export function isDone({ data }: StreamEvent): boolean {
  return data.trim() === '[DONE]';
}

/** What kind of event it is: the data say so or, where they do not, its name. Both must agree, for clients differ. */
export function typeOf({ event, root }: ReadEvent): string {
  const type = isAbsent(member(root, 'type')) ? event.event : stringMember(root, 'type');
  if (type === null || (event.event !== null && event.event !== type)) {
    throw unknownShape('an event of no one kind');
  }
  return type;
}

/** A member that must be a whole number from 0 on, such as an index. */
export function indexOf(node: JsonNode, name: string): number {
  const value = member(node, name);
  if (value?.kind === 'number' && Number.isSafeInteger(value.value) && value.value >= 0) return value.value;
  throw unknownShape(`no ${name}`);
}

/** Tools have plain names; a name is passed on as it is. */
export function toolName(name: string): string {
  if (/^[A-Za-z0-9_.:/-]{1,128}$/.test(name)) return name;
  throw unknownShape('a tool whose name is not a plain word');
}
