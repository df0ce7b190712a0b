import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import type { Commit, FileChange } from '../../../protocol/operation.ts';
import { termsIn } from '../../core/git/terms.ts';
import { WrittenSecrets } from '../../core/git/written-secrets.ts';
import { isObjectId, textAt, valueAt } from '../../core/github/answer-value.ts';
import { encodeSegment } from '../../core/github/api-target.ts';
import { decodeBase64 } from '../../core/github/base64.ts';
import { fileChange } from '../../core/github/file-change.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { membersOf, type RestBody, requiredText, textOf, withMember } from '../../core/github/rest-body.ts';
import { refUpdate } from './inspect-move.ts';
import type { Judging, RefWrite, ResolvedCall } from './judging.ts';
import { branchRef, confirmTip, type KnownRepository, tipOf } from './repositories.ts';

const WRITE = ['message', 'content', 'sha', 'branch', 'committer', 'author'];
const DELETE = ['message', 'sha', 'branch', 'committer', 'author'];

/** `PUT` and `DELETE` of a content: one file, on a branch that is named in what leaves. */
export async function writeContent(
  judging: Judging,
  known: KnownRepository,
  call: { readonly file: string; readonly removes: boolean; readonly body: RestBody | null },
): Promise<ResolvedCall> {
  const members = membersOf(call.body, call.removes ? DELETE : WRITE);
  const branch = textOf(members, 'branch') ?? known.defaultBranch;
  const content = call.removes ? null : decodeBase64(requiredText(members, 'content'));
  const write = await commitOnBranch(judging, known, {
    branch,
    files: [{ path: call.file, content }],
    message: textOf(members, 'message') ?? '',
    author: members['author'] ?? members['committer'] ?? null,
  });
  return { writes: [write], text: withMember(call.body, 'branch', branch) };
}

export interface CommitWanted {
  readonly branch: string;
  /** Null removes the file. */
  readonly files: readonly { readonly path: string; readonly content: Uint8Array | null }[];
  readonly message: string;
  readonly author: JsonValue;
}

/** What a commit that the host makes changes on a branch, against what is there now. */
export async function commitOnBranch(
  judging: Judging,
  known: KnownRepository,
  { branch, files, message, author }: CommitWanted,
): Promise<RefWrite> {
  const ref = branchRef(branch);
  const tip = await tipOf(judging, known, ref);
  const changes: FileChange[] = [];
  for (const { path, content } of files) {
    const before = tip === null ? MISSING : await contentAt(judging, known, { path, tip });
    const file = { path, before: before.bytes, after: content, isNew: before.kind === 'missing' };
    changes.push(fileChange(file, known.search.files));
  }
  const update = { ...refUpdate({ ref, from: tip, to: tip ?? NOWHERE }), newId: '' };
  const change = tip === null ? 'create' : 'update';
  const commit = commitOf(known, message, author);
  return {
    repository: known.repository,
    update: { ...update, change, forced: false, commits: [commit], changes },
    head: '',
    confirm: () => confirmTip(judging, known, { ref, tip }),
  };
}

const NOWHERE = '0'.repeat(40);

function commitOf(
  { search: { files, detector } }: KnownRepository,
  message: string,
  author: JsonValue,
): Commit {
  const signature = { name: signed(author, 'name'), email: signed(author, 'email') };
  const bytes = new TextEncoder().encode(message);
  const terms = termsIn(bytes, files.search.automaton);
  return {
    id: NOWHERE,
    author: signature,
    committer: signature,
    message,
    merge: false,
    signed: false,
    terms,
    secrets: new WrittenSecrets(detector).inObject([], bytes),
  };
}

/** Empty where the host fills it in. */
function signed(author: JsonValue, name: 'name' | 'email'): string {
  const value = valueAt(author, name);
  return typeof value === 'string' ? value : '';
}

type Before =
  | { readonly kind: 'missing'; readonly bytes: null }
  /** Too large for the API to show: then every line that is written counts as added. */
  | { readonly kind: 'unread'; readonly bytes: null }
  | { readonly kind: 'read'; readonly bytes: Uint8Array };

const MISSING: Before = { kind: 'missing', bytes: null };

async function contentAt(
  { reads }: Judging,
  known: KnownRepository,
  { path, tip }: { readonly path: string; readonly tip: string },
): Promise<Before> {
  const below = path.split('/').map(encodeSegment).join('/');
  const { status, json } = await reads.get(`${known.path}/contents/${below}?ref=${tip}`);
  if (status === 404) return MISSING;
  if (status !== 200) throw new GithubError('unresolved', 'the host does not show what the file holds now');
  if (valueAt(json, 'type') !== 'file') {
    throw new GithubError('unresolved', 'what is written to is no file', { hint: 'push it with git' });
  }
  if (valueAt(json, 'encoding') !== 'base64') return { kind: 'unread', bytes: null };
  return { kind: 'read', bytes: decodeBase64(textAt(json, 'content')) };
}

/** `createCommitOnBranch`: any number of files, on top of a commit that is named. */
export async function commitFiles(
  judging: Judging,
  known: KnownRepository,
  { branch, input }: { readonly branch: string; readonly input: JsonObject },
): Promise<RefWrite> {
  const expected = valueAt(input, 'expectedHeadOid');
  if (typeof expected !== 'string' || !isObjectId(expected)) {
    throw new GithubError('body', 'a commit has to name the head that it expects');
  }
  const additions = listAt(input, 'additions').map((file) => ({
    path: filePath(file),
    content: decodeBase64(textAt(file, 'contents')),
  }));
  const deletions = listAt(input, 'deletions').map((file) => ({ path: filePath(file), content: null }));
  const write = await commitOnBranch(judging, known, {
    branch,
    files: [...additions, ...deletions],
    message: messageOf(input),
    author: null,
  });
  if (write.update.oldId === expected) return write;
  throw new GithubError('unresolved', 'the branch is at another commit than the call expects', {
    hint: 'fetch, then try again',
  });
}

function messageOf(input: JsonObject): string {
  const headline = valueAt(input, 'message', 'headline');
  const body = valueAt(input, 'message', 'body');
  const parts = [headline, body].map((part) => (typeof part === 'string' ? part : ''));
  return parts.filter((part) => part !== '').join('\n\n');
}

function listAt(input: JsonObject, name: 'additions' | 'deletions'): readonly JsonValue[] {
  const value = valueAt(input, 'fileChanges', name);
  if (value === undefined || value === null) return [];
  // GraphQL takes a single value for a list of it.
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value as JsonValue];
}

/** Relative and plain, so that it is the path that the host writes. */
function filePath(file: JsonValue): string {
  const path = textAt(file, 'path');
  const isPlain = path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  if (isPlain && !/[\p{Cc}\\]/u.test(path)) return path;
  throw new GithubError('body', 'the path of a file can be read in two ways');
}
