import { loginTimeOf } from '../../../protocol/fresh-login.ts';
import { chosenClaims, subjectOfClaims, type TokenClaims } from '../../../protocol/token-claims.ts';
import { ApiFault } from '../../api-fault.ts';
import type { Caller } from '../caller.ts';
import type { OidcSettings, PersonRole } from './settings.ts';

type ClaimSettings = Pick<
  OidcSettings,
  'subjectClaim' | 'groupsClaim' | 'roles' | 'claims' | 'serviceAccounts'
>;

/** Whom claims are of, with the roles of their groups. Throws ApiFault where they name nobody, or nobody with a role. */
export function callerOfClaims(claims: TokenClaims, settings: ClaimSettings): Caller {
  const claimed = subjectOfClaims(claims, settings);
  if (claimed.kind === 'unknown') throw new ApiFault('forbidden', claimed.reason);
  const { subject } = claimed;
  const account = settings.serviceAccounts.find(({ client }) => client === subject);
  const groups = account?.groups ?? claimed.groups;
  const roles = KNOWN_ROLES.filter((role) =>
    (settings.roles[role] ?? []).some((group) => groups.includes(group)),
  );
  if (roles.length === 0) {
    throw new ApiFault('forbidden', 'none of your groups has a role here: ask who runs the collector');
  }
  const chosen = chosenClaims(claims, settings.claims);
  const kind = account === undefined ? 'person' : 'service';
  const vouched = { kind, actsFor: account?.actsFor ?? null, claims: chosen, ci: null } as const;
  return { token: 'oidc', roles, subject, groups, vouched, expiresAt: null, loggedInAt: loginTimeOf(claims) };
}

const KNOWN_ROLES: readonly (PersonRole | 'policy-publisher' | 'gateway' | 'admin')[] = [
  'developer',
  'reviewer',
  'auditor',
  'policy-publisher',
  'gateway',
  'admin',
];
