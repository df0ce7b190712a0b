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
/** A record with a path of 4,096 bytes, each written as `\\ooo`. */
const MAX_LINE_BYTES = 20_000;
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
  const half = firstShare(pairs);
  const shares = [diffShare(ready, { ...request, pairs: pairs.slice(0, half) })];
  if (half < pairs.length)
    shares.push(diffShare(startPatch(scope, gitDir), { ...request, pairs: pairs.slice(half) }));
  const results = await Promise.all(shares);
  scope.signal.throwIfAborted();
  return results.every((result) => result !== null) ? results.flat() : null;
}

/** How many of the pairs one process compares, while another one compares the rest. */
function firstShare({ length }: readonly TreePair[]): number {
  return length < PAIRS_WORTH_A_PROCESS ? length : length >> 1;
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
  const blobs = new Set<string>();
  const isWhole = await eachRawLine(scope, gitDir, request, (line) => {
    if (!isRecord(line)) return;
    for (const blob of blobsOf(readRecord(line))) blobs.add(blob);
  });
  return isWhole ? [...blobs] : null;
}

type OnPair = (index: number, records: readonly RawRecord[]) => void;

/**
 * What changed in each pair, in order, without a look into the contents; null when a tree is not here. `onPair` is
 * told of each as soon as git has compared it.
 */
export async function rawRecords(
  scope: GitScope,
  gitDir: string,
  request: RawRequest,
  onPair: OnPair,
): Promise<readonly (readonly RawRecord[])[] | null> {
  const { pairs } = request;
  const half = firstShare(pairs);
  const shares = [rawShare(scope, gitDir, { ...request, pairs: pairs.slice(0, half) }, onPair)];
  if (half < pairs.length) {
    const onLater: OnPair = (index, records) => onPair(half + index, records);
    shares.push(rawShare(scope, gitDir, { ...request, pairs: pairs.slice(half) }, onLater));
  }
  const results = await Promise.all(shares);
  if (!results.every((result) => result !== null)) return null;
  const records = results.flat();
  if (records.flat().length > request.maxChanges) throw tooManyChanges(request.maxChanges);
  return records;
}

async function rawShare(
  scope: GitScope,
  gitDir: string,
  request: RawRequest,
  onPair: OnPair,
): Promise<(readonly RawRecord[])[] | null> {
  const { pairs } = request;
  const results: RawRecord[][] = [];
  let isInOrder = true;
  const told = (): void => {
    const last = results.at(-1);
    if (last !== undefined && isInOrder) onPair(results.length - 1, last);
  };
  const isWhole = await eachRawLine(scope, gitDir, request, (line) => {
    const last = results.at(-1);
    if (isRecord(line) && last !== undefined) return void last.push(readRecord(line));
    told();
    isInOrder &&= line !== '' && line === lineOf(pairs[results.length]);
    results.push([]);
  });
  if (!isWhole || !isInOrder || results.length !== pairs.length) return null;
  told();
  return results;
}

/** Gives each line to `take` as it comes; false when an object is not here. Throws above `maxChanges` records. */
async function eachRawLine(
  scope: GitScope,
  gitDir: string,
  { pairs, maxChanges }: RawRequest,
  take: (line: string) => void,
): Promise<boolean> {
  const child = scope.start({ gitDir, args: RAW });
  child.stdin.end(input(pairs));
  const maxLines = pairs.length + maxChanges;
  let lines = 0;
  let rest = '';
  try {
    for await (const text of child.stdout.setEncoding('latin1') as AsyncIterable<string>) {
      const pieces = (rest + text).split('\n');
      rest = pieces.pop() ?? '';
      lines += pieces.length;
      if (lines > maxLines) throw tooManyChanges(maxChanges);
      if (rest.length > MAX_LINE_BYTES) {
        throw new InspectionError(
          'git-failed',
          `git ${child.name} wrote a line of over ${MAX_LINE_BYTES} bytes`,
        );
      }
      for (const line of pieces) take(line);
    }
  } catch (error) {
    child.stop();
    throw error;
  }
  const exit = await child.exited;
  scope.signal.throwIfAborted();
  if (exit.code === 0) return true;
  return objectIsMissing(exit.stderr) ? false : fail(gitFailed(child.name, exit));
}

function tooManyChanges(maxChanges: number): InspectionError {
  return new InspectionError('too-many-changes', `more than ${maxChanges} changed files`);
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
