import { createHmac, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../protocol/json.ts';
import type { Capture } from '../../protocol/verdict.ts';
import type { AppendOptions, Journal } from './journal.ts';

/** One piece of a prompt or of an answer, in masked form. */
export interface ContentPart {
  /** Whose text it is: a prompt's origin, or the channel of an answer. */
  readonly origin: string;
  readonly path: string | null;
  readonly tool: string | null;
  readonly text: string;
}

export interface Content {
  readonly session: string;
  readonly exchange: string;
  readonly side: 'prompt' | 'answer';
  readonly parts: readonly ContentPart[];
  /** `metadata` keeps digests and lengths alone. */
  readonly capture: Capture;
}

export interface ContentLimits {
  /** Characters of text in one record; a longer one goes on in the next. */
  readonly maxRecordChars: number;
  /** Characters of text kept of one side of one exchange; the digest is of the whole. */
  readonly maxExchangeChars: number;
  /** Texts of one session whose repetition is not written again. */
  readonly maxKnownTexts: number;
}

export const DEFAULT_CONTENT_LIMITS: ContentLimits = Object.freeze({
  maxRecordChars: 64 * 1024,
  maxExchangeChars: 2 * 1024 ** 2,
  maxKnownTexts: 4096,
});

interface KnownTexts {
  /** Under which the session's texts are named: nobody else can tell by a name what was said. */
  readonly key: Buffer;
  readonly digests: Set<string>;
}

/** Enough that no two records have the same. */
const SALT_BYTES = 16;

/**
 * Writes what was asked and answered, as `exchange.content` records. Every turn of a conversation resends all
 * before it, so that a text which this session has on record is named by its digest alone. Owner of what each
 * session has on record. Whatever names a text is keyed or salted: once the texts of a record are destroyed,
 * nothing that is left of it says what they may have been.
 */
export class ContentLog {
  readonly #journal: Pick<Journal, 'append'>;
  readonly #limits: ContentLimits;
  readonly #known = new Map<string, KnownTexts>();

  constructor(journal: Pick<Journal, 'append'>, limits: ContentLimits) {
    this.#journal = journal;
    this.#limits = limits;
  }

  /**
   * Resolves when everything is on disk; rejects as the journal does. With `reserve`, for what was passed on
   * already, a full spool takes it still.
   */
  async write(content: Content, options: AppendOptions): Promise<void> {
    const known = this.#knownOf(content.session);
    const batches = this.#batches(content, known);
    const { session, exchange, side, capture } = content;
    // Handed over at once, they are flushed together, and with what is handed over right after them.
    const written = batches.map((entries) => {
      const parts = entries.map(({ detail: part }) => part);
      const salt = randomBytes(SALT_BYTES).toString('base64url');
      const detail: JsonObject = { side, capture, parts, salt };
      return this.#journal.append({ event: 'exchange.content', session, exchange, detail }, options);
    });
    await Promise.all(written);
    for (const { completes } of batches.flat()) {
      if (completes !== null) this.#remember(known.digests, completes);
    }
  }

  /** A closed session says nothing more. */
  forget(session: string): void {
    this.#known.delete(session);
  }

  #knownOf(session: string): KnownTexts {
    const known = this.#known.get(session) ?? { key: randomBytes(32), digests: new Set() };
    this.#known.set(session, known);
    return known;
  }

  #remember(known: Set<string>, digest: string): void {
    known.delete(digest);
    known.add(digest);
    const [oldest] = known;
    if (known.size > this.#limits.maxKnownTexts && oldest !== undefined) known.delete(oldest);
  }

  #batches({ parts, capture }: Content, known: KnownTexts): readonly (readonly Entry[])[] {
    const batches: Entry[][] = [];
    let room = 0;
    let left = this.#limits.maxExchangeChars;
    const seen = new Set(known.digests);
    for (const [index, part] of parts.entries()) {
      const digest = createHmac('sha256', known.key).update(part.text, 'utf8').digest('hex');
      const text =
        capture !== 'metadata' && !seen.has(digest) ? part.text.slice(0, safeCut(part.text, left)) : null;
      const pieces = text === null ? [null] : slices(text, this.#limits.maxRecordChars);
      left -= text?.length ?? 0;
      const whole = text !== null && text.length === part.text.length;
      let at = 0;
      for (const [count, piece] of pieces.entries()) {
        const last = count === pieces.length - 1;
        const entry = {
          detail: describe(part, { index, digest, at, piece }),
          completes: last && whole ? digest : null,
        };
        room -= COST + (piece?.length ?? 0);
        if (room < 0) {
          batches.push([]);
          room = this.#limits.maxRecordChars - (piece?.length ?? 0);
        }
        batches.at(-1)?.push(entry);
        at += piece?.length ?? 0;
      }
      if (whole) seen.add(digest);
    }
    return batches;
  }
}

interface Entry {
  readonly detail: JsonObject;
  /** The digest that is on record once this entry is. */
  readonly completes: string | null;
}

/** What an entry takes up besides its text, so that a thousand empty ones are not one record. */
const COST = 256;

function describe(
  part: ContentPart,
  { index, digest, at, piece }: { index: number; digest: string; at: number; piece: string | null },
): JsonObject {
  const { origin, path, tool, text } = part;
  return { part: index, origin, path, tool, digest, chars: text.length, at, text: piece };
}

function slices(text: string, size: number): readonly string[] {
  if (text.length <= size) return [text];
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + safeCut(text.slice(at, at + size + 1), size);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/** The largest length up to `size` that does not cut a pair of surrogates: half of one is no Unicode. */
function safeCut(text: string, size: number): number {
  if (text.length <= size) return text.length;
  const last = text.charCodeAt(size - 1);
  return last >= 0xd800 && last <= 0xdbff ? size - 1 : Math.max(size, 0);
}
