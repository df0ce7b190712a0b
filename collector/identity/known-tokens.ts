import { createHash } from 'node:crypto';
import { ApiFault } from '../api-fault.ts';
import type { TokensTable } from '../store/tokens.ts';
import type { Caller } from './caller.ts';

interface KnownTokensOptions {
  readonly tokens: Pick<TokensTable, 'withHash'>;
  readonly clock: () => Date;
  /** False: those that were made for one machine are worth nothing, since people come by an identity provider. */
  readonly takesLocal: boolean;
}

/** Who calls with a token of the collector's own. Only hashes are kept and looked for. Throws ApiFault. */
export function knownTokens({ tokens, clock, takesLocal }: KnownTokensOptions): (given: string) => Caller {
  return (given) => {
    const token = tokens.withHash(hashToken(given));
    if (token === null || (!takesLocal && token.expiresAt === null)) {
      throw new ApiFault('unauthenticated', 'the token is not known here');
    }
    if (token.expiresAt !== null && token.expiresAt <= clock().getTime()) {
      throw new ApiFault('unauthenticated', 'the token has expired: sign this agent in again');
    }
    return { token: token.name, roles: [token.role], subject: token.subject, groups: token.groups };
  };
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
