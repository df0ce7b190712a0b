import { concatBytes, encodeUtf8 } from './bytes.ts';
import { oneLineOf } from './one-line.ts';
import { encodePktLine, type PktLine, PktLineError } from './pkt-line.ts';
import { createPktLineReader } from './pkt-line-reader.ts';

/** The capability that was negotiated; it decides how long a packet may be (gitprotocol-capabilities). */
export type SideBand = 'side-band' | 'side-band-64k';

/** 1 is the answer itself, 2 is shown to people, 3 is the last word of a server that gives up. */
export type Band = 1 | 2 | 3;

export type SideBandErrorCode = 'bad-pkt-line' | 'bad-packet' | 'after-flush' | 'truncated' | 'remote-fatal';

export class SideBandError extends Error {
  readonly code: SideBandErrorCode;

  constructor(code: SideBandErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'SideBandError';
    this.code = code;
  }
}

export interface BandPayload {
  readonly band: 1 | 2;
  readonly payload: Uint8Array;
}

export interface SideBandReader {
  /** What the bands carry, in order; empty packets are left out. Throws SideBandError. */
  push(chunk: Uint8Array): BandPayload[];
  /** Throws `truncated` when no flush has ended the bands. */
  end(): void;
}

/** A packet of band 1 that carries nothing: git reads it and shows nothing. */
export const KEEPALIVE: Uint8Array = encodeUtf8('0005\u0001');

const MAX_PACKET: Readonly<Record<SideBand, number>> = { 'side-band': 1_000, 'side-band-64k': 65_520 };
const LENGTH_AND_BAND = 5;

/** The payload in as many packets as it takes; none for an empty one. */
export function encodeBand(band: Band, payload: Uint8Array, sideBand: SideBand): Uint8Array {
  const room = MAX_PACKET[sideBand] - LENGTH_AND_BAND;
  const packets: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += room) {
    const piece = payload.subarray(offset, offset + room);
    packets.push(encodePktLine(concatBytes([Uint8Array.of(band), piece])));
  }
  return concatBytes(packets);
}

/** Takes apart what a server sends in side-bands, up to the flush that ends them (gitprotocol-pack). */
export function createSideBandReader(): SideBandReader {
  const reader = createPktLineReader();
  let flushed = false;

  function read(line: PktLine): BandPayload | null {
    if (flushed) throw new SideBandError('after-flush', 'the side-bands go on after their flush');
    if (line.kind === 'data') return readPacket(line.payload);
    if (line.kind !== 'flush')
      throw new SideBandError('bad-packet', `a ${line.kind} packet stands in a side-band`);
    flushed = true;
    return null;
  }

  return {
    push(chunk) {
      return linesOf(() => reader.push(chunk)).flatMap((line) => read(line) ?? []);
    },
    end() {
      linesOf(() => reader.end());
      if (!flushed) throw new SideBandError('truncated', 'the side-bands end without a flush');
    },
  };
}

function readPacket(payload: Uint8Array): BandPayload | null {
  const band = payload[0] ?? 0;
  const rest = payload.subarray(1);
  switch (band) {
    case 1:
    case 2:
      return rest.length === 0 ? null : { band, payload: rest };
    case 3:
      throw new SideBandError('remote-fatal', `the server gave up: ${oneLineOf(rest)}`);
    default:
      throw new SideBandError('bad-packet', `a side-band packet is of band 1, 2 or 3, not ${band}`);
  }
}

function linesOf<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PktLineError)) throw cause;
    const code = cause.code === 'incomplete' ? 'truncated' : 'bad-pkt-line';
    throw new SideBandError(code, cause.message, { cause });
  }
}
