/**
 * What drives a session. `mixed` is an editor or its terminals, where a person and an assistant share the
 * keyboard; nothing raises itself from there.
 */
export type Actor = 'ai' | 'ci' | 'human' | 'mixed';

export const ACTORS: readonly Actor[] = ['ai', 'ci', 'human', 'mixed'];

export function isActor(value: unknown): value is Actor {
  return ACTORS.some((actor) => actor === value);
}

/** Who is behind an operation. */
export interface Subject {
  /** Stable name of the person or service account, as the identity provider or the local tokens give it. */
  readonly id: string;
  readonly groups: readonly string[];
  readonly actor: Actor;
  /** `Subject.id` of the person that a service account or a pipeline acts for; absent: nobody besides. */
  readonly actsFor?: string;
}

/** One program tree, editor window or CI job. Its secret ties the proxy connections of that tree to it. */
export interface SessionRef {
  readonly id: string;
  /** What was started, for people to recognise: a command's name, never its arguments. */
  readonly program: string;
}
