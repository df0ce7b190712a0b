import { createHash, randomBytes } from 'node:crypto';
import {
  type Approval,
  type ApprovalAsk,
  type ApprovalBinding,
  bindingJson,
  boundTo,
  isBehind,
  type MetRule,
  type SignedClaim,
} from '../../protocol/approval.ts';
import type { ApprovalReview, SpendRequest, VoteRequest } from '../../protocol/approvals-api.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller } from '../identity/caller.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import type { CollectorLimits } from '../limits.ts';
import { type EventStreams, type Notice, seesEveryApproval } from '../notify/event-streams.ts';
import type { ApprovalFilter, ApprovalRow, ChangeOutcome } from '../store/approvals.ts';
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

interface Changed extends ChangeOutcome {
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
  async ask(ask: ApprovalAsk, caller: Caller): Promise<Asked> {
    checkAsk(ask, caller);
    await this.sweep();
    const { store, clock, limits, streams } = this.#ports;
    const askedAt = clock().getTime();
    const expiresAt = askedAt + Math.min(...ask.requirements.map(({ pendingMs }) => pendingMs));
    const id = randomBytes(10).toString('hex');
    const { diff, ...kept } = ask;
    const review = { target: targetOf(ask.binding), diff };
    const asked = { id, digest: digestOf(ask.binding), ask: kept, askedAt, expiresAt, review };
    const outcome = await store.approvals.ask(asked, limits.maxPendingPerRequester);
    if (outcome.kind === 'too-many') {
      const who = ask.binding.requester;
      const message = `${outcome.pending} approvals of ${who} are pending, which is the limit`;
      throw new ApiFault('too-many', message);
    }
    const isNew = outcome.kind === 'new';
    if (isNew) streams.publish(noticeOf(outcome.approval));
    return { approval: present(outcome.approval), isNew };
  }

  async get(id: string, caller: Caller): Promise<Approval> {
    await this.sweep();
    return present(await this.#visible(id, caller));
  }

  /** What a reviewer decides by, besides the approval itself. */
  async review(id: string, caller: Caller): Promise<ApprovalReview> {
    await this.sweep();
    await this.#visible(id, caller);
    const { store, limits } = this.#ports;
    const earlier = await store.approvalReviews.earlier(id, limits.maxEarlierDecisions);
    const shown = await store.approvalReviews.shown(id);
    if (shown === null) throw missing(id);
    return { ...shown, earlier: earlier.map(present) };
  }

  async page(filter: Omit<ApprovalFilter, 'requester'>, caller: Caller): Promise<readonly ApprovalRow[]> {
    await this.sweep();
    return this.#ports.store.approvals.page({ ...filter, requester: scopeOf(caller) });
  }

  /** A vote by whoever asked is refused before anything else is looked at (invariant 2). */
  async vote(id: string, request: VoteRequest, caller: Caller): Promise<Approval> {
    await this.sweep();
    const { binding } = (await this.#visible(id, caller)).ask;
    if (isBehind(binding, caller.subject)) {
      throw new ApiFault('own-request', `${caller.subject} is behind this request and cannot decide it`);
    }
    if (!caller.roles.includes('reviewer')) {
      throw new ApiFault('forbidden', `role ${caller.roles.join(', ')} may not decide, expected reviewer`);
    }
    if (request.verdict === 'deny' && request.reason.trim() === '') {
      throw new ApiFault('invalid', 'a denial has no reason, expected one');
    }
    const { subject: by, groups, loggedInAt } = caller;
    const at = this.#ports.clock().getTime();
    const vote = { ...request, by, groups, at, loggedInAt };
    return present((await this.#change(id, { kind: 'vote', vote }, by)).after);
  }

  /** Takes the grant for one exchange and for good; only one claim of an approval is ever signed. */
  async claim(id: string, exchange: string, caller: Caller): Promise<SignedClaim> {
    await this.sweep();
    await this.#visible(id, caller);
    const { before, after, at } = await this.#change(id, { kind: 'claim', exchange }, caller.subject);
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

  async spend(id: string, request: SpendRequest, caller: Caller): Promise<Approval> {
    await this.sweep();
    await this.#visible(id, caller);
    return present((await this.#change(id, { kind: 'spend', ...request }, caller.subject)).after);
  }

  async cancel(id: string, caller: Caller): Promise<Approval> {
    await this.sweep();
    await this.#visible(id, caller);
    return present((await this.#change(id, { kind: 'cancel' }, caller.subject)).after);
  }

  /** Takes back what waits or was granted. What was claimed is the agent's to end, which is told as well. */
  async revoke(id: string, caller: Caller): Promise<void> {
    await this.sweep();
    const row = await this.#ports.store.approvals.byId(id);
    if (row === null) throw missing(id);
    const { state } = row;
    if (state.kind === 'pending' || state.kind === 'granted') {
      await this.#change(id, { kind: 'cancel' }, caller.subject);
    }
  }

  /** What a new reader of the event stream is told first, each as it is when it is told. */
  async *pending(caller: Caller): AsyncGenerator<Notice> {
    await this.sweep();
    for (const id of await this.#ports.store.approvals.pendingIds(scopeOf(caller))) {
      const row = await this.#ports.store.approvals.byId(id);
      if (row?.state.kind === 'pending') yield noticeOf(row);
    }
  }

  /** Ends every approval whose time is over. */
  async sweep(): Promise<void> {
    const { store, clock } = this.#ports;
    for (const id of await store.approvals.dueIds(clock().getTime()))
      await this.#change(id, { kind: 'expire' }, 'collector');
  }

  async #change(id: string, change: Change, by: string): Promise<Changed> {
    const { store, streams, clock } = this.#ports;
    const at = clock().getTime();
    const changed = await store.approvals.change(id, (before) => {
      const step = next({ ...before, requirements: before.ask.requirements }, change, at);
      if (step.kind === 'refused') throw new ApiFault(step.code, `approval ${id}: ${step.message}`);
      if (step.kind === 'unchanged') return null;
      return { change, by, at, state: step.state, dueAt: step.dueAt };
    });
    if (changed === null) throw missing(id);
    if (changed.after !== changed.before) streams.publish(noticeOf(changed.after));
    return { ...changed, at };
  }

  async #visible(id: string, caller: Caller): Promise<ApprovalRow> {
    const row = await this.#ports.store.approvals.byId(id);
    if (row === null || (!seesEveryApproval(caller) && row.ask.binding.requester !== caller.subject)) {
      throw missing(id);
    }
    return row;
  }
}

function missing(id: string): ApiFault {
  return new ApiFault('not-found', `there is no approval ${id}`);
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
