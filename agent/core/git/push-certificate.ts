import { concatBytes, decodeUtf8 } from './bytes.ts';
import type { FramedLine } from './pkt-line.ts';
import { PushRequestError, type RefUpdateCommand } from './push-request.ts';
import { parseCommand } from './ref-update-command.ts';

const HEADER = /^(?:pusher|pushee|nonce|push-option) [^\n]+$/;
const SIGNATURE_BEGINS = [
  '-----BEGIN PGP SIGNATURE-----',
  '-----BEGIN PGP MESSAGE-----',
  '-----BEGIN SSH SIGNATURE-----',
  '-----BEGIN SIGNED MESSAGE-----',
];

type Part = 'version' | 'header' | 'commands' | 'signature' | 'end';

/**
 * Reads a push certificate (gitprotocol-pack, "Push Certificate") line by line, as git sends it. Servers look
 * for its parts in the text as a whole, and for the last signature in it: so each packet must be exactly one
 * line and there is one signature, or they could see other commands than we do.
 */
export class PushCertificate {
  readonly #framed: Uint8Array[];
  readonly #commands: RefUpdateCommand[] = [];
  #part: Part = 'version';

  /** `opening` is the line that says `push-cert`. */
  constructor(opening: FramedLine) {
    this.#framed = [opening.bytes];
  }

  get complete(): boolean {
    return this.#part === 'end';
  }

  get commands(): readonly RefUpdateCommand[] {
    return this.#commands;
  }

  /** All of its lines as they were sent. */
  get bytes(): Uint8Array {
    return concatBytes(this.#framed);
  }

  read(payload: Uint8Array, framed: Uint8Array): void {
    const line = wholeLine(payload);
    this.#part = this.#next(line, payload.subarray(0, -1));
    this.#framed.push(framed);
  }

  #next(line: string, bytes: Uint8Array): Part {
    switch (this.#part) {
      case 'version':
        if (line !== 'certificate version 0.1') throw bad('a certificate begins with its version, 0.1');
        return 'header';
      case 'header':
        if (line === '') return 'commands';
        if (!HEADER.test(line)) throw bad('a header that git does not write');
        return 'header';
      case 'commands':
        if (beginsSignature(line)) return 'signature';
        this.#commands.push(parseCommand(bytes));
        return 'commands';
      case 'signature':
        if (beginsSignature(line)) throw bad('a second signature');
        return line === 'push-cert-end' ? 'end' : 'signature';
      case 'end':
        throw bad('something follows the certificate');
    }
  }
}

function wholeLine(payload: Uint8Array): string {
  const text = decodeUtf8(payload);
  if (text === null || !/^[^\0\n]*\n$/.test(text)) throw bad('a packet that is not one line of text');
  return text.slice(0, -1);
}

function beginsSignature(line: string): boolean {
  return SIGNATURE_BEGINS.some((begin) => line.startsWith(begin));
}

function bad(message: string): PushRequestError {
  return new PushRequestError('bad-certificate', `the push certificate cannot be read: ${message}`);
}
