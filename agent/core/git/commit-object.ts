import type { Signature } from '../../../protocol/operation.ts';

export type CommitObjectErrorCode = 'no-tree' | 'no-signature' | 'bad-signature' | 'bad-id' | 'no-end';

/** A commit or tag object that Git would not have written. */
export class CommitObjectError extends Error {
  readonly code: CommitObjectErrorCode;

  constructor(code: CommitObjectErrorCode, message: string) {
    super(message);
    this.name = 'CommitObjectError';
    this.code = code;
  }
}

export interface CommitObject {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: Uint8Array;
  /** Carries a signature, of whomever. */
  readonly signed: boolean;
  /** What people wrote besides: every header but ids and signatures. */
  readonly writtenHeaders: readonly Uint8Array[];
}

/** An annotated tag. */
export interface TagObject {
  readonly target: string;
  readonly signed: boolean;
  readonly targetType: string;
  /** Empty where the tag names none, as the oldest tags do. */
  readonly tagger: Signature;
  readonly message: Uint8Array;
  readonly writtenHeaders: readonly Uint8Array[];
}

interface Header {
  readonly key: string;
  readonly value: string;
  /** The line, with those that continue it. */
  readonly bytes: Uint8Array;
}

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const LF = 0x0a;
const SPACE = 0x20;
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'tree',
  'parent',
  'object',
  'type',
  'gpgsig',
  'gpgsig-sha256',
]);

/** Reads the bytes of a commit object; whatever stands behind a NUL is part of the message. */
export function readCommitObject(bytes: Uint8Array): CommitObject {
  const { headers, message } = split(bytes);
  const tree = headers[0]?.key === 'tree' ? headers[0].value : undefined;
  if (tree === undefined) throw new CommitObjectError('no-tree', 'commit does not start with its tree');
  return {
    tree: objectId(tree),
    parents: parentsOf(headers),
    author: signature(headers, 'author'),
    committer: signature(headers, 'committer'),
    message,
    signed: isSigned(headers),
    writtenHeaders: written(headers),
  };
}

function isSigned(headers: readonly Header[]): boolean {
  return headers.some(({ key }) => key === 'gpgsig' || key === 'gpgsig-sha256');
}

/** A tag's signature stands at the end of its message (gitformat-signature). */
const TAG_SIGNATURE = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE)-----$/m;

/** Git takes for parents only what stands right behind the tree; a later line of that name is text. */
function parentsOf(headers: readonly Header[]): readonly string[] {
  const others = headers.findIndex((header, index) => index > 0 && header.key !== 'parent');
  return headers.slice(1, others < 0 ? undefined : others).map((header) => objectId(header.value));
}

/** Reads the bytes of an annotated tag object. */
export function readTagObject(bytes: Uint8Array): TagObject {
  const { headers, message } = split(bytes);
  const value = (key: string) => headers.find((header) => header.key === key)?.value ?? '';
  return {
    target: objectId(value('object')),
    targetType: value('type'),
    tagger: headers.some(({ key }) => key === 'tagger')
      ? signature(headers, 'tagger')
      : { name: '', email: '' },
    message,
    signed: isSigned(headers) || TAG_SIGNATURE.test(DECODER.decode(message)),
    writtenHeaders: written(headers),
  };
}

/** Headers end at the first empty line; a line that starts with a space continues the one before. */
function split(bytes: Uint8Array): { headers: readonly Header[]; message: Uint8Array } {
  const headers: Header[] = [];
  let at = 0;
  while (bytes[at] !== LF) {
    let end = lineEnd(bytes, at);
    const first = end;
    while (bytes[end + 1] === SPACE) end = lineEnd(bytes, end + 1);
    const line = DECODER.decode(bytes.subarray(at, first));
    const space = line.indexOf(' ');
    const key = space < 0 ? line : line.slice(0, space);
    headers.push({ key, value: space < 0 ? '' : line.slice(space + 1), bytes: bytes.subarray(at, end) });
    at = end + 1;
    if (at === bytes.length) return { headers, message: new Uint8Array() };
  }
  return { headers, message: bytes.subarray(at + 1) };
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(LF, from);
  if (end < 0) throw new CommitObjectError('no-end', 'object ends inside its headers');
  return end;
}

function written(headers: readonly Header[]): readonly Uint8Array[] {
  return headers.filter((header) => !NOT_WRITTEN.has(header.key)).map((header) => header.bytes);
}

function objectId(text: string): string {
  if (!OBJECT_ID.test(text)) throw new CommitObjectError('bad-id', 'object id is not 40 or 64 hex digits');
  return text;
}

/** `Name <address> seconds zone`; nothing is asked of the time, which nothing here depends on. */
function signature(headers: readonly Header[], key: string): Signature {
  const value = headers.find((header) => header.key === key)?.value;
  if (value === undefined) throw new CommitObjectError('no-signature', `object has no ${key}`);
  const open = value.indexOf('<');
  const close = value.indexOf('>', open);
  if (open < 0 || close < 0) throw new CommitObjectError('bad-signature', `${key} has no address in <>`);
  return { name: value.slice(0, open).trim(), email: value.slice(open + 1, close) };
}
