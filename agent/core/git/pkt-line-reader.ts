import { type FramedLine, findPktLine, MAX_PKT_LINE, type PktLine, PktLineError } from './pkt-line.ts';

export interface PktLineReader {
  /** The lines that are complete now. Throws PktLineError. */
  push(chunk: Uint8Array): PktLine[];
  /** Throws `incomplete` when the stream was cut inside a line. */
  end(): void;
}

/** Reads a stream that is pkt-lines to its end. No line may be longer than `maxBufferedBytes`. */
export function createPktLineReader(maxBufferedBytes: number = MAX_PKT_LINE): PktLineReader {
  const buffer = new PktLineBuffer(maxBufferedBytes);
  return {
    push(chunk) {
      buffer.append(chunk);
      return Array.from(buffer.lines(), (framed) => framed.line);
    },
    end: () => buffer.end(),
  };
}

const FIRST_CAPACITY = 4_096;

/**
 * Bytes on their way to become pkt-lines, for streams in which something else follows. Keeps what was pushed
 * and not yet taken: when all complete lines are taken after each chunk, that is less than one line.
 */
export class PktLineBuffer {
  readonly #maxLineBytes: number;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #start = 0;
  #end = 0;

  constructor(maxLineBytes: number = MAX_PKT_LINE) {
    this.#maxLineBytes = maxLineBytes;
  }

  append(chunk: Uint8Array): void {
    this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next complete line, or null. What it returns is a copy and stays as it is. */
  take(): FramedLine | null {
    const found = findPktLine(this.#bytes.subarray(0, this.#end), this.#start, this.#maxLineBytes);
    if (found === null) return null;
    const bytes = this.#bytes.slice(this.#start, found.next);
    this.#start = found.next;
    const { line } = found;
    return { line: line.kind === 'data' ? { kind: 'data', payload: bytes.subarray(4) } : line, bytes };
  }

  *lines(): Generator<FramedLine> {
    for (let framed = this.take(); framed !== null; framed = this.take()) yield framed;
  }

  /** Takes everything that is left, whatever it is. */
  takeRest(): Uint8Array {
    const rest = this.#bytes.slice(this.#start, this.#end);
    this.#start = this.#end;
    return rest;
  }

  /** Throws `incomplete` when the stream was cut inside a line. */
  end(): void {
    const left = this.#end - this.#start;
    if (left > 0) throw new PktLineError('incomplete', `the stream ends ${left} bytes into a pkt-line`);
  }

  #makeRoom(length: number): void {
    const pending = this.#end - this.#start;
    if (this.#end + length <= this.#bytes.length) return;
    const capacity = Math.max(this.#bytes.length, FIRST_CAPACITY);
    const target =
      pending + length <= capacity / 2
        ? this.#bytes
        : new Uint8Array(Math.max(2 * capacity, pending + length));
    target.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = target;
    this.#start = 0;
    this.#end = pending;
  }
}
