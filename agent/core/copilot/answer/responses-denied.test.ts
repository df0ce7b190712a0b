import { expect, test } from 'vitest';
import { deniedEvents } from './responses-denied.ts';
import { callItem } from './responses-items.ts';
import { readEvent } from './stream-shape.ts';
import { LIMITS } from './test-support.ts';

test.each(['response.output_item.added', null])(
  'a message in the place of a call, named like it: %s',
  (name) => {
    const item = { type: 'function_call', id: 'f', call_id: 'c', name: 'bash', arguments: '' };
    const data = JSON.stringify({
      type: 'response.output_item.added',
      sequence_number: 4,
      output_index: 2,
      item,
    });
    const read = readEvent({ kind: 'event', event: name, id: null, data }, LIMITS.json);
    const node = read.root.members.get('item')?.value;
    const events = deniedEvents(read, callItem(node), 'no "x"');
    const parsed = events.map((event) => JSON.parse(event.data));
    expect(parsed.map(({ type }) => type)).toEqual([
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
    ]);
    expect(events.map(({ event }) => event)).toEqual(parsed.map(({ type }) => (name === null ? null : type)));
    for (const event of parsed) expect(event).toMatchObject({ sequence_number: 4, output_index: 2 });
    expect(parsed[2]).toMatchObject({ item_id: 'f', content_index: 0, delta: 'no "x"' });
    expect(parsed[5].item.content).toEqual([{ type: 'output_text', text: 'no "x"', annotations: [] }]);
  },
);
