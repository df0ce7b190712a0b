import type { EventStreamItem, StreamEvent } from '../event-stream.ts';
import { applyEdits, encodeString, isAbsent, type JsonEdit, member } from '../json-path.ts';
import type { JsonNode } from '../json-text.ts';
import { unknownShape } from './answer-error.ts';
import { choiceEvent, readChoices } from './choices.ts';
import type { AnswerContext } from './context.ts';
import { maskOthers } from './mask-others.ts';
import { indexOf, isDone, type ReadEvent, readEvent, type StreamShape } from './stream-shape.ts';

/**
 * Code completions: `choices[].text` of several choices that interleave, then `[DONE]`. The rest of a choice's text
 * goes with the event that finishes it.
 */
export function completionStream(context: AnswerContext): StreamShape {
  const { channels, ledger, options } = context;
  let last: ReadEvent | null = null;
  const open = new Set<number>();

  const choice = (node: JsonNode, edits: JsonEdit[], handled: Set<JsonNode>): void => {
    const index = indexOf(node, 'index');
    const text = member(node, 'text');
    if (text?.kind !== 'string') throw unknownShape('a choice without text');
    const finish = member(node, 'finish_reason');
    const channel = channels.get(`choice ${index}`, 'completion');
    open.add(index);
    const isLast = !isAbsent(finish);
    if (isLast) open.delete(index);
    ledger.finish(finish);
    const shown = channel.write(text.value) + (isLast ? channel.end() : '');
    edits.push({ start: text.start, end: text.end, replacement: encodeString(shown) });
    handled.add(text);
  };

  const rest = (): EventStreamItem[] => {
    const from = last;
    if (from === null) return [];
    const indexes = [...open];
    open.clear();
    return indexes.flatMap((index) => {
      const tail = channels.get(`choice ${index}`, 'completion').end();
      const text = `{"text":${encodeString(tail)},"index":${index},"finish_reason":null,"logprobs":null}`;
      return tail === '' ? [] : [choiceEvent(from, text)];
    });
  };

  return {
    event(event) {
      if (isDone(event)) return [...rest(), event];
      const read = readEvent(event, options.limits.json);
      const choices = readChoices(read.root);
      const edits: JsonEdit[] = [];
      const handled = new Set<JsonNode>();
      for (const node of choices) choice(node, edits, handled);
      if (choices.length > 0) last = read;
      ledger.model(member(read.root, 'model'));
      ledger.usage(member(read.root, 'usage'));
      return [maskedEvent(event, edits, read, handled, context)];
    },
    end: rest,
  };
}

/** The event with its edits made and every other string of it masked. */
export function maskedEvent(
  event: StreamEvent,
  edits: readonly JsonEdit[],
  { root }: ReadEvent,
  handled: ReadonlySet<JsonNode>,
  { channels }: AnswerContext,
): StreamEvent {
  const others = maskOthers(root, handled, (text) => channels.maskOther(text));
  return { ...event, data: applyEdits(event.data, [...edits, ...others]) };
}
