import type { Revocation, RevocationKind } from '../../protocol/revocation.ts';

/** What it means that something of the kind is revoked, before somebody does it. */
export const REVOKED_WORDS: Readonly<Record<RevocationKind, string>> = {
  subject:
    'Whatever this person or account has under way ends within seconds; it is let in nowhere until this is lifted.',
  session: 'What this session has under way ends within seconds, and it begins nothing new.',
  agent: 'What goes through this agent ends within seconds, and it is let in no more until this is lifted.',
  approval: 'It can be used no more, and what it let pass ends within seconds.',
};

/** The revocation of this one; null where there is none. */
export function revocationOf(
  revocations: readonly Revocation[],
  kind: RevocationKind,
  target: string,
): Revocation | null {
  return revocations.find((each) => each.kind === kind && each.target === target) ?? null;
}
