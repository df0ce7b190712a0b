/** Claims of a token whose signature, issuer, audience and times were checked. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Which claims of an identity provider's tokens say who somebody is. */
export interface ClaimNames {
  readonly subjectClaim: string;
  readonly groupsClaim: string;
}

/** Whom claims are of; or why they do not say it, in words that repeat nothing of the token. */
export type ClaimedSubject =
  | { readonly kind: 'known'; readonly subject: string; readonly groups: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

const MAX_SUBJECT = 200;
const MAX_GROUPS = 1000;
const MAX_GROUP = 200;

/**
 * Whom claims are of. A provider that leaves groups out because there are too many (OpenID Connect Core 5.6.2:
 * `_claim_names`; `hasgroups`) has not said that there are none, so that such a token names nobody.
 */
export function subjectOfClaims(
  claims: TokenClaims,
  { subjectClaim, groupsClaim }: ClaimNames,
): ClaimedSubject {
  const subject = ownClaim(claims, subjectClaim);
  if (typeof subject !== 'string' || subject === '' || subject.length > MAX_SUBJECT) {
    return unknown(`the token names nobody: claim ${subjectClaim} is no text of at most ${MAX_SUBJECT}`);
  }
  if (isLeftOut(claims, groupsClaim)) {
    return unknown(
      `the provider left claim ${groupsClaim} out: have it send only the groups assigned to this application`,
    );
  }
  const groups = ownClaim(claims, groupsClaim) ?? [];
  if (!Array.isArray(groups) || groups.length > MAX_GROUPS || !groups.every(isGroup)) {
    return unknown(`claim ${groupsClaim} is no list of at most ${MAX_GROUPS} names`);
  }
  return { kind: 'known', subject, groups };
}

const MAX_VALUES = 100;
const MAX_VALUE = 500;

/**
 * The claims of these names as policy compares them: texts, and numbers and booleans as texts. One that has another
 * form, or more than is carried, is left out as one that is not there is: a rule on it cannot be evaluated.
 */
export function chosenClaims(
  claims: TokenClaims,
  names: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const chosen = names.flatMap((name) => {
    const values = textsOf(ownClaim(claims, name));
    return values === null ? [] : [[name, values] as const];
  });
  return Object.fromEntries(chosen);
}

function textsOf(claim: unknown): readonly string[] | null {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const texts = values.flatMap((value) => {
    if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
    return typeof value === 'string' && value.length <= MAX_VALUE ? [value] : [];
  });
  return texts.length === values.length && texts.length <= MAX_VALUES ? texts : null;
}

function ownClaim(claims: TokenClaims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function isGroup(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_GROUP;
}

/** Whatever form the note has: only its absence says that nothing is missing. */
function isLeftOut(claims: TokenClaims, name: string): boolean {
  const elsewhere = claims['_claim_names'];
  const isElsewhere =
    elsewhere !== undefined &&
    (typeof elsewhere !== 'object' || elsewhere === null || Object.hasOwn(elsewhere, name));
  return isElsewhere || ('hasgroups' in claims && claims['hasgroups'] !== false);
}

function unknown(reason: string): ClaimedSubject {
  return { kind: 'unknown', reason };
}
