import { decodeUtf8 } from '../git/bytes.ts';

/** What a file that a client attaches turned out to be. */
export type Attachment =
  | { readonly kind: 'text'; readonly text: string }
  /** An image, a document, an archive: bytes that nobody can search. `type` is for people. */
  | { readonly kind: 'opaque'; readonly type: string };

/** Control characters of texts: those of lines, tabulators and pages, and of terminals, whose logs are attached. */
const OF_TEXT: ReadonlySet<number> = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);

/** By its bytes alone: what a client calls them, it may call otherwise. `declared` is a `Content-Type` or empty. */
export function readAttachment(bytes: Uint8Array, declared: string): Attachment {
  const text = attachedText(bytes);
  return text === null ? { kind: 'opaque', type: typeOf(bytes, declared) } : { kind: 'text', text };
}

/** The text that these bytes are, or null when they are something else; encoding it again gives the same bytes. */
export function attachedText(bytes: Uint8Array): string | null {
  return bytes.every((byte) => byte >= 0x20 || OF_TEXT.has(byte)) ? decodeUtf8(bytes) : null;
}

const MEDIA_TYPE =
  /^(?:application|audio|font|image|model|multipart|text|video)\/[a-z0-9][a-z0-9.+-]{0,100}$/;
const UNNAMED = 'application/octet-stream';

function typeOf(bytes: Uint8Array, declared: string): string {
  const name = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (MEDIA_TYPE.test(name) && name !== UNNAMED) return name;
  const known = SIGNATURES.find(([signature]) => signature.every((byte, index) => bytes[index] === byte));
  return known?.[1] ?? UNNAMED;
}

/** What files of common kinds begin with. */
const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'image/png'],
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x47, 0x49, 0x46, 0x38], 'image/gif'],
  [[0x25, 0x50, 0x44, 0x46], 'application/pdf'],
  [[0x50, 0x4b, 0x03, 0x04], 'application/zip'],
];
