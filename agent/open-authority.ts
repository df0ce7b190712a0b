import { type Authority, openAuthority } from './ca/authority.ts';
import { openKeyStore } from './ca/key-store.ts';
import type { AgentConfig } from './config.ts';
import type { PolicySource } from './feed/policy-source.ts';
import { readKeychainChoice } from './keychain/keychain-choice.ts';
import type { AgentSurroundings } from './surroundings.ts';

/** The names our authority may vouch for, besides those that the policy governs. */
const BUILT_IN_SUFFIXES = ['github.com', 'githubcopilot.com', 'githubusercontent.com', 'ghe.com'];

/** The authority of this home, its key from where its owner chose to keep it. */
export async function openLocalAuthority(
  { home }: AgentConfig,
  policy: PolicySource,
  { log, clock }: AgentSurroundings,
): Promise<Authority> {
  const { authority: prefer } = await readKeychainChoice(home);
  const governed = (policy.lastKnown()?.hosts ?? []).map(({ suffix }) => suffix.replace(/^\./, ''));
  const authority = await openAuthority({
    home,
    permitted: [...BUILT_IN_SUFFIXES, ...governed],
    keyStore: openKeyStore({ home, prefer, warn: (text) => log.warn(text) }),
    clock,
  });
  if (authority.missing.length > 0) {
    log.warn(
      { missing: authority.missing },
      'the certificate authority must be renewed: stop the agent, then countersign ca renew',
    );
  }
  return authority;
}
