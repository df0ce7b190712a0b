import { BadVersionError, DownloadHTTPError, ExpiredMetadataError } from 'tuf-js/dist/error.js';
import { FeedError, type FeedErrorCode } from './feed-error.ts';

/**
 * What `tuf-js` found, with a code. It makes text of everything that it finds in a snapshot or in targets, so those
 * are told apart by their words; what is not recognised is `malformed`, and believed as little.
 */
export function updaterFault(cause: unknown): FeedError {
  if (cause instanceof FeedError) return cause;
  const words = cause instanceof Error ? cause.message : 'no reason given';
  return new FeedError(codeOf(cause, words), `the feed is not believed: ${words.slice(0, 300)}`, cause);
}

function codeOf(cause: unknown, words: string): FeedErrorCode {
  if (cause instanceof DownloadHTTPError) return 'missing';
  if (cause instanceof ExpiredMetadataError) return 'expired';
  if (cause instanceof BadVersionError) return 'rollback';
  return WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'malformed';
}

const WORDS: readonly (readonly [RegExp, FeedErrorCode])[] = [
  [/ was signed by \d+\/\d+ keys/, 'signature'],
  [/\.json is expired|is expired$/, 'expired'],
  [/is less than current version|Missing file .* in new snapshot|Expected version \d+, got \d+/, 'rollback'],
  [/Expected (hash|length) |does not match snapshot version|doesn't match timestamp/, 'mismatch'],
  [/answered with status/, 'missing'],
];
