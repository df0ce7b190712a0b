import { ApiFault } from '../../api-fault.ts';
import type { Caller } from '../caller.ts';
import type { OidcSettings, PersonRole } from './settings.ts';

type ClaimSettings = Pick<OidcSettings, 'subjectClaim' | 'groupsClaim' | 'roles'>;

/** Claims of a token whose signature, issuer, audience and times were checked. */
export type Claims = Readonly<Record<string, unknown>>;

const MAX_SUBJECT = 200;
const MAX_GROUPS = 1000;
const MAX_GROUP = 200;

/**
 * Whom claims are of. Throws ApiFault where they do not say it: a provider that leaves groups out because there are
 * too many (OpenID Connect Core 5.6.2: `_claim_names`; `hasgroups`) has not said that there are none.
 */
export function callerOfClaims(claims: Claims, settings: ClaimSettings): Caller {
  const subject = claims[settings.subjectClaim];
  if (typeof subject !== 'string' || subject === '' || subject.length > MAX_SUBJECT) {
    throw refused(
      `the token names nobody: claim ${settings.subjectClaim} is no text of at most ${MAX_SUBJECT}`,
    );
  }
  const groups = groupsOf(claims, settings.groupsClaim);
  const roles = PERSON_ROLES.filter((role) => settings.roles[role].some((group) => groups.includes(group)));
  if (roles.length === 0) throw refused('none of your groups has a role here: ask who runs the collector');
  return { token: 'oidc', roles, subject, groups };
}

const PERSON_ROLES: readonly PersonRole[] = ['developer', 'reviewer', 'auditor'];

function groupsOf(claims: Claims, name: string): readonly string[] {
  if (isLeftOut(claims, name)) {
    throw refused(
      `the provider left claim ${name} out: have it send only the groups assigned to this application`,
    );
  }
  const groups = Object.hasOwn(claims, name) ? claims[name] : [];
  if (!Array.isArray(groups) || groups.length > MAX_GROUPS || !groups.every(isGroup)) {
    throw refused(`claim ${name} is no list of at most ${MAX_GROUPS} names`);
  }
  return groups;
}

function isGroup(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_GROUP;
}

/** Whatever form the note has: only its absence says that nothing is missing. */
function isLeftOut(claims: Claims, name: string): boolean {
  const elsewhere = claims['_claim_names'];
  const isElsewhere =
    elsewhere !== undefined &&
    (typeof elsewhere !== 'object' || elsewhere === null || Object.hasOwn(elsewhere, name));
  return isElsewhere || ('hasgroups' in claims && claims['hasgroups'] !== false);
}

function refused(message: string): ApiFault {
  return new ApiFault('forbidden', message);
}
