import { decodeUtf8 } from './bytes.ts';
import { withoutLineFeed } from './one-line.ts';
import { FLUSH, type FramedLine, PktLineError } from './pkt-line.ts';
import { PktLineBuffer } from './pkt-line-reader.ts';
import { objectFormatOf, type PushCapabilities, parsePushCapabilities } from './push-capabilities.ts';
import { PushCertificate } from './push-certificate.ts';
import {
  ID_LENGTH,
  isZeroId,
  type PushRequest,
  PushRequestError,
  type RefUpdateCommand,
} from './push-request.ts';
import { parseCommand, parseObjectId } from './ref-update-command.ts';

export interface PushRequestLimits {
  readonly maxCommands: number;
  /** Of everything before the pack, pkt-line lengths included. */
  readonly maxHeaderBytes: number;
}

/** `rest` is what was pushed and belongs to the pack. */
export interface ReadRequest {
  readonly kind: 'request';
  readonly request: PushRequest;
  readonly rest: Uint8Array;
}

/** Reads the body of a POST to `git-receive-pack`, already decompressed, as it arrives. */
export interface PushRequestReader {
  /** `request` as soon as the pack begins; nothing may be pushed after that. Throws PushRequestError. */
  push(chunk: Uint8Array): { readonly kind: 'more' } | ReadRequest;
  /**
   * Call it when the body has ended before `push` gave the request: a body that only deletes ends with its
   * commands, and a `probe` is the empty request with which git tries out authentication. Throws
   * PushRequestError for anything else.
   */
  end(): { readonly kind: 'probe' } | ReadRequest;
}

export function createPushRequestReader(limits: PushRequestLimits): PushRequestReader {
  return new HeaderReader(limits);
}

/** Which part the next line belongs to. `pack`, `nothing` and `probe` are where the header has ended. */
type Part = 'commands' | 'options' | 'pack' | 'nothing' | 'probe';

const NUL = 0;
const LF = 0x0a;

class HeaderReader implements PushRequestReader {
  readonly #limits: PushRequestLimits;
  readonly #buffer = new PktLineBuffer();
  #part: Part = 'commands';
  #headerBytes = 0;
  #capabilities: PushCapabilities | null = null;
  #certificate: PushCertificate | null = null;
  readonly #commands: RefUpdateCommand[] = [];
  readonly #shallow: string[] = [];
  readonly #options: string[] = [];

  constructor(limits: PushRequestLimits) {
    this.#limits = limits;
  }

