import { endedWithin } from '../ended-within.ts';
import type { PassedObject } from './passed.ts';
import type { PassingAnswer, PassingAsk } from './passing-messages.ts';

export interface PackAsidePorts {
  /** The longest wait for the thread to read a piece. */
  readonly waitMs: number;
  readonly found: (object: PassedObject) => void;
  readonly tell: (ask: PassingAsk, given?: readonly ArrayBuffer[]) => void;
  /** The thread has read the pack. */
  readonly ended: () => void;
  /** It is of no more use, for this reason unless there is none. Answered by `stop`. */
  readonly broken: (cause: unknown) => void;
}

/** So much is sent at a time: each piece wakes the thread up. */
const PIECE_BYTES = 256 * 1024;
/** Pieces that may be on their way; their memory comes back with each answer, and is filled again. */
const MAX_PIECES = 16;

/** One pack on its way to the thread that reads it, at the pace of that. Whatever becomes of the thread, it ends. */
export class PackAside {
  readonly #ports: PackAsidePorts;
  #state: 'reading' | 'read' | 'over' = 'reading';
  #free: ArrayBuffer[] = [];
  #made = 0;
  #piece: Buffer | null = null;
  #filled = 0;
  #answered = Promise.withResolvers<void>();

  constructor(ports: PackAsidePorts) {
    this.#ports = ports;
  }

  /** Resolves when what was given has been copied, which is at once while the thread keeps up. */
  async push(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const piece = this.#piece ?? (await this.#nextPiece());
      if (piece === null) return;
      const taken = bytes.copy(piece, this.#filled, at);
      this.#filled += taken;
      at += taken;
      if (this.#filled === piece.length) this.#send(piece);
    }
  }

  /** Resolves when all was found that will be. */
  async end(): Promise<void> {
    if (this.#piece !== null) this.#send(this.#piece);
    if (this.#state !== 'over') this.#ports.tell({ kind: 'end' });
    while (this.#state !== 'over') await this.#answer();
  }

  /** Nobody waits for what is still to be found. */
  leave(): void {
    if (this.#state !== 'over') this.#ports.broken(null);
  }

  /** What the thread says. */
  read({ found, memory, isReading }: Extract<PassingAnswer, { kind: 'read' }>): void {
    for (const object of JSON.parse(found) as readonly PassedObject[]) this.#ports.found(object);
    if (memory === null) {
      this.stop();
      this.#ports.ended();
      return;
    }
    if (!isReading) this.#state = 'read';
    this.#free.push(memory);
    this.#wake();
  }

  /** There is no thread any more. */
  stop(): void {
    this.#state = 'over';
    this.#piece = null;
    this.#free = [];
    this.#wake();
  }

  /** Null when the thread needs no more. */
  async #nextPiece(): Promise<Buffer | null> {
    while (this.#state === 'reading') {
      const memory = this.#free.pop() ?? this.#newMemory();
      if (memory !== null) {
        this.#filled = 0;
        this.#piece = Buffer.from(memory);
        return this.#piece;
      }
      await this.#answer();
    }
    return null;
  }

  #newMemory(): ArrayBuffer | null {
    if (this.#made === MAX_PIECES) return null;
    this.#made += 1;
    return new ArrayBuffer(PIECE_BYTES);
  }

  #send({ buffer }: Buffer): void {
    const memory = buffer as ArrayBuffer;
    this.#piece = null;
    this.#ports.tell({ kind: 'piece', memory, length: this.#filled }, [memory]);
  }

  async #answer(): Promise<void> {
    const { waitMs, broken } = this.#ports;
    if (await endedWithin([this.#answered.promise], waitMs)) return;
    broken(new Error(`the thread took more than ${waitMs} ms to read a piece`));
  }

  #wake(): void {
    const { resolve } = this.#answered;
    this.#answered = Promise.withResolvers();
    resolve();
  }
}
