import { createHash, randomBytes } from 'node:crypto';
import type { SessionAsk } from '../../protocol/control.ts';
import { isFreshLogin } from '../../protocol/fresh-login.ts';
import { type StepUpChallenge, stepUpJson } from '../../protocol/step-up.ts';
import { isCollectorsWord } from './collector-word.ts';
import type { Enrolment } from './enrolment.ts';
import { SessionError } from './sessions.ts';
import type { VouchedSession } from './vouched-session.ts';

export interface StepUpLimits {
  /** How old the login of whoever opens a session of actor `human` may be. */
  readonly maxLoginAgeMs: number;
  /** Challenges that wait for an answer; one more forgets the oldest. */
  readonly maxChallenges: number;
  /** How long such a session lasts. */
  readonly humanMs: number;
}

export const DEFAULT_STEP_UP_LIMITS: StepUpLimits = Object.freeze({
  maxLoginAgeMs: 5 * 60_000,
  maxChallenges: 16,
  humanMs: 8 * 3_600_000,
});

export interface StepUpsOptions {
  readonly enrolment: Pick<Enrolment, 'agent' | 'subject' | 'collectorKey'>;
  readonly vouched: Pick<VouchedSession, 'claims'> | null;
  /** The collector's address, for whoever logs in there. */
  readonly collector: string;
  readonly clock: () => Date;
  readonly limits: StepUpLimits;
}

/** Why somebody is taken for a person, for the record. */
export type HumanEvidence =
  | { readonly kind: 'login'; readonly loggedInAt: string; readonly challenge: string }
  | { readonly kind: 'believed' };

/**
 * Owner of the challenges for which nobody has shown a login yet. Where an identity provider vouches for whom the agent
 * works for, a session of actor `human` takes the collector's word on one of them, once; else there is nobody to ask.
 */
export class StepUps {
  readonly #options: StepUpsOptions;
  /** When each was made, in milliseconds; by its hash, the oldest first. */
  readonly #madeAt = new Map<string, number>();

  constructor(options: StepUpsOptions) {
    this.#options = options;
  }

  /** Claims are those of a token: where there was none, there is no identity provider. */
  get canAsk(): boolean {
    return (this.#options.vouched?.claims ?? null) !== null;
  }

  challenge(): StepUpChallenge {
    const { enrolment, collector, clock, limits } = this.#options;
    if (!this.canAsk) return { kind: 'believed' };
    for (const oldest of this.#madeAt.keys()) {
      if (this.#madeAt.size < limits.maxChallenges) break;
      this.#madeAt.delete(oldest);
    }
    const challenge = randomBytes(32).toString('base64url');
    const now = clock().getTime();
    this.#madeAt.set(sha256(challenge), now);
    const expiresAt = new Date(now + limits.maxLoginAgeMs).toISOString();
    return { kind: 'login', agent: enrolment.agent, challenge, collector, expiresAt };
  }

  /** Throws SessionError `needs-login` unless the person that this agent works for has just logged in, for it. */
  evidence({ stepUp, lasting = false }: Pick<SessionAsk, 'stepUp' | 'lasting'>): HumanEvidence {
    if (!this.canAsk) return { kind: 'believed' };
    if (lasting) throw needsLogin('none is good for as long as the agent knows the session');
    if (stepUp === undefined) throw needsLogin('nothing shows that a person has just logged in');
    const { statement, signature } = stepUp;
    const { enrolment, clock, limits } = this.#options;
    const said = { context: 'countersign-step-up-v1', statement: stepUpJson(statement), signature } as const;
    if (!isCollectorsWord(said, enrolment.collectorKey))
      throw needsLogin('the login is not signed by the collector of this agent');
    if (statement.agent !== enrolment.agent) throw needsLogin('the login was shown to another agent');
    if (statement.subject !== enrolment.subject) throw needsLogin('somebody else has logged in');
    const now = clock().getTime();
    if (!this.#take(statement.challenge, now))
      throw needsLogin('the login was not asked for here, or was shown before');
    if (!isFreshLogin(Date.parse(statement.loggedInAt), now, limits.maxLoginAgeMs))
      throw needsLogin('the login is too old');
    return { kind: 'login', loggedInAt: statement.loggedInAt, challenge: sha256(statement.challenge) };
  }

  #take(challenge: string, now: number): boolean {
    const name = sha256(challenge);
    const madeAt = this.#madeAt.get(name);
    this.#madeAt.delete(name);
    return madeAt !== undefined && now < madeAt + this.#options.limits.maxLoginAgeMs;
  }
}

function needsLogin(what: string): SessionError {
  return new SessionError('needs-login', `a session of actor human takes a fresh login, and ${what}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
