import { type PatchedFile, PatchReader, type TreePair } from '../core/git/patch.ts';
import { PatchError } from '../core/git/patch-content.ts';
import type { TermAutomaton } from '../core/git/terms.ts';
import type { GitChild, GitScope } from './git-process.ts';
import { gitFailed, release } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';

const OUTPUT = ['--no-renames', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index', '-r'];
const PATCH = ['diff-tree', '--stdin', '--raw', '-p', '-U0', ...OUTPUT];
const RAW = ['diff-tree', '--stdin', '--raw', ...OUTPUT];
/** Fewer pairs than this are compared sooner by one process than by two. */
const PAIRS_WORTH_A_PROCESS = 256;

export interface DiffRequest {
  readonly pairs: readonly TreePair[];
  readonly automaton: TermAutomaton;
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
  return pairs.map(({ oldTree, newTree }) => `${oldTree} ${newTree}\n`).join('');
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

/** Every content on either side of the pairs' changes; null when a tree is not here. */
export async function changedBlobs(
  scope: GitScope,
  gitDir: string,
  request: DiffRequest,
): Promise<readonly string[] | null> {
  const maxBytes = request.pairs.length * 200 + request.maxChanges * 5000;
  const { exit, output } = await scope.run({ gitDir, args: RAW }, { input: input(request.pairs), maxBytes });
  if (exit.code !== 0) return objectIsMissing(exit.stderr) ? null : fail(gitFailed('diff-tree', exit));
  const ids = new Set<string>();
  for (const line of output.split('\n')) {
    if (line.startsWith(':')) for (const id of rawBlobs(line)) ids.add(id);
  }
  return [...ids];
}

const RAW_LINE = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [AMDT]\t/;

function rawBlobs(line: string): readonly string[] {
  const [, oldMode, newMode, oldId, newId] = RAW_LINE.exec(line) ?? [];
  if (oldId === undefined || newId === undefined) return [];
  return [isContent(oldMode) ? oldId : '', isContent(newMode) ? newId : ''].filter((id) => id !== '');
}

/** Neither nothing nor a submodule, whose commit is in another repository. */
function isContent(mode: string | undefined): boolean {
  return mode !== '000000' && mode !== '160000';
}
