import { readFile } from 'node:fs/promises';
import { CHAIN_START, type ChainPorts, type ChainPosition, verifyChain } from '../../protocol/chain.ts';
import { damaged, JournalError } from './journal-error.ts';
import { listSegments, type SegmentExtent, type SegmentPath } from './segment-name.ts';
import { readSegmentText, type SegmentText } from './segment-text.ts';

/** What a journal's folder holds, every record of it verified. */
export interface Scan {
  /** Oldest first; only what is whole counts for `size`. */
  readonly segments: readonly SegmentExtent[];
  readonly head: ChainPosition;
  /** Bytes of each record after the acknowledged one. */
  readonly unacknowledged: readonly number[];
  /** How the last segment ends. */
  readonly tail: 'whole' | 'torn' | 'unterminated';
}

/**
 * Reads and verifies the whole journal. Throws JournalError: `damaged` for anything but the end that a crash
 * leaves, `foreign-key` for another agent's records.
 */
export async function scanJournal(directory: string, acknowledged: number, ports: ChainPorts): Promise<Scan> {
  const paths = await listSegments(directory);
  const scan = new Scanner(acknowledged, ports);
  for (const [index, path] of paths.entries()) {
    scan.add(path, await readFile(path.path), { last: index === paths.length - 1 });
  }
  return scan.end();
}

class Scanner {
  readonly #acknowledged: number;
  readonly #ports: ChainPorts;
  readonly #segments: SegmentExtent[] = [];
  readonly #unacknowledged: number[] = [];
  #head = CHAIN_START;
  #tail: Scan['tail'] = 'whole';

  constructor(acknowledged: number, ports: ChainPorts) {
    this.#acknowledged = acknowledged;
    this.#ports = ports;
  }

  add(at: SegmentPath, bytes: Buffer, { last }: { readonly last: boolean }): void {
    const text = readSegmentText(bytes);
    const { tail } = text;
    const start = this.#startOf(at, text);
    this.#verify(at, text, start);
    if (tail.kind === 'damaged') {
      throw damaged(`line ${text.records.length + 1} of ${at.path} is no record: ${tail.reason}`);
    }
    if (tail.kind !== 'whole' && !last) throw damaged(`${at.path} breaks off, and a segment follows it`);
    this.#tail = tail.kind;
    this.#segments.push({ ...at, size: text.size });
    this.#count(at, text.lengths);
  }

  end(): Scan {
    if (this.#head.seq < this.#acknowledged) {
      const expected = `the collector acknowledged ${this.#acknowledged}`;
      throw damaged(`the journal ends with record ${this.#head.seq}, but ${expected}`);
    }
    return {
      segments: this.#segments,
      head: this.#head,
      unacknowledged: this.#unacknowledged,
      tail: this.#tail,
    };
  }

  /** Older segments may be gone when all of them was acknowledged; then the chain is taken up where it begins. */
  #startOf(at: SegmentPath, text: SegmentText): ChainPosition {
    if (this.#segments.length > 0 || at.firstSeq === 1) return this.#head;
    const [first] = text.records;
    if (first === undefined || at.firstSeq > this.#acknowledged + 1) {
      throw damaged(`the journal begins with ${at.path}; records before it are missing`);
    }
    return { seq: at.firstSeq - 1, hash: first.record.prev };
  }

  #verify(at: SegmentPath, text: SegmentText, start: ChainPosition): void {
    if (at.firstSeq !== start.seq + 1) {
      throw damaged(`${at.path} is named for record ${at.firstSeq}, expected ${start.seq + 1}`);
    }
    const result = verifyChain(text.records, start, this.#ports);
    if (result.kind === 'valid') {
      this.#head = result.head;
      return;
    }
    const where = `line ${result.index + 1} of ${at.path}`;
    if (result.fault !== 'foreign-agent') throw damaged(`${where} does not verify: ${result.fault}`);
    throw new JournalError('foreign-key', `${where} is the record of another agent`, {
      hint: 'the agent key was replaced: restore it, or move the journal away and enrol the agent anew',
    });
  }

  #count(at: SegmentPath, lengths: readonly number[]): void {
    for (const [index, length] of lengths.entries()) {
      if (at.firstSeq + index > this.#acknowledged) this.#unacknowledged.push(length);
    }
  }
}
