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

type Describing = Pick<InspectionContext, 'search' | 'limits' | 'written'>;

/**
 * Reads the commits from one process; only summaries are kept. Throws when one is not here, and where one has another
 * tree than `trees` names for it: the one that was compared.
 */
export async function readCommits(
  context: InspectionContext,
  trees: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Commit>> {
  const ids = [...trees.keys()];
  const commits = new Map<string, Commit>();
  const scan = new TermScan(context.search.automaton);
  await context.reader.contents(ids, (index, found) => {
    const id = ids[index] ?? '';
    const bytes = Buffer.alloc(checkedSize(id, found));
    let length = 0;
    return (piece) => {
      bytes.set(piece, length);
      length += piece.length;
      if (length < bytes.length) return;
      const object = parse(id, bytes);
      if (object.tree !== trees.get(id)) {
        throw new InspectionError(
          'malformed-object',
          `commit ${id} has another tree than git took it to have`,
        );
      }
      commits.set(id, describeCommit(id, object, { ...context, scan }));
    };
  });
  return commits;
}

function checkedSize(id: string, found: FoundObject | null): number {
  if (found?.type !== 'commit') throw new InspectionError('missing-objects', `commit ${id} is not here`);
  if (found.size <= MAX_COMMIT_BYTES) return found.size;
  throw new InspectionError(
    'malformed-object',
    `commit ${id} has ${found.size} bytes, expected ${MAX_COMMIT_BYTES} at most`,
  );
}

function parse(id: string, bytes: Buffer): CommitObject {
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
