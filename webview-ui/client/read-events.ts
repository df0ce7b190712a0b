import { createParser } from 'eventsource-parser';
import type { CollectorEvent } from '../../protocol/collector-api.ts';

/** The events of a stream as they arrive: one batch a chunk, so that a long backlog is drawn once. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly CollectorEvent[], void, undefined> {
  let batch: CollectorEvent[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      batch.push(JSON.parse(data) as CollectorEvent);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    if (batch.length > 0) yield batch;
    batch = [];
  }
}
