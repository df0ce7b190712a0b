import type { StreamEvent } from '../event-stream.ts';
import { encodeString, isAbsent, member } from '../json-path.ts';
import type { JsonNode, JsonObjectNode } from '../json-text.ts';
import { AnswerError, unknownShape } from './answer-error.ts';
import type { ReadEvent } from './stream-shape.ts';

/** Members of events that GitHub sends beside those with choices. */
const SIDE_MEMBERS: ReadonlySet<string> = new Set([
  'error',
  'copilot_annotations',
  'copilot_confirmation',
  'copilot_errors',
  'copilot_references',
  'prompt_filter_results',
]);

/** Members that an event of our own has from the last one of the same choice. */
const ENVELOPE: ReadonlySet<string> = new Set(['id', 'object', 'created', 'model', 'system_fingerprint']);

/** The choices of an event; none for one of the known events without any. */
export function readChoices(root: JsonObjectNode): readonly JsonNode[] {
  const choices = member(root, 'choices');
  if (choices?.kind === 'array') return choices.items;
  const isKnown = [...root.members.keys()].some((name) => SIDE_MEMBERS.has(name));
  if (!isAbsent(choices)) throw unknownShape('choices that are no list');
  if (!isKnown) throw new AnswerError('unknown-event', 'an event has no choices and is none of those known');
  return [];
}

/** An event of our own with one choice, which otherwise looks like `from`. */
export function choiceEvent(from: ReadEvent, choice: string): StreamEvent {
  const { event, root } = from;
  const members = [...root.members].flatMap(([name, { value }]) => {
    if (name === 'choices') return [`"choices":[${choice}]`];
    return ENVELOPE.has(name) ? [`${encodeString(name)}:${event.data.slice(value.start, value.end)}`] : [];
  });
  return { ...event, data: `{${members.join(',')}}` };
}
