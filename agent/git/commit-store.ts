import type { Commit } from '../../protocol/operation.ts';
import {
  type CommitObject,
  CommitObjectError,
  readCommitObject,
  type TagObject,
} from '../core/git/commit-object.ts';
import { TermScan } from '../core/git/terms.ts';
import type { InspectionContext } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import type { FoundObject } from './object-reader.ts';

const MAX_COMMIT_BYTES = 1024 * 1024;

export type Describing = Pick<InspectionContext, 'search' | 'limits' | 'written'>;

export interface ReadCommit {
  readonly commit: Commit;
  /** The one that it names. */
  readonly tree: string;
}

/**
 * Reads the commits that have not passed by from one process; only summaries are kept. Throws when one is not here,
 * and where one has another tree than `trees` names for it: the one that was compared.
 */
export async function readCommits(
  context: InspectionContext,
  trees: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Commit>> {
  const commits = new Map<string, Commit>();
  const keep = ({ commit, tree }: ReadCommit): void => {
    if (tree !== trees.get(commit.id)) {
      throw new InspectionError(
        'malformed-object',
        `commit ${commit.id} has another tree than git took it to have`,
      );
    }
    commits.set(commit.id, commit);
  };
  const unread: string[] = [];
  for (const id of trees.keys()) {
    const passed = context.passed.commits.get(id);
    if (passed === undefined) unread.push(id);
    else keep(passed);
  }
  const reading = new CommitReading(context);
  await context.reader.contents(unread, (index, found) => {
    const id = unread[index] ?? '';
    const bytes = Buffer.alloc(checkedSize(id, found));
    let length = 0;
    return (piece) => {
      bytes.set(piece, length);
      length += piece.length;
      if (length === bytes.length) keep(reading.read(id, bytes));
    };
  });
  return commits;
}

/** Reads one commit after the other. */
export class CommitReading {
  readonly #describing: Describing & { readonly scan: TermScan };

  constructor(describing: Describing) {
    const { search, limits, written } = describing;
    this.#describing = { search, limits, written, scan: new TermScan(search.automaton) };
  }

  /** Throws InspectionError `malformed-object` for what Git would not have written. */
  read(id: string, bytes: Uint8Array): ReadCommit {
    const object = parse(id, bytes);
    return { commit: describeCommit(id, object, this.#describing), tree: object.tree };
  }
}

function checkedSize(id: string, found: FoundObject | null): number {
  if (found?.type !== 'commit') throw new InspectionError('missing-objects', `commit ${id} is not here`);
  if (found.size <= MAX_COMMIT_BYTES) return found.size;
  throw new InspectionError(
    'malformed-object',
    `commit ${id} has ${found.size} bytes, expected ${MAX_COMMIT_BYTES} at most`,
  );
}

function parse(id: string, bytes: Uint8Array): CommitObject {
  try {
    return readCommitObject(bytes);
  } catch (cause) {
    if (!(cause instanceof CommitObjectError)) throw cause;
    throw new InspectionError('malformed-object', `commit ${id} cannot be read: ${cause.message}`, { cause });
  }
}

function describeCommit(id: string, object: CommitObject, context: Describing & { scan: TermScan }): Commit {
  return {
    id,
    author: object.author,
    committer: object.committer,
    message: messageOf(object.message, context),
    merge: object.parents.length > 1,
    signed: object.signed,
    terms: writtenTerms(object, context.scan),
    secrets: context.written.inObject(object.writtenHeaders, object.message),
  };
}

/** An annotated tag says who made it and why, as a commit does. */
export function describeTag(id: string, tag: TagObject, context: Describing): Commit {
  return {
    id,
    author: tag.tagger,
    committer: tag.tagger,
    message: messageOf(tag.message, context),
    merge: false,
    signed: tag.signed,
    terms: writtenTerms(tag, new TermScan(context.search.automaton)),
    secrets: context.written.inObject(tag.writtenHeaders, tag.message),
  };
}

function messageOf(message: Uint8Array, { limits }: Describing): string {
  return Buffer.from(
    message.buffer,
    message.byteOffset,
    Math.min(message.length, limits.maxMessageBytes),
  ).toString();
}

function writtenTerms(
  { writtenHeaders, message }: Pick<CommitObject, 'writtenHeaders' | 'message'>,
  scan: TermScan,
): readonly string[] {
  for (const part of [...writtenHeaders, message]) {
    scan.restart();
    scan.scanAll(part);
  }
  return scan.take();
}
