import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import type { ProxySettings } from '../proxy/corporate.ts';
import { FeedError } from './feed-error.ts';
import { fingerprintOf } from './feed-format.ts';
import { FeedFetcher } from './fetcher.ts';
import type { FeedLimits } from './limits.ts';
import { updaterFault } from './updater-fault.ts';
import { readRoot } from './verified-feed.ts';

/** A root that a feed offers, before anybody believed it. */
export interface OfferedRoot {
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly fingerprint: string;
}

/**
 * Every root of the feed at `url`, oldest first, each vouched for by the one before. Which of them is believed is for
 * a person to say. Throws FeedError when there is none, or when they do not follow each other.
 */
export async function fetchRoots(
  url: string,
  limits: FeedLimits,
  proxy: ProxySettings | null,
): Promise<readonly OfferedRoot[]> {
  const fetcher = new FeedFetcher(limits, proxy);
  fetcher.begin();
  try {
    const roots: OfferedRoot[] = [];
    for (let version = 1; version <= limits.maxRootRotations; version += 1) {
      const bytes = await fetchRoot(fetcher, `${url}${version}.root.json`, limits.maxMetadataBytes);
      if (bytes === null) break;
      refuseOutOfTurn(roots.at(-1), bytes, version);
      roots.push({ version, bytes, fingerprint: fingerprintOf(bytes) });
    }
    if (roots.length === 0) throw new FeedError('missing', `there is no policy feed at ${url}`);
    return roots;
  } finally {
    fetcher.close();
  }
}

async function fetchRoot(fetcher: FeedFetcher, url: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await fetcher.downloadBytes(url, maxBytes);
  } catch (cause) {
    if (cause instanceof DownloadHTTPError && cause.statusCode === 404) return null;
    throw updaterFault(cause);
  }
}

function refuseOutOfTurn(before: OfferedRoot | undefined, bytes: Uint8Array, version: number): void {
  const root = readRoot(bytes);
  if (root.signed.version !== version)
    throw new FeedError('mismatch', `root ${version} of the feed says that it is ${root.signed.version}`);
  if (before === undefined) return;
  try {
    readRoot(before.bytes).verifyDelegate('root', root);
  } catch (cause) {
    throw new FeedError('signature', `root ${version} of the feed is not signed by the one before`, cause);
  }
}
