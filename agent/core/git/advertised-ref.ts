import { decodeUtf8 } from './bytes.ts';

export type AdvertisementErrorCode =
  | 'bad-pkt-line'
  | 'truncated'
  | 'too-large'
  | 'unexpected-line'
  | 'bad-line';

export class AdvertisementError extends Error {
  readonly code: AdvertisementErrorCode;

  constructor(code: AdvertisementErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'AdvertisementError';
    this.code = code;
  }
}

/** `name` is a ref, `.have` for what the server knows besides, `capabilities^{}` when there is no ref. */
export interface AdvertisedRef {
  readonly id: string;
  readonly name: string;
}

/** One line of a reference advertisement (gitprotocol-pack, "Reference Discovery"). */
export type AdvertisedLine =
  | {
      readonly kind: 'ref';
      readonly ref: AdvertisedRef;
      /** Null where no NUL follows the name. */
      readonly capabilities: readonly string[] | null;
      /** The spaces that some servers write before the capabilities. */
      readonly before: string;
      readonly lineFeed: '\n' | '';
    }
  | { readonly kind: 'shallow' }
  | { readonly kind: 'error' }
  | { readonly kind: 'other'; readonly text: string };

const REF = /^([0-9a-f]{40}|[0-9a-f]{64}) ([^\0- \x7f]+)(?:\0( *)([^\0\n]*))?$/;
const SHALLOW = /^shallow (?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function parseAdvertisedLine(payload: Uint8Array): AdvertisedLine {
  const whole = decodeUtf8(payload);
  if (whole === null) throw new AdvertisementError('bad-line', 'a line of the advertisement is not UTF-8');
  const lineFeed = whole.endsWith('\n') ? '\n' : '';
  const text = lineFeed === '' ? whole : whole.slice(0, -1);
  if (SHALLOW.test(text)) return { kind: 'shallow' };
  if (text.startsWith('ERR ')) return { kind: 'error' };
  const match = REF.exec(text);
  if (match === null) return { kind: 'other', text };
  const [, id = '', name = '', before = '', list] = match;
  const capabilities = list?.split(' ').filter((each) => each !== '') ?? null;
  return { kind: 'ref', ref: { id, name }, capabilities, before, lineFeed };
}
