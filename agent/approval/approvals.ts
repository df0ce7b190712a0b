import { createHash, createPublicKey } from 'node:crypto';
import type {
  Approval,
  ApprovalAsk,
  ApprovalBinding,
  ApprovalClaim,
  ApprovalState,
} from '../../protocol/approval.ts';
import type { SpendRequest } from '../../protocol/approvals-api.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { digestOf } from '../core/approval/binding.ts';
import { ApprovalError } from './approval-error.ts';
import { Follower, type FollowerTimes } from './follower.ts';
import { type ExpectedClaim, verifyClaim } from './verify-claim.ts';

export interface ApprovalsOptions {
  readonly client: CollectorClient;
  /** SPKI DER, base64: the key that was pinned at enrolment. */
  readonly collectorKey: string;
  readonly clock: () => Date;
  readonly times?: FollowerTimes;
}

/** What a claim has to be for. */
export interface AskedFor {
  readonly binding: ApprovalBinding;
  readonly requirements: ExpectedClaim['requirements'];
}

/** The reviewers, as an exchange sees them. All throw CollectorError where the collector gives no answer. */
export interface Approvals {
  /** The approval for this binding. Throws ApprovalError when the collector answers with another one. */
  ask(ask: ApprovalAsk, signal: AbortSignal): Promise<Approval>;
  /**
   * Resolves once the approval is no longer pending, however long that takes and whether or not the collector is
   * there all the time; rejects with the reason of `signal`. `onChange` hears of votes meanwhile.
   */
  wait(id: string, signal: AbortSignal, onChange?: (approval: Approval) => void): Promise<ApprovalState>;
  /** Uses the grant up. Throws ApprovalError unless the collector's signed word is for exactly this. */
  claim(id: string, asked: AskedFor, exchange: string): Promise<ApprovalClaim>;
  spend(id: string, request: SpendRequest): Promise<void>;
  /** Takes back what was asked: nobody decides it any more. */
  withdraw(id: string): Promise<void>;
  /** Ends every wait. */
  close(): void;
}

const DEFAULT_TIMES: FollowerTimes = Object.freeze({ minPauseMs: 250, maxPauseMs: 15_000, pollMs: 30_000 });

export function createApprovals(options: ApprovalsOptions): Approvals {
  const { client, clock, times = DEFAULT_TIMES } = options;
  const key = createPublicKey({
    key: Buffer.from(options.collectorKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  const follower = new Follower(client, times);
  return {
    ask: async (ask, signal) => {
      const approval = await client.ask(ask, signal);
      if (approval.digest !== digestOf(ask.binding, sha256)) {
        throw new ApprovalError('wrong-digest', 'the collector answered with an approval for something else');
      }
      return approval;
    },
    wait: async (id, signal, onChange = () => {}) => {
      const isLast = (approval: Approval): boolean => approval.state.kind !== 'pending';
      return (await follower.until(id, { isLast, onChange }, signal)).state;
    },
    claim: async (id, { binding, requirements }, exchange) => {
      const signed = await client.claim(id, { exchange });
      const digest = digestOf(binding, sha256);
      const { requester, actsFor = null } = binding;
      return verifyClaim(
        signed,
        { approval: id, digest, exchange, requester, actsFor, requirements },
        { key, now: clock() },
      );
    },
    spend: async (id, request) => {
      await client.spend(id, request);
    },
    withdraw: async (id) => {
      await client.cancel(id);
    },
    close: () => follower.close(),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
