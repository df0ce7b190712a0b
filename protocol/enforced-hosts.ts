import type { AgentStatus, PolicyHost } from './control.ts';

/**
 * Names of the Git hosts that somebody else than this agent's person vouches for: each governed one takes nothing but
 * what a gateway has let through, by a policy of the signed feed. Null where that is not said of all of them, or of
 * hosts that nobody can list.
 */
export function vouchedHosts({
  policy,
  hosts,
}: Pick<AgentStatus, 'policy' | 'hosts'>): readonly string[] | null {
  if (policy.kind !== 'enforced' || policy.origin !== 'feed') return null;
  const git = hosts.filter(({ kind }) => kind === 'git');
  return git.length > 0 && git.every(isVouched) ? git.map(({ suffix }) => suffix) : null;
}

function isVouched({ suffix, enforcedBy }: PolicyHost): boolean {
  return enforcedBy === 'gateway' && !suffix.startsWith('.');
}
