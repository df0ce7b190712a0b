import type { StreamEvent } from '../event-stream.ts';
import { encodeString, member } from '../json-path.ts';
import { type CallItem, deniedItem, deniedPart } from './responses-items.ts';
import type { ReadEvent } from './stream-shape.ts';

/**
 * The events of a message that stands in the place of a tool call. They have the number of the event that announced
 * the call: the numbers of what follows stay what the upstream gave them.
 */
export function deniedEvents({ event, root }: ReadEvent, call: CallItem, message: string): StreamEvent[] {
  const raw = (name: string): string => {
    const node = member(root, name);
    return node === undefined ? 'null' : event.data.slice(node.start, node.end);
  };
  const head =
    member(root, 'sequence_number') === undefined ? '' : `"sequence_number":${raw('sequence_number')},`;
  const place = `${head}"output_index":${raw('output_index')}`;
  const part = `${place},"item_id":${encodeString(call.itemId)},"content_index":0`;
  const make = (type: string, rest: string): StreamEvent => ({
    ...event,
    event: event.event === null ? null : type,
    data: `{"type":"${type}",${rest}}`,
  });
  return [
    make('response.output_item.added', `${place},"item":${deniedItem(call, message, 'in_progress')}`),
    make('response.content_part.added', `${part},"part":${deniedPart('')}`),
    make('response.output_text.delta', `${part},"delta":${encodeString(message)}`),
    make('response.output_text.done', `${part},"text":${encodeString(message)}`),
    make('response.content_part.done', `${part},"part":${deniedPart(message)}`),
    make('response.output_item.done', `${place},"item":${deniedItem(call, message, 'completed')}`),
  ];
}
