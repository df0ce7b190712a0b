import type { FileChange } from '../../protocol/operation.ts';
import { printablePrefix } from '../../protocol/printable.ts';
import type { DiffContent, FileDiff, HiddenContent, PushDiff } from '../../protocol/push-diff.ts';
import { type DiffLimits, diffChars, diffContent } from '../core/approval/diff-content.ts';
import { type PatchHunk, readHunks, wholeHunk } from '../core/approval/patch-hunks.ts';
import { type RawRecord, readRawRecord } from '../core/git/raw-record.ts';
import { EMPTY_TREE } from './git-folder.ts';
import { type GitScope, gitFailed } from './git-process.ts';
import { ObjectReader } from './object-reader.ts';
import type { TipRange } from './range.ts';

/** Longest path, in characters of the original; the collector refuses longer ones. */
const MAX_PATH = 1024;
const MAX_RECORD_BYTES = 5000;
const MAX_PATCH_OVERHEAD_BYTES = 64 * 1024;
const SUBMODULE = '160000';

export interface DiffRequest {
  readonly limits: DiffLimits;
  /** The lines of a content, as many as it has, in masked form; null where it cannot be searched for secrets. */
  readonly mask: (text: string) => readonly string[] | null;
}

/** Where an update lies that was inspected, and what was found. */
export interface InspectedRange {
  readonly scope: GitScope;
  readonly gitDir: string;
  readonly range: TipRange;
  readonly changes: readonly FileChange[];
}

/** The lines that an inspected update changes, as reviewers are shown them (protocol, `PushDiff`). */
export async function diffOf(inspected: InspectedRange, request: DiffRequest): Promise<PushDiff> {
  const { scope, gitDir, range, changes } = inspected;
  const { maxCommits, maxFiles } = request.limits;
  const compared = comparisons(range, maxCommits);
  const wanted = new Set(compared.map(({ commit }) => commit));
  const total = changes.filter(({ commit }) => wanted.has(commit)).length;
  const contents = new Contents(new ObjectReader(scope, gitDir), request);
  const files: FileDiff[] = [];
  let chars = 0;
  try {
    for (const comparison of compared) {
      if (files.length >= maxFiles) break;
      for (const record of (await recordsOf(inspected, comparison)).slice(0, maxFiles - files.length)) {
        const { commit } = comparison;
        const known = changes.find((each) => each.commit === commit && each.path === record.path);
        const left = { ...request.limits, maxChars: request.limits.maxChars - chars };
        const content = await contentOf(inspected, { record, opaque: known?.opaque ?? null, left }, contents);
        if (content.kind === 'lines') chars += diffChars(content);
        const path = printablePrefix(record.path, MAX_PATH);
        files.push({ commit, path, kind: KINDS[record.status], content });
      }
    }
  } finally {
    contents.close();
  }
  const moreCommits = Math.max(0, range.commits.length - maxCommits);
  return { files, moreFiles: Math.max(0, total - files.length), moreCommits };
}

const KINDS = { A: 'added', M: 'modified', D: 'deleted', T: 'type-changed' } as const;

interface Compared {
  readonly commit: string;
  /** Null: nothing was there before. */
  readonly from: string | null;
  readonly to: string;
}

function comparisons(range: TipRange, maxCommits: number): readonly Compared[] {
  const commits = range.commits
    .slice(0, maxCommits)
    .map(({ id, parents }) => ({ commit: id, from: parents[0] ?? null, to: id }));
  const net = { commit: 'net', from: range.netFrom, to: range.tip.commit };
  return range.forced || commits.length === 0 ? [net, ...commits] : commits;
}

const RAW = ['diff-tree', '-r', '--raw', '--no-renames', '--full-index', '--no-commit-id'];

