import { join } from 'node:path';
import { createPrivateFile, readPrivateFile } from '../private-file.ts';
import { FeedError } from './feed-error.ts';

/** What an agent was enrolled with: where its policy comes from, and the root it believes. */
export interface FeedPin {
  /** Of the folder that holds the metadata; ends with a slash. */
  readonly url: string;
  /** The root's file, byte for byte. */
  readonly root: Uint8Array;
}

const MAX_PIN_BYTES = 512 * 1024;

/** Where the feed is kept below an agent's home. */
export function feedPath(home: string): string {
  return join(home, 'agent', 'feed');
}

function pinPath(home: string): string {
  return join(feedPath(home), 'pin.json');
}

/** Null when this home was never enrolled. Throws FeedError `damaged` rather than take a home for such a one. */
export async function readPin(home: string): Promise<FeedPin | null> {
  const path = pinPath(home);
  const refuse = (_: string, message: string) => new FeedError('damaged', message);
  const bytes = await readPrivateFile(path, { maxBytes: MAX_PIN_BYTES, refuse });
  if (bytes === null) return null;
  const pin = parse(bytes.toString('utf8'));
  if (pin === null) throw new FeedError('damaged', `the enrolment at ${path} cannot be read`);
  return pin;
}

/** Pins once: of a home that is enrolled already it says so, and changes nothing. */
export async function writePin(home: string, { url, root }: FeedPin): Promise<'created' | 'exists'> {
  const text = JSON.stringify({ url, root: Buffer.from(root).toString('base64') });
  return createPrivateFile(pinPath(home), `${text}\n`);
}

/**
 * The address of a feed: of its folder, or of the collector that serves it at `/feed/`. Null for anything that is no
 * http or https address, and for one that holds user-info, a query or a fragment.
 */
export function feedUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (url.pathname === '/') return `${url.origin}/feed/`;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function parse(text: string): FeedPin | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('url' in value) || !('root' in value)) return null;
  const { url, root } = value;
  if (typeof url !== 'string' || typeof root !== 'string' || feedUrl(url) !== url) return null;
  return { url, root: Buffer.from(root, 'base64') };
}
