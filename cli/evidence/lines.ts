import { createReadStream } from 'node:fs';
import { BundleError } from './bundle.ts';

/** Above the longest record that a collector takes. */
const MAX_LINE_BYTES = 16 * 1024 ** 2;
const LINE_FEED = 0x0a;

/**
 * The lines of a file, without their line feeds. A line feed and nothing else ends one: a carriage return or a
 * line separator is content, and a change of it must show.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, begin)) {
      yield bytes.toString('utf8', begin, end);
      begin = end + 1;
    }
    rest = bytes.subarray(begin);
    if (rest.length > MAX_LINE_BYTES) {
      throw new BundleError('not-a-bundle', `${path} has a line of more than ${MAX_LINE_BYTES} bytes`, '');
    }
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
