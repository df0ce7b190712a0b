import type { ActionKind } from '../protocol/operation.ts';
import type { Problem } from './policy-error.ts';
import { suggest } from './suggestion.ts';

/** Every kind of operation that rules are about, with what it is in one line. */
export const ACTION_KINDS: Readonly<Record<ActionKind, string>> = Object.freeze({
  'git.fetch': 'reading a repository: a clone, a fetch, the listing of refs',
  'git.push': 'one ref update of a push',
  'host.read': 'a page or a sign-in on a governed Git host',
  'copilot.chat': 'a request that puts a conversation before a model',
  'copilot.completion': 'a request for inline completions or next edits',
  'copilot.embedding': 'text sent to be indexed',
  'copilot.agent': 'a request to an agent that runs at the provider',
  'copilot.answer': 'one piece of an answer, text or a call of a tool, before it is passed on',
  'copilot.service': 'what a Copilot client asks besides: models, its user, tokens, settings',
  'copilot.telemetry': 'what a Copilot client reports of its use',
  'mcp.call': 'a call of a tool on an MCP server',
  'github.api': 'a call of GitHub’s API, REST or GraphQL, that changes the content of no ref',
  'github.write': 'a call of GitHub’s API that changes what a ref holds',
  tunnel: 'a connection to an ungoverned host',
});

export const ALL_KINDS: readonly ActionKind[] = Object.freeze(Object.keys(ACTION_KINDS).filter(isActionKind));

/** Every request that puts text before a model. */
export const PROMPT_KINDS = Object.freeze([
  'copilot.chat',
  'copilot.completion',
  'copilot.embedding',
  'copilot.agent',
] as const satisfies readonly ActionKind[]);

const MASKABLE = /^(?:copilot|mcp|github)\./;

/** Kinds that carry text which can be passed on with something else in a secret's place. */
export const MASKABLE_KINDS: readonly ActionKind[] = Object.freeze(
  ALL_KINDS.filter((kind) => MASKABLE.test(kind)),
);

/** Kinds that are of a repository, and go to it with a credential. */
export const SCOPABLE_KINDS: readonly ActionKind[] = Object.freeze([
  'git.fetch',
  'git.push',
  'github.api',
  'github.write',
]);

/** Every way of changing a repository: each has a ref, changes and commits. */
export const WRITE_KINDS = Object.freeze([
  'git.push',
  'github.write',
] as const satisfies readonly ActionKind[]);

/** Names for several kinds. */
const ALIASES: Readonly<Record<string, readonly ActionKind[]>> = Object.freeze({
  'repo.write': WRITE_KINDS,
  'copilot.prompt': PROMPT_KINDS,
});

const WILDCARDS: readonly string[] = ['git.*', 'copilot.*', 'mcp.*', 'github.*', '*'];

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
    hint: suggest(written, [...ALL_KINDS, ...Object.keys(ALIASES), ...WILDCARDS]),
  };
}

function isActionKind(name: string): name is ActionKind {
  return Object.hasOwn(ACTION_KINDS, name);
}

/** The shortest way to write these kinds: those of a prompt by their common name. */
export function kindNames(kinds: readonly ActionKind[]): readonly string[] {
  if (!PROMPT_KINDS.every((kind) => kinds.includes(kind))) return kinds;
  const isPrompt = (kind: string) => PROMPT_KINDS.some((each) => each === kind);
  return kinds.flatMap((kind) =>
    kind === PROMPT_KINDS[0] ? ['copilot.prompt'] : isPrompt(kind) ? [] : [kind],
  );
}
