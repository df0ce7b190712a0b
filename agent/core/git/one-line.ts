import { encodeUtf8 } from './bytes.ts';

const MAX_CHARACTERS = 500;
/** Control and format characters (bidirectional overrides among them) and everything that breaks a line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu;

/** The text as one bounded line that does nothing to a terminal. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MAX_CHARACTERS)
    .replace(UNPRINTABLE, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= MAX_CHARACTERS ? line : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}

/** Bytes of somebody else's words as one line; what is not UTF-8 shows as U+FFFD. */
export function oneLineOf(bytes: Uint8Array): string {
  return oneLine(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, 16 * MAX_CHARACTERS)),
  );
}

/** The payload without the line feed that senders may put at its end (gitprotocol-common, "pkt-line Format"). */
export function withoutLineFeed(payload: Uint8Array): Uint8Array {
  return payload.at(-1) === LF ? payload.subarray(0, -1) : payload;
}

export function withLineFeed(text: string): Uint8Array {
  return encodeUtf8(`${text}\n`);
}

const LF = 0x0a;
