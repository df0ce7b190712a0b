import { createHash, randomBytes } from 'node:crypto';
import {
  type Approval,
  type ApprovalAsk,
  type ApprovalBinding,
  bindingJson,
  boundTo,
  type MetRule,
  type SignedClaim,
} from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import type { ApprovalReview, SpendRequest, VoteRequest } from '../../protocol/collector-api.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller } from '../identity/caller.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import type { CollectorLimits } from '../limits.ts';
import { type EventStreams, type Notice, seesEveryApproval } from '../notify/event-streams.ts';
import type { ApprovalFilter, ApprovalRow } from '../store/approvals.ts';
import type { Store } from '../store/store.ts';
import { checkAsk } from './check-ask.ts';
import { signClaim } from './claim.ts';
import { type Change, next } from './machine.ts';
import { instant, noticeOf, present } from './present.ts';
import { metBy } from './quorum.ts';

export interface ApprovalRoomPorts {
  readonly store: Store;
  readonly streams: Pick<EventStreams, 'publish'>;
  readonly key: CollectorKey;
  readonly clock: () => Date;
  readonly limits: Pick<CollectorLimits, 'maxPendingPerRequester' | 'maxEarlierDecisions'>;
}

interface Changed {
  readonly before: ApprovalRow;
  /** The same object when nothing changed. */
  readonly after: ApprovalRow;
  readonly at: number;
}

export interface Asked {
  readonly approval: Approval;
  readonly isNew: boolean;
}

/**
 * Where approvals are asked for, decided and used. Every call first ends what is over, so that nobody is shown,
 * or given, a grant whose time has passed; every transition is stored before anybody hears of it.
 */
export class ApprovalRoom {
  readonly #ports: ApprovalRoomPorts;

  constructor(ports: ApprovalRoomPorts) {
    this.#ports = ports;
  }

