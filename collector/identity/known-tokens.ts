import { createHash } from 'node:crypto';
import { ApiFault } from '../api-fault.ts';
import type { TokensTable } from '../store/tokens.ts';
import type { Caller, Role } from './caller.ts';

interface KnownTokensOptions {
  readonly tokens: Pick<TokensTable, 'withHash'>;
  readonly clock: () => Date;
  /** False: those that were made for one machine are worth nothing, since people come by an identity provider. */
  readonly takesLocal: boolean;
}

/** Who calls with a token of the collector's own. Only hashes are kept and looked for. Throws ApiFault. */
export function knownTokens({
  tokens,
  clock,
  takesLocal,
}: KnownTokensOptions): (given: string) => Promise<Caller> {
  return async (given) => {
    const token = await tokens.withHash(hashToken(given));
    if (token === null || (!takesLocal && token.expiresAt === null)) {
      throw new ApiFault('unauthenticated', 'the token is not known here');
    }
    if (token.expiresAt !== null && token.expiresAt <= clock().getTime()) {
      throw new ApiFault('unauthenticated', 'the token has expired: sign this agent in again');
    }
    const { name, role, subject, groups, vouched, expiresAt } = token;
    const roles = role === 'gateway' ? GATEWAY_ROLES : [role];
    return { token: name, roles, subject, groups, vouched, expiresAt, loggedInAt: null };
  };
}

/** A gateway does all that an agent does. */
const GATEWAY_ROLES: readonly Role[] = ['agent', 'gateway'];

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
