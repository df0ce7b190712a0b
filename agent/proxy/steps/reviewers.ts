import { type Approval, type ApprovalState, bindingJson, boundTo } from '../../../protocol/approval.ts';
import { approverWords } from '../../../protocol/quorum.ts';
import type { OpenHold } from '../../approval/holds.ts';
import { type RefusedAction, refusedAction } from '../lost.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { refuseRevoked } from '../revoked-refusal.ts';
import type { Judged } from '../stages.ts';
import { type Ask, approvalAsk, holdMs } from './ask.ts';
import { appendOrRefuse } from './journal.ts';

export type ReviewersAnswer =
  | { readonly kind: 'granted'; readonly ask: Ask; readonly approval: Approval }
  | { readonly kind: 'refused'; readonly ask: Ask; readonly refused: RefusedAction };

/** The exchange that waits, and whoever waits for it. `reconsider` ends the wait before anybody decided. */
export type Waiting = Pick<Judged, 'exchange' | 'client' | 'answer' | 'signal' | 'session'> & {
  readonly reconsider?: AbortSignal;
  /** What becomes of the approval when the client goes away. A push can come again; an answer does not. */
  readonly whenGone: 'stays' | 'withdrawn';
};

/**
 * Asks for all of these at once and waits until each is decided or its time is over, keeping the client alive
 * meanwhile. The start of a wait is a record. Throws `client-gone` when nobody waits any more: then `whenGone` says
 * whether the approval stays open, for the next push of the same thing. What is to be reconsidered has no answer.
 */
export async function awaitReviewers(
  waiting: Waiting,
  asks: readonly Ask[],
  ports: ExchangePorts,
): Promise<readonly ReviewersAnswer[]> {
  const group = new AbortController();
  const signal = AbortSignal.any([waiting.signal, group.signal]);
  let answers: readonly (ReviewersAnswer | null)[];
  try {
    answers = await Promise.all(asks.map((ask) => awaitOne({ ...waiting, signal }, ask, ports)));
  } finally {
    group.abort();
  }
  refuseRevoked('hold', waiting.signal);
  if (waiting.signal.aborted && !waiting.client.signal.aborted) {
    throw new Refusal('hold', 'unknown-session', 'the session was closed while this was held', {
      hint: 'start the program again with `countersign exec`, then try again',
    });
  }
  if (waiting.signal.aborted) {
    throw new Refusal('hold', 'client-gone', 'the client went away while this was held');
  }
  return answers.filter((answer) => answer !== null);
}

async function awaitOne(waiting: Waiting, ask: Ask, ports: ExchangePorts): Promise<ReviewersAnswer | null> {
  const expiry = AbortSignal.timeout(holdMs(ask));
  const approval = await askReviewers(waiting, ask, { ports, expiry });
  if (approval === null) {
    const reason = 'this needs an approval and the collector cannot be asked for one';
    return refuse(ask, 'approval-unavailable', reason, { hint: 'try again when the collector is reachable' });
  }
  if (approval.state.kind === 'granted') return { kind: 'granted', ask, approval };
  const { exchange, session } = waiting;
  const hold = ports.holds.open({ approval, exchange, session: session.id, holdMs: holdMs(ask) });
  try {
    return await followHold(waiting, { ask, approval, hold, expiry }, ports);
  } finally {
    hold.ended('lost');
  }
}

/** Null where the collector gives no answer that can be used. */
async function askReviewers(
  waiting: Waiting,
  ask: Ask,
  { ports, expiry }: { readonly ports: ExchangePorts; readonly expiry: AbortSignal },
): Promise<Approval | null> {
  const signal = AbortSignal.any([waiting.signal, expiry]);
  try {
    return await ports.approvals.ask(await approvalAsk(ask, ports.limits), signal);
  } catch (cause) {
    ports.fault({ step: 'hold', exchange: waiting.exchange, cause });
    return null;
  }
}

interface Held {
  readonly ask: Ask;
  readonly approval: Approval;
  readonly hold: OpenHold;
  readonly expiry: AbortSignal;
}

