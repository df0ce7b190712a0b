import {
  type AdvertisedLine,
  type AdvertisedRef,
  AdvertisementError,
  parseAdvertisedLine,
} from './advertised-ref.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { oneLine, withLineFeed } from './one-line.ts';
import { encodePktLine, FLUSH, type FramedLine, PktLineError } from './pkt-line.ts';
import { PktLineBuffer } from './pkt-line-reader.ts';

export interface Advertisement {
  /** As they are sent on, `no-thin` among them; empty when the server answered with an error. */
  readonly capabilities: readonly string[];
  /** The first `maxRefs` of them. */
  readonly refs: readonly AdvertisedRef[];
}

export interface AdvertisementRewriter {
  /** What may be sent on of it. Throws AdvertisementError. */
  push(chunk: Uint8Array): Uint8Array;
  /** Throws AdvertisementError when the advertisement was cut. */
  end(): Advertisement;
}

export interface AdvertisementOptions {
  readonly maxBytes: number;
  /** How many refs are remembered; all are sent on. */
  readonly maxRefs: number;
  /** Leave `push-cert` in, so that clients may sign their pushes. */
  readonly keepPushCert: boolean;
}

const DEFAULTS: AdvertisementOptions = { maxBytes: 64 * 1024 * 1024, maxRefs: 10_000, keepPushCert: false };

/**
 * Rewrites the answer to `GET info/refs?service=git-receive-pack` (gitprotocol-http, "Smart Server Response")
 * while it streams: `no-thin` asks the client for packs that can be read without the objects they build on.
 * Every line but the one with the capabilities is sent on as it came.
 */
export function createReceivePackAdvertisementRewriter(
  options: Partial<AdvertisementOptions> = {},
): AdvertisementRewriter {
  return new Rewriter({ ...DEFAULTS, ...options });
}

/** An advertisement that makes git print `fatal: remote error: MESSAGE` (gitprotocol-pack, "error-line"). */
export function encodeErrorAdvertisement(
  service: 'git-upload-pack' | 'git-receive-pack',
  message: string,
): Uint8Array {
  const header = encodePktLine(withLineFeed(`# service=${service}`));
  return concatBytes([header, FLUSH, encodePktLine(withLineFeed(`ERR ${oneLine(message)}`))]);
}

const SERVICE = '# service=git-receive-pack';

type Part = 'service' | 'service-end' | 'first' | 'refs' | 'error' | 'end';

class Rewriter implements AdvertisementRewriter {
  readonly #options: AdvertisementOptions;
  readonly #buffer = new PktLineBuffer();
  readonly #refs: AdvertisedRef[] = [];
  #capabilities: readonly string[] = [];
  #part: Part = 'service';
  #bytes = 0;

  constructor(options: AdvertisementOptions) {
    this.#options = options;
  }

  push(chunk: Uint8Array): Uint8Array {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) {
      throw new AdvertisementError(
        'too-large',
        `the advertisement is longer than ${this.#options.maxBytes} bytes`,
      );
    }
    return translated(() => {
      this.#buffer.append(chunk);
      return concatBytes(Array.from(this.#buffer.lines(), (framed) => this.#read(framed)));
    });
  }

  end(): Advertisement {
    translated(() => this.#buffer.end());
    if (this.#part !== 'end' && this.#part !== 'error') {
      throw new AdvertisementError('truncated', 'the advertisement ends before its last line');
    }
    return { capabilities: this.#capabilities, refs: this.#refs };
  }

  #read({ line, bytes }: FramedLine): Uint8Array {
    switch (line.kind) {
      case 'flush':
        this.#part = this.#afterFlush();
        return bytes;
      case 'data':
        return this.#readData(parseAdvertisedLine(line.payload), bytes);
      case 'delim':
      case 'response-end':
        throw unexpected(`a ${line.kind} packet`);
    }
  }

  #afterFlush(): Part {
    switch (this.#part) {
      case 'service-end':
        return 'first';
      case 'refs':
      case 'error':
        return 'end';
      case 'service':
      case 'first':
      case 'end':
        throw unexpected('a flush');
    }
  }

  #readData(line: AdvertisedLine, bytes: Uint8Array): Uint8Array {
    switch (this.#part) {
      case 'service':
        if (line.kind !== 'other' || line.text !== SERVICE) throw unexpected('another service');
        this.#part = 'service-end';
        return bytes;
      case 'first':
        return this.#readFirst(line, bytes);
      case 'refs':
        if (line.kind === 'ref' && line.capabilities === null) this.#remember(line.ref);
        else if (line.kind !== 'shallow') throw unexpected('a line that is no ref');
        return bytes;
      case 'service-end':
      case 'error':
      case 'end':
        throw unexpected('a line');
    }
  }

  #readFirst(line: AdvertisedLine, bytes: Uint8Array): Uint8Array {
    if (line.kind === 'error') {
      this.#part = 'error';
      return bytes;
    }
    if (line.kind !== 'ref' || line.capabilities === null)
      throw unexpected('a first line without capabilities');
    this.#part = 'refs';
    this.#remember(line.ref);
    this.#capabilities = this.#rewrite(line.capabilities);
    const { id, name } = line.ref;
    return encodePktLine(
      encodeUtf8(`${id} ${name}\0${line.before}${this.#capabilities.join(' ')}${line.lineFeed}`),
    );
  }

  #rewrite(capabilities: readonly string[]): readonly string[] {
    const kept = capabilities.filter(
      (each) => this.#options.keepPushCert || (each !== 'push-cert' && !each.startsWith('push-cert=')),
    );
    return kept.includes('no-thin') ? kept : [...kept, 'no-thin'];
  }

  #remember(ref: AdvertisedRef): void {
    if (this.#refs.length < this.#options.maxRefs) this.#refs.push(ref);
  }
}

function unexpected(what: string): AdvertisementError {
  return new AdvertisementError('unexpected-line', `${what} stands where the advertisement has none`);
}

function translated<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PktLineError)) throw cause;
    const code = cause.code === 'incomplete' ? 'truncated' : 'bad-pkt-line';
    throw new AdvertisementError(code, cause.message, { cause });
  }
}
