import { askHead } from './ask-head.ts';
import type { GitCommand, GitConfigEntry, GitScope } from './git-process.ts';
import { firstComplaint, InspectionError } from './inspection-error.ts';

/** How a git process of ours may fetch from the repository that is pushed to. */
export interface ReadAccess {
  readonly url: string;
  /** One request header, passed to git by environment; empty for none. */
  readonly header: string;
}

const REMOTE = 'upstream';
const MAX_REF_BYTES = 64 * 1024;
const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--recurse-submodules=no',
  '--refmap=',
] as const;

/** The commit of the upstream's default branch, null when it has none yet. */
export async function readHead(scope: GitScope, gitDir: string, access: ReadAccess): Promise<string | null> {
  const told = await askHead(access, scope.signal);
  if (told !== null) return told;
  const args = ['ls-remote', '--quiet', REMOTE, 'HEAD'];
  const { exit, output } = await scope.run(
    { gitDir, args, config: accessConfig(access, null) },
    { maxBytes: MAX_REF_BYTES },
  );
  if (exit.code !== 0) throw unreadable(exit.stderr);
  return /^([0-9a-f]{40,64})\tHEAD$/m.exec(output)?.[1] ?? null;
}

/** The commits with all their trees and nothing before them. */
export function fetchTips(
  scope: GitScope,
  gitDir: string,
  access: ReadAccess,
  commits: readonly string[],
): Promise<void> {
  const args = [...FETCH, '--depth=1', '--filter=blob:none', '--stdin', REMOTE];
  return fetch(scope, { gitDir, args, config: noNegotiation(access) }, commits);
}

/** Single objects; a tree brings the trees below it. */
export function fetchObjects(
  scope: GitScope,
  gitDir: string,
  access: ReadAccess,
  ids: readonly string[],
): Promise<void> {
  const args = [...FETCH, '--filter=blob:none', '--stdin', REMOTE];
  return fetch(scope, { gitDir, args, config: noNegotiation(access) }, ids);
}

/** Every commit that a branch or tag of the upstream reaches, or one of `commits`, without trees. */
export function fetchGraph(
  scope: GitScope,
  gitDir: string,
  { access, commits }: { readonly access: ReadAccess; readonly commits: readonly string[] },
): Promise<void> {
  const args = [...FETCH, '--prune', '--filter=tree:0', '--stdin', REMOTE];
  const refs = ['+refs/heads/*:refs/graph/heads/*', '+refs/tags/*:refs/graph/tags/*'];
  return fetch(scope, { gitDir, args, config: accessConfig(access, 'tree:0') }, [...refs, ...commits]);
}

async function fetch(scope: GitScope, command: GitCommand, wants: readonly string[]): Promise<void> {
  const input = wants.map((want) => `${want}\n`).join('');
  const { exit } = await scope.run(command, { input, maxBytes: MAX_REF_BYTES });
  if (exit.code !== 0) throw unreadable(exit.stderr);
}

function noNegotiation(access: ReadAccess): readonly GitConfigEntry[] {
  return [...accessConfig(access, 'blob:none'), ['fetch.negotiationAlgorithm', 'noop']];
}

/**
 * The remote is a promisor only while git fetches: the processes that read objects do not know it, so none of
 * them fetches by itself what is missing.
 */
function accessConfig(access: ReadAccess, filter: string | null): readonly GitConfigEntry[] {
  const entries: GitConfigEntry[] = [
    [`remote.${REMOTE}.url`, access.url],
    ['protocol.version', '2'],
    ['http.followRedirects', 'false'],
    ['credential.helper', ''],
    // What is fetched can be fetched again, and the pack of the push, which is being written, would be flushed with it.
    ['core.fsync', 'none'],
  ];
  if (access.header !== '') entries.push(['http.extraHeader', access.header]);
  if (filter === null) return entries;
  return [...entries, [`remote.${REMOTE}.promisor`, 'true'], [`remote.${REMOTE}.partialCloneFilter`, filter]];
}

function unreadable(stderr: string): InspectionError {
  if (/not our ref|unadvertised object/.test(stderr)) {
    return new InspectionError(
      'missing-objects',
      'the upstream does not have an object that the push builds on',
      {
        hint: 'fetch, then push again',
      },
    );
  }
  const complaint = firstComplaint(stderr).replaceAll(/'https?:\/\/[^']*'/g, 'the upstream');
  return new InspectionError('upstream-unreadable', `cannot read the repository: ${complaint}`);
}