async function followHold(
  waiting: Waiting,
  { ask, approval, hold, expiry }: Held,
  ports: ExchangePorts,
): Promise<ReviewersAnswer | null> {
  const reconsider = waiting.reconsider === undefined ? [] : [waiting.reconsider];
  const signal = AbortSignal.any([waiting.signal, expiry, hold.cancelled, ...reconsider]);
  await recordHeld(waiting, ask, approval, ports);
  const since = ports.clock().getTime();
  const released = (state: ApprovalState) => recordReleased(waiting, { approval, state, since }, ports);
  const stop = tellClient(waiting, approval, ports);
  try {
    const state = await ports.approvals.wait(approval.id, signal, hold.heard);
    await released(state);
    if (state.kind !== 'pending') hold.ended(state.kind);
    return answerOf(ask, approval, state);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    if (!signal.aborted) ports.fault({ step: 'hold', exchange: waiting.exchange, cause });
    if (hold.cancelled.aborted) {
      const state = { kind: 'cancelled' } as const;
      await released(state);
      hold.ended(state.kind);
      return answerOf(ask, approval, state);
    }
    if (waiting.reconsider?.aborted === true && !waiting.signal.aborted && !expiry.aborted) {
      await released(approval.state);
      return null;
    }
    const hint = 'ask a reviewer, then try again: once approved, the same thing passes';
    if (waiting.signal.aborted) {
      hold.ended('client-gone');
      if (waiting.whenGone === 'withdrawn') await withdraw({ waiting, approval, released }, ports);
    }
    if (!expiry.aborted)
      return refuse(ask, 'approval-unavailable', `approval ${approval.id} can no longer be followed`, {
        hint,
      });
    hold.ended('timed-out');
    return refuse(ask, 'approval-timed-out', `nobody decided approval ${approval.id} in time`, { hint });
  } finally {
    stop();
  }
}

interface Withdrawal {
  readonly waiting: Waiting;
  readonly approval: Approval;
  readonly released: (state: ApprovalState) => Promise<void>;
}

/** One that cannot be withdrawn expires by itself: a decision then passes nothing on, for there is nobody to get it. */
async function withdraw(
  { waiting, approval, released }: Withdrawal,
  ports: Pick<ExchangePorts, 'approvals' | 'fault'>,
): Promise<void> {
  try {
    await ports.approvals.withdraw(approval.id);
    await released({ kind: 'cancelled' });
  } catch (cause) {
    ports.fault({ step: 'hold', exchange: waiting.exchange, cause });
  }
}

function answerOf(ask: Ask, approval: Approval, state: ApprovalState): ReviewersAnswer {
  switch (state.kind) {
    case 'granted':
      return { kind: 'granted', ask, approval };
    case 'denied':
      return refuse(ask, 'approval-denied', `${state.by} denied approval ${approval.id}: ${state.reason}`);
    case 'cancelled':
      return refuse(ask, 'approval-withdrawn', `approval ${approval.id} was withdrawn by whoever asked`);
    case 'pending':
    case 'claimed':
    case 'spent':
    case 'expired':
      return refuse(ask, 'approval-unavailable', `approval ${approval.id} is ${state.kind}`, {
        hint: 'try again to ask anew',
      });
  }
}

function refuse(
  ask: Ask,
  code: RefusedAction['code'],
  reason: string,
  { hint = '' }: { readonly hint?: string } = {},
): ReviewersAnswer {
  const rule = ask.binding.rules[0] ?? null;
  return { kind: 'refused', ask, refused: refusedAction(ask.action, { code, reason, hint, rule }) };
}

async function recordHeld(
  waiting: Waiting,
  ask: Ask,
  approval: Approval,
  ports: ExchangePorts,
): Promise<void> {
  await appendOrRefuse(ports, 'hold', {
    event: 'exchange.held',
    session: waiting.session.id,
    exchange: waiting.exchange,
    detail: {
      approval: approval.id,
      digest: ask.digest,
      binding: bindingJson(ask.binding),
      holdMs: holdMs(ask),
    },
  });
}

interface Release {
  readonly approval: Approval;
  readonly state: ApprovalState;
  /** When the wait began, in milliseconds since the epoch. */
  readonly since: number;
}

async function recordReleased(
  waiting: Waiting,
  { approval, state, since }: Release,
  ports: ExchangePorts,
): Promise<void> {
  // The clock may have been set back.
  const heldMs = Math.max(0, ports.clock().getTime() - since);
  const by = state.kind === 'denied' ? { by: state.by, reason: state.reason } : {};
  await appendOrRefuse(ports, 'hold', {
    event: 'exchange.released',
    session: waiting.session.id,
    exchange: waiting.exchange,
    detail: {
      approval: approval.id,
      binding: bindingJson(approval.binding),
      state: state.kind,
      heldMs,
      ...by,
    },
  });
}

/** Says what is waited for, and at intervals that it still is. Returns what stops the saying. */
function tellClient(waiting: Waiting, approval: Approval, ports: ExchangePorts): () => void {
  const { answer } = waiting;
  const what = `${boundTo(approval.binding).what} waits for approval ${approval.id}`;
  answer.progress(`countersign: ${what}`);
  for (const { rule, message, approvers, quorum } of approval.requirements) {
    const who = approverWords(approvers, quorum);
    answer.progress(`countersign:   ${message} (rule ${rule.id}, approvers: ${who})`);
  }
  answer.progress(`countersign:   a reviewer decides with: ${ports.approveCommand} ${approval.id}`);
  answer.keepAlive();
  const reminder = setInterval(
    () => answer.progress(`countersign: ${what} still`),
    ports.limits.holdReminderMs,
  );
  return () => clearInterval(reminder);
}
