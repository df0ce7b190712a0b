import { WORKSPACE_FILE } from '../../policy/workspace.ts';
import type { GitScope } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';
import { ObjectReader } from './object-reader.ts';
import type { RepositoryCache } from './repository-cache.ts';
import type { ReadAccess } from './upstream-read.ts';

/** What the default branch of a repository has under the name of its own policy. */
export type WorkspaceFile =
  /** There is no default branch yet, or no such file on it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly commit: string; readonly text: string }
  /** There is something that is no file to be read: a link, a folder, too many bytes, or bytes that are no text. */
  | { readonly kind: 'unusable'; readonly commit: string; readonly why: string };

export interface WorkspaceReading {
  readonly scope: GitScope;
  readonly cache: RepositoryCache;
  /** Of the default branch. */
  readonly commit: string;
  readonly maxBytes: number;
  /** For trees. */
  readonly access: ReadAccess;
  /** For the file itself; whoever gives it out cuts the answer that is longer than such a file can make it. */
  readonly boundedAccess: ReadAccess;
}

/** Reads it from this commit, and fetches what of that is not here. Throws InspectionError. */
export async function readWorkspaceFile(reading: WorkspaceReading): Promise<WorkspaceFile> {
  const { scope, cache, commit, access } = reading;
  let entry = await entryAt(reading);
  if (entry === 'unknown') {
    await cache.fetchTips(scope, access, [commit]);
    entry = await entryAt(reading);
  }
  if (entry === 'unknown') throw new InspectionError('missing-objects', 'the default branch cannot be read');
  if (entry === null) return { kind: 'none' };
  const why = NO_FILE[entry.mode];
  if (why !== undefined) return { kind: 'unusable', commit, why };
  return contentOf(reading, entry.id);
}

interface Entry {
  readonly mode: string;
  readonly id: string;
}

const ENTRY = /^([0-7]{6}) (?:blob|tree|commit) ([0-9a-f]{40,64})\t/;
const MAX_ENTRY_BYTES = 1024;

/** As git writes modes (git-fast-import, "filemodify"); what is not here is a file. */
const NO_FILE: Readonly<Record<string, string>> = Object.freeze({
  '040000': 'it is a folder',
  '120000': 'it is a symbolic link',
  '160000': 'it is a submodule',
});

/** The one entry of that exact name at the root; null for none, `unknown` where the commit or its tree is not here. */
async function entryAt({ scope, cache, commit }: WorkspaceReading): Promise<Entry | null | 'unknown'> {
  const args = ['ls-tree', '-z', commit, '--', WORKSPACE_FILE];
  const { exit, output } = await scope.run({ gitDir: cache.trees, args }, { maxBytes: MAX_ENTRY_BYTES });
  if (exit.code !== 0) return 'unknown';
  if (output === '') return null;
  const [, mode, id] = ENTRY.exec(output) ?? [];
  if (mode === undefined || id === undefined)
    throw new InspectionError('git-failed', 'git lists the policy of the repository in an odd way');
  return { mode, id };
}

async function contentOf(reading: WorkspaceReading, id: string): Promise<WorkspaceFile> {
  const { scope, cache, commit, maxBytes, boundedAccess } = reading;
  const reader = new ObjectReader(scope, cache.trees);
  try {
    let [found] = await reader.info([id]);
    if (found == null) {
      await cache.fetchObjects(scope, boundedAccess, [id]);
      [found] = await reader.info([id]);
    }
    if (found == null)
      throw new InspectionError('missing-objects', 'the policy of the repository cannot be read');
    if (found.size > maxBytes)
      return {
        kind: 'unusable',
        commit,
        why: `it has ${found.size} bytes, at most ${maxBytes} are expected`,
      };
    const pieces: Uint8Array[] = [];
    await reader.contents([id], () => (piece) => void pieces.push(Buffer.from(piece)));
    const text = textOf(Buffer.concat(pieces));
    return text === null
      ? { kind: 'unusable', commit, why: 'it is no UTF-8 text' }
      : { kind: 'file', commit, text };
  } finally {
    reader.close();
  }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
