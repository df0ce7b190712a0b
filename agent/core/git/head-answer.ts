import { concatBytes, decodeUtf8, encodeUtf8 } from './bytes.ts';
import { withLineFeed, withoutLineFeed } from './one-line.ts';
import { encodePktLine, FLUSH, type PktLine, PktLineError } from './pkt-line.ts';
import { createPktLineReader } from './pkt-line-reader.ts';

/** Asks, in version 2 of the protocol, where HEAD is (gitprotocol-v2, "Command Request" and "ls-refs"). */
export const HEAD_REQUEST: Uint8Array = concatBytes([
  encodePktLine(withLineFeed('command=ls-refs')),
  encodeUtf8('0001'),
  encodePktLine(withLineFeed('ref-prefix HEAD')),
  FLUSH,
]);

const REF = /^([0-9a-f]{40}|[0-9a-f]{64}) ([^\0- \x7f]+)$/;

/**
 * What HEAD is at by the whole answer to `HEAD_REQUEST`. Null where the answer is anything but a list of refs with
 * HEAD once among them: that says nothing, not even that there is no HEAD.
 */
export function headOf(answer: Uint8Array): string | null {
  const lines = linesOf(answer);
  if (lines?.at(-1)?.kind !== 'flush') return null;
  let head: string | null = null;
  for (const line of lines.slice(0, -1)) {
    const [, id, name] = refOf(line) ?? [];
    if (id === undefined || (name === 'HEAD' && head !== null)) return null;
    if (name === 'HEAD') head = id;
  }
  return head;
}

function refOf(line: PktLine): RegExpExecArray | null {
  if (line.kind !== 'data') return null;
  return REF.exec(decodeUtf8(withoutLineFeed(line.payload)) ?? '');
}

function linesOf(answer: Uint8Array): readonly PktLine[] | null {
  try {
    const reader = createPktLineReader();
    const lines = reader.push(answer);
    reader.end();
    return lines;
  } catch (cause) {
    if (cause instanceof PktLineError) return null;
    throw cause;
  }
}
