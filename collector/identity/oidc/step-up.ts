import { createHash, randomBytes } from 'node:crypto';
import { loginTimeOf } from '../../../protocol/fresh-login.ts';
import type { StepUpQuestion } from '../../../protocol/step-up.ts';
import type { TokenClaims } from '../../../protocol/token-claims.ts';
import { TOKEN_CLOCK_TOLERANCE_S } from '../../../protocol/token-rules.ts';
import { ApiFault } from '../../api-fault.ts';
import type { CollectorLimits } from '../../limits.ts';
import type { PassesTable } from '../../store/passes.ts';
import type { Caller } from '../caller.ts';

export interface StepUpPorts {
  readonly passes: PassesTable;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxLogins' | 'loginMs'>;
  /** Reads ID tokens that the provider made for programs. Throws ApiFault. */
  readonly readIdToken: (token: string) => Promise<TokenClaims>;
  readonly subjectClaim: string;
}

/** Logins that programs have a person go through: each was asked for here, and is shown once. */
export interface StepUps {
  ask(): Promise<StepUpQuestion>;
  /** The same caller, who has just logged in. Throws ApiFault. */
  answer(idToken: string, caller: Caller): Promise<Caller>;
}

const NONCE_BYTES = 32;

export function stepUps({ passes, clock, limits, readIdToken, subjectClaim }: StepUpPorts): StepUps {
  return {
    ask: async () => {
      const now = clock().getTime();
      const nonce = randomBytes(NONCE_BYTES).toString('base64url');
      const expiresAt = now + limits.loginMs;
      await passes.put(
        { kind: 'step-up', name: nameOf(nonce), owner: '', content: { askedAt: now }, expiresAt },
        { most: limits.maxLogins, mostOfOwner: null, now },
      );
      return { nonce, expiresAt: new Date(expiresAt).toISOString() };
    },
    answer: async (idToken, caller) => {
      const claims = await readIdToken(idToken);
      const askedAt = await takeQuestion(claims['nonce'], { passes, clock });
      if (claims[subjectClaim] !== caller.subject) {
        throw new ApiFault('forbidden', 'the ID token is of somebody else than the access token');
      }
      const loggedInAt = loginTimeOf(claims);
      if (loggedInAt === null) throw new ApiFault('stale-login', 'the provider does not say when it asked');
      if (loggedInAt < askedAt - TOKEN_CLOCK_TOLERANCE_S * 1000) {
        throw new ApiFault('stale-login', 'the provider did not ask again');
      }
      return { ...caller, loggedInAt };
    },
  };
}

/** When it was asked, in milliseconds. */
async function takeQuestion(
  nonce: unknown,
  { passes, clock }: Pick<StepUpPorts, 'passes' | 'clock'>,
): Promise<number> {
  const name = typeof nonce === 'string' ? nameOf(nonce) : '';
  const pass = await passes.take({ kind: 'step-up', name }, clock().getTime());
  const askedAt = pass?.content['askedAt'];
  if (typeof askedAt !== 'number') {
    throw new ApiFault('unauthenticated', 'the login was not asked for here, or was shown before');
  }
  return askedAt;
}

function nameOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex');
}