  /** The live approval for the same binding, or a new one. */
  ask(ask: ApprovalAsk, caller: Caller): Asked {
    checkAsk(ask, caller);
    this.sweep();
    const { store, clock } = this.#ports;
    const digest = digestOf(ask.binding);
    const { row, isNew } = store.transaction(() => {
      const live = store.approvals.live(digest);
      if (live !== null) return { row: live, isNew: false };
      this.#refuseTooMany(ask.binding);
      const askedAt = clock().getTime();
      const expiresAt = askedAt + Math.min(...ask.requirements.map(({ pendingMs }) => pendingMs));
      const id = randomBytes(10).toString('hex');
      const { diff, ...kept } = ask;
      store.approvals.add({ id, digest, ask: kept, askedAt, expiresAt });
      store.approvalReviews.add(id, { target: targetOf(ask.binding), diff });
      return { row: this.#row(id), isNew: true };
    });
    if (isNew) this.#ports.streams.publish(noticeOf(row));
    return { approval: present(row), isNew };
  }

  get(id: string, caller: Caller): Approval {
    this.sweep();
    return present(this.#visible(id, caller));
  }

  /** What a reviewer decides by, besides the approval itself. */
  review(id: string, caller: Caller): ApprovalReview {
    this.sweep();
    this.#visible(id, caller);
    const { store, limits } = this.#ports;
    const earlier = store.approvalReviews.earlier(id, limits.maxEarlierDecisions);
    return {
      diff: store.approvalReviews.diff(id),
      earlier: earlier.map((each) => present(this.#row(each))),
    };
  }

  page(filter: Omit<ApprovalFilter, 'requester'>, caller: Caller): readonly ApprovalRow[] {
    this.sweep();
    return this.#ports.store.approvals.page({ ...filter, requester: scopeOf(caller) });
  }

  /** A vote by whoever asked is refused before anything else is looked at (invariant 2). */
  vote(id: string, request: VoteRequest, caller: Caller): Approval {
    this.sweep();
    const { binding } = this.#visible(id, caller).ask;
    if (binding.requester === caller.subject) {
      throw new ApiFault('own-request', `${caller.subject} asked for this and cannot decide it`);
    }
    if (!caller.roles.includes('reviewer')) {
      throw new ApiFault('forbidden', `role ${caller.roles.join(', ')} may not decide, expected reviewer`);
    }
    if (request.verdict === 'deny' && request.reason.trim() === '') {
      throw new ApiFault('invalid', 'a denial has no reason, expected one');
    }
    const { subject: by, groups } = caller;
    const at = this.#ports.clock().getTime();
    return present(this.#change(id, { kind: 'vote', vote: { ...request, by, groups, at } }, by).after);
  }

  /** Takes the grant for one exchange and for good; only one claim of an approval is ever signed. */
  claim(id: string, exchange: string, caller: Caller): SignedClaim {
    this.sweep();
    this.#visible(id, caller);
    const { before, after, at } = this.#change(id, { kind: 'claim', exchange }, caller.subject);
    if (before.state.kind !== 'granted') throw new ApiFault('not-granted', `approval ${id} was not granted`);
    const { validUntil } = before.state;
    const approvedBy = [...new Set(after.votes.map(({ by }) => by))];
    const claimedAt = instant(at);
    return signClaim(
      {
        approval: id,
        digest: after.digest,
        exchange,
        approvedBy,
        met: metRules(after),
        claimedAt,
        validUntil,
      },
      this.#ports.key,
    );
  }

  spend(id: string, request: SpendRequest, caller: Caller): Approval {
    this.sweep();
    this.#visible(id, caller);
    return present(this.#change(id, { kind: 'spend', ...request }, caller.subject).after);
  }

  cancel(id: string, caller: Caller): Approval {
    this.sweep();
    this.#visible(id, caller);
    return present(this.#change(id, { kind: 'cancel' }, caller.subject).after);
  }

  /** What a new reader of the event stream is told first, each as it is when it is told. */
  *pending(caller: Caller): Generator<Notice> {
    this.sweep();
    for (const id of this.#ports.store.approvals.pendingIds(scopeOf(caller))) {
      const row = this.#row(id);
      if (row.state.kind === 'pending') yield noticeOf(row);
    }
  }

  /** Ends every approval whose time is over. */
  sweep(): void {
    const { store, clock } = this.#ports;
    for (const id of store.approvals.dueIds(clock().getTime()))
      this.#change(id, { kind: 'expire' }, 'collector');
  }

  #change(id: string, change: Change, by: string): Changed {
    const { store, streams, clock } = this.#ports;
    const at = clock().getTime();
    const changed = store.transaction(() => {
      const before = this.#row(id);
      const step = next({ ...before, requirements: before.ask.requirements }, change, at);
      if (step.kind === 'refused') throw new ApiFault(step.code, `approval ${id}: ${step.message}`);
      if (step.kind === 'unchanged') return { before, after: before, at };
      const { state, dueAt } = step;
      if (!store.approvals.move(before, { change, by, at, state, dueAt })) {
        throw new ApiFault('not-granted', `approval ${id} changed meanwhile`);
      }
      if (change.kind === 'vote') store.approvals.addVote(id, change.vote);
      return { before, after: this.#row(id), at };
    });
    if (changed.after !== changed.before) streams.publish(noticeOf(changed.after));
    return changed;
  }

  #refuseTooMany({ requester }: ApprovalBinding): void {
    const { store, limits } = this.#ports;
    const pending = store.approvals.pendingIds(requester).length;
    if (pending >= limits.maxPendingPerRequester) {
      throw new ApiFault('too-many', `${pending} approvals of ${requester} are pending, which is the limit`);
    }
  }

  #visible(id: string, caller: Caller): ApprovalRow {
    const row = this.#ports.store.approvals.byId(id);
    if (row === null || (!seesEveryApproval(caller) && row.ask.binding.requester !== caller.subject)) {
      throw new ApiFault('not-found', `there is no approval ${id}`);
    }
    return row;
  }

  #row(id: string): ApprovalRow {
    const row = this.#ports.store.approvals.byId(id);
    if (row === null) throw new ApiFault('not-found', `there is no approval ${id}`);
    return row;
  }
}

/** In the order of the binding, which is that of the rules' ids. */
function metRules({ ask, votes }: ApprovalRow): readonly MetRule[] {
  return ask.binding.rules.flatMap(({ id, hash }) => {
    const requirement = ask.requirements.find(({ rule }) => rule.id === id && rule.hash === hash);
    const met = requirement === undefined ? null : metBy(votes, requirement);
    return met === null ? [] : [met];
  });
}

/** What approvals that are about the same have in common. */
function targetOf(binding: ApprovalBinding): string {
  const { where, what } = boundTo(binding);
  return `${where}\n${what}`;
}

function scopeOf(caller: Caller): string | null {
  return seesEveryApproval(caller) ? null : caller.subject;
}

function digestOf(binding: ApprovalBinding): string {
  return createHash('sha256')
    .update(canonicalJson(bindingJson(binding)))
    .digest('hex');
}
