import type { FileChange } from '../../../protocol/operation.ts';
import { ContentScan } from '../git/content-scan.ts';
import { opacityOf } from '../git/opacity.ts';
import { type ContentSearch, SecretScan } from '../git/secret-scan.ts';
import { TermScan } from '../git/terms.ts';
import { latin1 } from '../http/latin1.ts';

export interface WrittenFile {
  /** From the root of the repository. */
  readonly path: string;
  /** What is there now; null where nothing is, or where it cannot be read: then every line is an added one. */
  readonly before: Uint8Array | null;
  /** Null for a file that is removed. */
  readonly after: Uint8Array | null;
  readonly isNew: boolean;
}

export interface FileSearch {
  readonly search: ContentSearch;
  readonly maxBlobBytes: number;
}

/** What a call that writes one file changes, as the inspection of a push would tell it. */
export function fileChange(file: WrittenFile, { search, maxBlobBytes }: FileSearch): FileChange {
  const { path, before, after } = file;
  const common = { commit: 'net', path } as const;
  if (after === null) {
    const removedLines = before === null ? 0 : linesOf(before).length;
    return { ...common, ...GONE, removedLines };
  }
  const scan = new ContentScan({ automaton: search.automaton, detector: null });
  scan.push(after);
  const { size, archive, asAdded } = scan.take();
  const signs = { path, size, maxBlobBytes, submodule: false };
  const opaque = opacityOf({ ...signs, archive, lfsLine: asAdded.lfsLine, binary: asAdded.nul });
  return {
    ...common,
    kind: file.isNew ? 'added' : 'modified',
    mode: 'file',
    size,
    opaque,
    ...addedLines(before, after, search),
    aiLines: null,
  };
}

const GONE = {
  kind: 'deleted',
  mode: 'none',
  addedLines: 0,
  size: 0,
  opaque: null,
  terms: [],
  secrets: [],
  aiLines: null,
} as const;

type Found = Pick<FileChange, 'addedLines' | 'removedLines' | 'terms' | 'secrets'>;

/** A line is added as often as it stands there more often than before: wherever it was moved, it is no new one. */
function addedLines(
  before: Uint8Array | null,
  after: Uint8Array,
  { automaton, detector }: ContentSearch,
): Found {
  const counts = new Map<string, number>();
  const old = before === null ? [] : linesOf(before);
  for (const line of old) counts.set(latin1(line), (counts.get(latin1(line)) ?? 0) + 1);
  const terms = new TermScan(automaton);
  const secrets = detector === null ? null : new SecretScan(detector);
  let added = 0;
  const lines = linesOf(after);
  for (const [at, line] of lines.entries()) {
    const key = latin1(line);
    const left = counts.get(key) ?? 0;
    if (left > 0) {
      counts.set(key, left - 1);
      continue;
    }
    added += 1;
    terms.restart();
    terms.scanAll(line);
    secrets?.startLine(at + 1);
    secrets?.push(line);
  }
  const kept = lines.length - added;
  return {
    addedLines: added,
    removedLines: old.length - kept,
    terms: terms.take(),
    secrets: secrets?.take() ?? [],
  };
}

const LF = 0x0a;

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}
