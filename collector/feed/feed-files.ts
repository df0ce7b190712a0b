import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of a feed, as it is served. */
export interface FeedFile {
  readonly bytes: Buffer;
  /** An entity tag (RFC 9110, 8.8.3). */
  readonly etag: string;
  /** False for the one file that changes under its name. */
  readonly isImmutable: boolean;
}

/** The folder of a published policy feed. Nothing in it is interpreted but the version of its timestamp. */
export interface FeedFiles {
  /** Null for what no feed has, and for a name of any other form. */
  read(name: string): Promise<FeedFile | null>;
  /** Version of the timestamp; null while there is none that can be read. Never rejects. */
  version(): Promise<number | null>;
}

const NAME =
  /^(?:timestamp\.json|[1-9][0-9]{0,14}\.(?:root|targets|snapshot)\.json|targets\/[0-9a-f]{64}\.policy\.yaml)$/;

/**
 * The files are read when they are asked for: `directory` may be a link that a publication makes lead elsewhere. What
 * a caller names becomes a path only in one of three forms.
 */
export function openFeedFiles(directory: string): FeedFiles {
  let known: { readonly stamp: string; readonly version: number | null } | null = null;

  async function read(name: string): Promise<FeedFile | null> {
    if (!NAME.test(name)) return null;
    const bytes = await readIfThere(join(directory, name));
    if (bytes === null) return null;
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
    return { bytes, etag, isImmutable: name !== 'timestamp.json' };
  }

  async function version(): Promise<number | null> {
    const path = join(directory, 'timestamp.json');
    const stamp = await stat(path, { bigint: true }).then(
      ({ ino, mtimeNs }) => `${ino}:${mtimeNs}`,
      () => null,
    );
    if (stamp === null) return null;
    if (known?.stamp !== stamp)
      known = { stamp, version: versionIn(await readIfThere(path).catch(() => null)) };
    return known.version;
  }

  return { read, version };
}

function versionIn(bytes: Buffer | null): number | null {
  if (bytes === null) return null;
  try {
    const version: unknown = JSON.parse(bytes.toString('utf8'))?.signed?.version;
    return typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : null;
  } catch {
    return null;
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}