async function recordsOf(
  { scope, gitDir, changes }: InspectedRange,
  { commit, from, to }: Compared,
): Promise<readonly RawRecord[]> {
  const count = changes.filter((each) => each.commit === commit).length;
  const args = [...RAW, from ?? EMPTY_TREE[to.length === 40 ? 'sha1' : 'sha256'], to];
  const { exit, output } = await scope.run({ gitDir, args }, { maxBytes: (count + 1) * MAX_RECORD_BYTES });
  if (exit.code !== 0) throw gitFailed('diff-tree', exit);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(readRawRecord);
}

interface Changed {
  readonly record: RawRecord;
  readonly opaque: FileChange['opaque'];
  readonly left: DiffLimits;
}

async function contentOf(
  inspected: InspectedRange,
  { record, opaque, left }: Changed,
  contents: Contents,
): Promise<DiffContent> {
  if (opaque !== null) return { kind: 'hidden', why: opaque };
  if (record.oldMode === SUBMODULE || record.newMode === SUBMODULE)
    return { kind: 'hidden', why: 'submodule' };
  const oldSide = await contents.of(record.status === 'A' ? null : record.oldId);
  const newSide = await contents.of(record.status === 'D' ? null : record.newId);
  for (const side of [oldSide, newSide]) if (side.kind === 'hidden') return side;
  if (oldSide.kind === 'hidden' || newSide.kind === 'hidden')
    throw new Error('a side that is hidden was passed over');
  const hunks = await hunksOf(inspected, record, { old: oldSide, new: newSide });
  return diffContent(hunks, { oldLines: oldSide.lines, newLines: newSide.lines }, left);
}

async function hunksOf(
  { scope, gitDir }: InspectedRange,
  { status, oldId, newId }: RawRecord,
  sides: { readonly old: Readable; readonly new: Readable },
): Promise<readonly PatchHunk[]> {
  if (status === 'A') return wholeHunk('+', sides.new.lines.length);
  if (status === 'D') return wholeHunk('-', sides.old.lines.length);
  if (oldId === newId) return [];
  const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '-U3', oldId, newId];
  const maxBytes = 2 * (sides.old.bytes + sides.new.bytes) + MAX_PATCH_OVERHEAD_BYTES;
  const { exit, output } = await scope.run({ gitDir, args }, { maxBytes });
  if (exit.code !== 0) throw gitFailed('diff', exit);
  return readHunks(output);
}

interface Readable {
  readonly kind: 'lines';
  readonly lines: readonly string[];
  readonly bytes: number;
}

type Content = Readable | { readonly kind: 'hidden'; readonly why: HiddenContent };

const NOTHING: Content = { kind: 'lines', lines: [], bytes: 0 };

/** Contents in masked form, each read once: what a commit leaves is what the next one changes. */
class Contents {
  readonly #reader: ObjectReader;
  readonly #request: DiffRequest;
  readonly #known = new Map<string, Content>();

  constructor(reader: ObjectReader, request: DiffRequest) {
    this.#reader = reader;
    this.#request = request;
  }

  async of(id: string | null): Promise<Content> {
    if (id === null) return NOTHING;
    const content = this.#known.get(id) ?? (await this.#read(id));
    this.#known.set(id, content);
    return content;
  }

  close(): void {
    this.#reader.close();
  }

  async #read(id: string): Promise<Content> {
    const [found] = await this.#reader.info([id]);
    if (found?.type !== 'blob') return { kind: 'hidden', why: 'unsearched' };
    if (found.size > this.#request.limits.maxContentBytes) return { kind: 'hidden', why: 'long' };
    const pieces: Buffer[] = [];
    await this.#reader.contents([id], () => (piece) => void pieces.push(Buffer.from(piece)));
    const bytes = Buffer.concat(pieces);
    if (bytes.includes(0)) return { kind: 'hidden', why: 'binary' };
    const lines = this.#request.mask(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    return lines === null
      ? { kind: 'hidden', why: 'unsearched' }
      : { kind: 'lines', lines, bytes: bytes.length };
  }
}
