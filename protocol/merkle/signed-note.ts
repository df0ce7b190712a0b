import { base64Of, bytesOfBase64 } from './base64.ts';
import { MerkleError } from './merkle-error.ts';
import { equalBytes, type Sha256 } from './tree-hash.ts';

/** A key as notes name it (C2SP signed-note): the id tells keys of one name apart and proves nothing. */
export interface NoteKey {
  readonly name: string;
  /** Four bytes. */
  readonly id: Uint8Array;
}

export interface NoteSigner extends NoteKey {
  /** Ed25519 over the bytes, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

export interface NoteVerifier extends NoteKey {
  readonly verify: (bytes: Uint8Array, signature: Uint8Array) => boolean;
}

const ED25519 = 1;
const ID_BYTES = 4;
/** Far above what a checkpoint with the signatures of sixteen witnesses has. */
const MAX_NOTE_CHARACTERS = 100_000;
const MAX_SIGNATURES = 64;
const ENCODER = new TextEncoder();
const DASH = '\u2014';

/** The id of an Ed25519 key given as its 32 bytes. */
export function noteKeyId(name: string, publicKey: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(joined(ENCODER.encode(`${name}\n`), Uint8Array.of(ED25519), publicKey)).subarray(0, ID_BYTES);
}

/** `text`, which ends with a line feed, as a note signed by one key. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = joined(signer.id, signer.sign(ENCODER.encode(text)));
  return `${text}\n${DASH} ${signer.name} ${base64Of(signature)}\n`;
}

/**
 * The text of a note that this key signed. Signatures of other keys are passed over, as the format demands; one
 * that claims to be of this key and does not hold is not. Throws MerkleError `bad-note`, `unsigned`,
 * `bad-signature` or `bad-base64`.
 */
export function openNote(note: string, verifier: NoteVerifier): string {
  const { text, signatures } = splitNote(note);
  const bytes = ENCODER.encode(text);
  const own = signatures.filter(({ name, id }) => name === verifier.name && equalBytes(id, verifier.id));
  if (own.length === 0) throw new MerkleError('unsigned', `the note is not signed by ${verifier.name}`);
  if (!own.every(({ signature }) => verifier.verify(bytes, signature))) {
    throw new MerkleError('bad-signature', `the signature of ${verifier.name} does not hold`);
  }
  return text;
}

interface NoteSignature extends NoteKey {
  readonly signature: Uint8Array;
}

function splitNote(note: string): {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
} {
  const end = note.lastIndexOf('\n\n');
  if (note.length > MAX_NOTE_CHARACTERS || end < 0 || !note.endsWith('\n')) throw badNote('is none');
  if (!note.isWellFormed() || hasControls(note)) throw badNote('holds control characters');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw badNote('has too many signatures');
  return { text: note.slice(0, end + 1), signatures: lines.map(readSignature) };
}

function readSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  if (name === '') throw badNote('has a line that is no signature');
  const bytes = bytesOfBase64(encoded);
  if (bytes.length <= ID_BYTES) throw badNote('has a signature without one');
  return { name, id: bytes.subarray(0, ID_BYTES), signature: bytes.subarray(ID_BYTES) };
}

/** The format forbids those below U+0020, but for the line feed. */
function hasControls(note: string): boolean {
  return note.split('').some((unit) => unit < ' ' && unit !== '\n');
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function badNote(seen: string): MerkleError {
  return new MerkleError('bad-note', `the note ${seen}`);
}
