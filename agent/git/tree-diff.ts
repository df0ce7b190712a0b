import { type PatchedFile, PatchReader, type TreePair } from '../core/git/patch.ts';
import { PatchError } from '../core/git/patch-content.ts';
import { type RawRecord, readRawRecord } from '../core/git/raw-record.ts';
import type { ContentSearch } from '../core/git/secret-scan.ts';
import { release } from '../release.ts';
import type { GitChild, GitScope } from './git-process.ts';
import { gitFailed } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';

const OUTPUT = ['--no-renames', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index', '-r'];
const PATCH = ['diff-tree', '--stdin', '--raw', '-p', '-U0', ...OUTPUT];
const RAW = ['diff-tree', '--stdin', '--raw', ...OUTPUT];
/** Fewer pairs than this are compared sooner by one process than by two. */
const PAIRS_WORTH_A_PROCESS = 256;

export interface DiffRequest {
  readonly pairs: readonly TreePair[];
  readonly search: ContentSearch;
  readonly maxChanges: number;
}

/**
 * The changed files of each pair, in order; null when an object that is needed is not here. Without attributes
 * and without `--text`, git makes hunks of everything but contents with NUL bytes near their start and those
 * above `core.bigFileThreshold`: its memory is bounded, and those contents are marked to be scanned whole.
 */
export async function diffTrees(
  scope: GitScope,
  gitDir: string,
  request: DiffRequest,
  ready: GitChild,
): Promise<readonly (readonly PatchedFile[])[] | null> {
  const { pairs } = request;
  const half = pairs.length < PAIRS_WORTH_A_PROCESS ? pairs.length : pairs.length >> 1;
  const shares = [diffShare(ready, { ...request, pairs: pairs.slice(0, half) })];
  if (half < pairs.length)
    shares.push(diffShare(startPatch(scope, gitDir), { ...request, pairs: pairs.slice(half) }));
  const results = await Promise.all(shares);
  scope.signal.throwIfAborted();
  return results.every((result) => result !== null) ? results.flat() : null;
}

/** Started before there is anything to compare, so that the start costs no time. */
export function startPatch(scope: GitScope, gitDir: string): GitChild {
  return scope.start({ gitDir, args: PATCH });
}

async function diffShare(child: GitChild, request: DiffRequest): Promise<(readonly PatchedFile[])[] | null> {
  const results: (readonly PatchedFile[])[] = [];
  const reader = new PatchReader({ ...request, onPair: (_index, files) => results.push(files) });
  child.stdin.end(input(request.pairs));
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      reader.push(chunk);
      release(chunk);
    }
    const exit = await child.exited;
    if (exit.code !== 0) return objectIsMissing(exit.stderr) ? null : fail(gitFailed(child.name, exit));
    reader.end();
  } catch (error) {
    child.stop();
    if (error instanceof PatchError && isGap(error)) return null;
    throw error instanceof PatchError ? patchError(error) : error;
  }
  return results;
}

/** diff-tree says nothing about a pair with a tree that it does not have, and goes on to the next. */
function isGap(error: PatchError): boolean {
  return error.code === 'wrong-pair' || error.code === 'truncated';
}

function input(pairs: readonly TreePair[]): string {
  return pairs.map((pair) => `${lineOf(pair)}\n`).join('');
}

function objectIsMissing(stderr: string): boolean {
  return /unable to read|bad object|could not read|Could not read/.test(stderr);
}

function fail(error: Error): never {
  throw error;
}

function patchError(error: PatchError): InspectionError {
  const code = error.code === 'too-many-changes' ? 'too-many-changes' : 'git-failed';
  return new InspectionError(code, `cannot read the diff: ${error.message}`, { cause: error });
}

export type RawRequest = Omit<DiffRequest, 'search'>;

/** Every content on either side of the pairs' changes; null when a tree is not here. */
export async function changedBlobs(
  scope: GitScope,
  gitDir: string,
  request: RawRequest,
): Promise<readonly string[] | null> {
  const lines = await rawLines(scope, gitDir, request);
  if (lines === null) return null;
  const records = lines.filter(isRecord).map(readRecord);
  return [...new Set(records.flatMap(blobsOf))];
}

/** What changed in each pair, in order, without a look into the contents; null when a tree is not here. */
export async function rawRecords(
  scope: GitScope,
  gitDir: string,
  request: RawRequest,
): Promise<readonly (readonly RawRecord[])[] | null> {
  const lines = await rawLines(scope, gitDir, request);
  if (lines === null) return null;
  const { pairs, maxChanges } = request;
  if (lines.length > pairs.length + maxChanges) {
    throw new InspectionError('too-many-changes', `more than ${maxChanges} changed files`);
  }
  const results: RawRecord[][] = [];
  for (const line of lines) {
    if (isRecord(line) && results.length > 0) results.at(-1)?.push(readRecord(line));
    else if (line !== '' && line === lineOf(pairs[results.length])) results.push([]);
    else return null;
  }
  return results.length === pairs.length ? results : null;
}

async function rawLines(
  scope: GitScope,
  gitDir: string,
  { pairs, maxChanges }: RawRequest,
): Promise<readonly string[] | null> {
  const maxBytes = pairs.length * 200 + maxChanges * 5000;
  const { exit, output } = await scope.run({ gitDir, args: RAW }, { input: input(pairs), maxBytes });
  if (exit.code !== 0) return objectIsMissing(exit.stderr) ? null : fail(gitFailed('diff-tree', exit));
  return output.split('\n').slice(0, -1);
}

function lineOf(pair: TreePair | undefined): string {
  return pair === undefined ? '' : `${pair.oldTree} ${pair.newTree}`;
}

function isRecord(line: string): boolean {
  return line.startsWith(':');
}

function readRecord(line: string): RawRecord {
  try {
    return readRawRecord(line);
  } catch (error) {
    throw error instanceof PatchError ? patchError(error) : error;
  }
}

function blobsOf({ oldMode, newMode, oldId, newId }: RawRecord): readonly string[] {
  return [...(isContent(oldMode) ? [oldId] : []), ...(isContent(newMode) ? [newId] : [])];
}

/** Neither nothing nor a submodule, whose commit is in another repository. */
function isContent(mode: string): boolean {
  return mode !== '000000' && mode !== '160000';
}
