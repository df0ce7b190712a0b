import type { ActionKind } from '../protocol/operation.ts';
import type { Problem } from './policy-error.ts';
import { suggest } from './suggestion.ts';

/** Every kind of operation that rules are about, with what it is in one line. */
export const ACTION_KINDS: Readonly<Record<ActionKind, string>> = Object.freeze({
  'git.fetch': 'reading a repository: a clone, a fetch, the listing of refs',
  'git.push': 'one ref update of a push',
  'host.read': 'a page or a sign-in on a governed Git host',
  tunnel: 'a connection to an ungoverned host',
});

export const ALL_KINDS: readonly ActionKind[] = Object.freeze(Object.keys(ACTION_KINDS).filter(isActionKind));

/** Names for several kinds. `repo.write` is every way of changing a repository. */
const ALIASES: Readonly<Record<string, readonly ActionKind[]>> = Object.freeze({
  'repo.write': ['git.push'],
});

/** The kinds a rule's `on` stands for: kinds, aliases, `*` and `family.*`; or what is wrong with an entry. */
export function expandKind(written: string): readonly ActionKind[] | Problem {
  if (isActionKind(written)) return [written];
  if (Object.hasOwn(ALIASES, written)) return ALIASES[written] ?? [];
  if (written === '*') return ALL_KINDS;
  if (written.endsWith('.*')) {
    const family = ALL_KINDS.filter((kind) => kind.startsWith(written.slice(0, -1)));
    if (family.length > 0) return family;
  }
  return {
    code: 'unknown-kind',
    message: `there is no operation kind '${written}'`,
    hint: suggest(written, [...ALL_KINDS, ...Object.keys(ALIASES), 'git.*', '*']),
  };
}

function isActionKind(name: string): name is ActionKind {
  return Object.hasOwn(ACTION_KINDS, name);
}
