import { TOKEN_CLOCK_TOLERANCE_S } from './token-rules.ts';

/**
 * Whether a login at `loggedInAt` was at most `maxAgeMs` old at `at`, all in milliseconds. Null is a login nobody knows
 * the time of. The provider's clock may be a little ahead; a time that is none is not fresh.
 */
export function isFreshLogin(loggedInAt: number | null, at: number, maxAgeMs: number): boolean {
  if (loggedInAt === null) return false;
  const ageMs = at - loggedInAt;
  return ageMs <= maxAgeMs && ageMs >= -TOKEN_CLOCK_TOLERANCE_S * 1000;
}

/** When a token says that its person logged in (OpenID Connect Core, 2: `auth_time`), in milliseconds; null where it does not. */
export function loginTimeOf(claims: Readonly<Record<string, unknown>>): number | null {
  const seconds = Object.hasOwn(claims, 'auth_time') ? claims['auth_time'] : undefined;
  const isTime =
    typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0 && seconds < MAX_SECONDS;
  return isTime ? seconds * 1000 : null;
}

/** Beyond it is no date of four digits for the year. */
const MAX_SECONDS = 253_402_300_800;
