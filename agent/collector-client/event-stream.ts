import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { CollectorEvent } from '../../protocol/collector-api.ts';
import { readJson, SHAPES } from './answers.ts';
import { CollectorError } from './collector-error.ts';

/**
 * The events of a stream until it ends. Throws CollectorError on the first one that is not of the expected shape
 * or longer than `maxEventCharacters`, and when the connection is lost.
 */
export async function* readEvents(
  stream: IncomingMessage,
  maxEventCharacters: number,
): AsyncGenerator<CollectorEvent> {
  const ready: CollectorEvent[] = [];
  const parser = createParser({
    maxBufferSize: maxEventCharacters,
    onEvent: (message) => ready.push(readJson(message.data, SHAPES.event)),
    onError: (cause) => {
      if (cause.type === 'max-buffer-size-exceeded') {
        throw new CollectorError('malformed', `an event is longer than ${maxEventCharacters} characters`);
      }
    },
  });
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) {
    parser.feed(chunk);
    yield* ready.splice(0);
  }
}