  push(chunk: Uint8Array): { readonly kind: 'more' } | ReadRequest {
    this.#buffer.append(chunk);
    while (!this.#headerEnded()) {
      const framed = this.#take();
      if (framed === null) return { kind: 'more' };
      this.#read(framed);
    }
    const rest = this.#buffer.takeRest();
    if (this.#part === 'pack') return { kind: 'request', request: this.#request(), rest };
    if (rest.length > 0) {
      throw new PushRequestError('trailing-bytes', 'bytes follow a push that sends no pack');
    }
    return { kind: 'more' };
  }

  end(): { readonly kind: 'probe' } | ReadRequest {
    if (this.#part === 'probe') return { kind: 'probe' };
    if (this.#part === 'nothing') {
      return { kind: 'request', request: this.#request(), rest: new Uint8Array() };
    }
    throw new PushRequestError('truncated', 'the push ends before its pack begins');
  }

  #headerEnded(): boolean {
    return this.#part === 'pack' || this.#part === 'nothing' || this.#part === 'probe';
  }

  #take(): FramedLine | null {
    try {
      const framed = this.#buffer.take();
      this.#headerBytes += framed?.bytes.length ?? 0;
      if (this.#headerBytes <= this.#limits.maxHeaderBytes) return framed;
    } catch (cause) {
      if (!(cause instanceof PktLineError)) throw cause;
      throw new PushRequestError('bad-pkt-line', cause.message, { cause });
    }
    throw new PushRequestError(
      'header-too-large',
      `the commands of the push take more than ${this.#limits.maxHeaderBytes} bytes`,
    );
  }

  #read(framed: FramedLine): void {
    const { line } = framed;
    switch (line.kind) {
      case 'flush':
        this.#part = this.#afterFlush();
        break;
      case 'data':
        this.#readData(line.payload, framed);
        break;
      case 'delim':
      case 'response-end':
        throw new PushRequestError('unexpected-packet', `a push holds no ${line.kind} packet`);
    }
  }

  #afterFlush(): Part {
    if (this.#part === 'options') return this.#afterHeader();
    if (this.#headerBytes === FLUSH.length) return 'probe';
    if (this.#certificate !== null && !this.#certificate.complete) {
      throw new PushRequestError('bad-certificate', 'the push certificate is cut off');
    }
    if (this.#commands.length === 0) throw new PushRequestError('no-commands', 'the push names no ref');
    this.#checkCommands();
    return this.#capabilities?.has('push-options') ? 'options' : this.#afterHeader();
  }

  #afterHeader(): 'pack' | 'nothing' {
    return this.#commands.every((command) => isZeroId(command.newId)) ? 'nothing' : 'pack';
  }

  #readData(payload: Uint8Array, framed: FramedLine): void {
    if (this.#part === 'options') this.#options.push(parseOption(payload));
    else if (this.#certificate === null) this.#readCommandLine(payload, framed);
    else this.#readCertificateLine(this.#certificate, payload, framed.bytes);
  }

  #readCommandLine(payload: Uint8Array, framed: FramedLine): void {
    const nul = payload.indexOf(NUL);
    if (nul === -1 && this.#capabilities === null && startsWith(payload, 'shallow ')) {
      this.#shallow.push(parseShallow(payload));
      return;
    }
    this.#readCapabilities(nul === -1 ? null : payload.subarray(nul + 1));
    const words = nul === -1 ? withoutLineFeed(payload) : payload.subarray(0, nul);
    if (nul !== -1 && decodeUtf8(words) === 'push-cert') this.#certificate = new PushCertificate(framed);
    else this.#add(parseCommand(words));
  }

  /** They stand on the first line and on no other; git heeds the later ones too, so those are refused. */
  #readCapabilities(list: Uint8Array | null): void {
    if (this.#capabilities !== null) {
      if (list === null) return;
      throw new PushRequestError('capabilities-repeated', 'capabilities stand on two lines');
    }
    if (list === null) throw new PushRequestError('no-capabilities', 'the first command has no capabilities');
    const text = decodeUtf8(withoutLineFeed(list));
    if (text === null) throw new PushRequestError('bad-capability', 'the capabilities are not text');
    this.#capabilities = parsePushCapabilities(text);
  }

  #readCertificateLine(certificate: PushCertificate, payload: Uint8Array, bytes: Uint8Array): void {
    certificate.read(payload, bytes);
    if (certificate.complete) for (const command of certificate.commands) this.#add(command);
  }

  #add(command: RefUpdateCommand): void {
    if (this.#commands.length === this.#limits.maxCommands) {
      throw new PushRequestError(
        'too-many-commands',
        `the push names more than ${this.#commands.length} refs`,
      );
    }
    this.#commands.push(command);
  }

  #checkCommands(): void {
    const length = ID_LENGTH[this.#objectFormat()];
    const ids = [...this.#shallow, ...this.#commands.map((command) => command.oldId)];
    if (ids.some((id) => id.length !== length)) {
      throw new PushRequestError('mixed-object-ids', `every object id of this push has ${length} digits`);
    }
    if (new Set(this.#commands.map((command) => command.ref)).size !== this.#commands.length) {
      throw new PushRequestError('duplicate-ref', 'the push names a ref twice');
    }
  }

  #objectFormat(): PushRequest['objectFormat'] {
    return objectFormatOf(this.#capabilities ?? new Map());
  }

  #request(): PushRequest {
    return {
      commands: this.#commands,
      capabilities: this.#capabilities ?? new Map(),
      shallow: this.#shallow,
      options: this.#options,
      objectFormat: this.#objectFormat(),
      certificate: this.#certificate?.bytes ?? null,
      expectsPack: this.#part === 'pack',
    };
  }
}

function startsWith(payload: Uint8Array, word: string): boolean {
  return decodeUtf8(payload.subarray(0, word.length)) === word;
}

function parseShallow(payload: Uint8Array): string {
  const text = decodeUtf8(withoutLineFeed(payload));
  const id = text === null ? null : parseObjectId(text.slice('shallow '.length));
  if (id === null) throw new PushRequestError('bad-shallow', 'a shallow line is "shallow" and an object id');
  return id;
}

/** Servers hand options to hooks line by line or as C strings, so an option is one line of text. */
function parseOption(payload: Uint8Array): string {
  const line = withoutLineFeed(payload);
  const text = decodeUtf8(line);
  if (text === null || line.includes(NUL) || line.includes(LF)) {
    throw new PushRequestError('bad-push-option', 'a push option is one line of UTF-8');
  }
  return text;
}
