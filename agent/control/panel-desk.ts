import { createHmac } from 'node:crypto';
import { type Approval, isBehind } from '../../protocol/approval.ts';
import type { ApprovalReview, VoteRequest } from '../../protocol/approvals-api.ts';
import type {
  ActivityAnswer,
  CancelAnswer,
  DisputeRequest,
  HoldsAnswer,
  InboxAnswer,
  MaskedAnswer,
  MaskedRef,
  OriginalAnswer,
  PolicyQuestion,
  PolicyView,
  RevisionAnswer,
} from '../../protocol/panel-view.ts';
import type { Subject } from '../../protocol/subject.ts';
import type { Activity } from '../activity/activity.ts';
import type { Holds } from '../approval/holds.ts';
import type { Journal } from '../audit/journal.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import { CollectorError } from '../collector-client/collector-error.ts';
import { ruleViews, workspaceView } from '../core/activity/policy-view.ts';
import type { EnforcedPolicy, PolicySource } from '../feed/policy-source.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { Masking } from '../masking/masking.ts';
import { ControlFault } from './control-fault.ts';

/** User and password of a session's proxy URL. */
export interface SessionCredentials {
  readonly user: string;
  readonly password: string;
}

/** What the panel of an editor asks. All throw ControlFault. */
export interface PanelDesk {
  holds(): HoldsAnswer;
  /** The client waits no longer; the reviewers are told where the collector can be reached. */
  cancel(approval: string): Promise<CancelAnswer>;
  /** For whoever the token is of. The agent keeps no token that decides anything. */
  inbox(token: string): Promise<InboxAnswer>;
  review(token: string, approval: string): Promise<ApprovalReview>;
  vote(token: string, approval: string, vote: VoteRequest): Promise<Approval>;
  masked(): MaskedAnswer;
  /** For who has the session's own credentials. */
  original(of: MaskedRef, credentials: SessionCredentials | null): OriginalAnswer;
  dispute(dispute: DisputeRequest, credentials: SessionCredentials | null): Promise<void>;
  activity(): ActivityAnswer;
  policy(question: PolicyQuestion): Promise<PolicyView>;
  /** Once there is something newer than `after`, or when `signal` aborts. */
  changes(after: number, signal: AbortSignal): Promise<RevisionAnswer>;
}

export interface PanelDeskOptions {
  readonly activity: Activity;
  readonly holds: Holds;
  readonly masking: Masking;
  readonly sessions: Sessions;
  readonly policy: PolicySource;
  readonly journal: Pick<Journal, 'append'>;
  readonly collector: Pick<CollectorClient, 'cancel'>;
  /** The collector as the person sees it whose token this is. Closed after each question. */
  readonly collectorAs: (
    token: string,
  ) => Pick<CollectorClient, 'caller' | 'list' | 'review' | 'vote' | 'close'>;
  readonly subject: Pick<Subject, 'id' | 'groups'>;
  readonly limits: PanelLimits;
}

export interface PanelLimits {
  /** Approvals of an inbox, the one that waits longest first. */
  readonly maxInbox: number;
  /** How long a question for news stays open. */
  readonly maxChangesWaitMs: number;
  /** Questions for news that are open at once. */
  readonly maxWaiting: number;
}

export const DEFAULT_PANEL_LIMITS: PanelLimits = Object.freeze({
  maxInbox: 50,
  maxChangesWaitMs: 5_000,
  maxWaiting: 64,
});

export function panelDesk(options: PanelDeskOptions): PanelDesk {
  const { activity, holds, limits } = options;
  let waiting = 0;
  return {
    holds: () => ({ holds: holds.list() }),
    cancel: (approval) => cancel(approval, options),
    inbox: (token) =>
      asCaller(options, token, async (collector) => {
        const [me, { approvals }] = await Promise.all([
          collector.caller(),
          collector.list({ state: 'pending', limit: limits.maxInbox }),
        ]);
        return { me, approvals: approvals.filter(({ binding }) => !isBehind(binding, me.subject)) };
      }),
    review: (token, approval) => asCaller(options, token, (collector) => collector.review(approval)),
    vote: (token, approval, vote) => asCaller(options, token, (collector) => collector.vote(approval, vote)),
    masked: () => ({
      secrets: activity.secrets().map((secret) => ({ ...secret, original: keptOf(secret, options) })),
    }),
    original: (of, credentials) => ({ secret: originalOf(of, credentials, options) }),
    dispute: (request, credentials) => dispute(request, credentials, options),
    activity: () => ({ sessions: activity.sessions() }),
    policy: (question) => policyView(question, options),
    changes: async (after, signal) => {
      if (waiting >= limits.maxWaiting) throw new ControlFault('too-many', 'too many panels wait for news');
      waiting += 1;
      const until = AbortSignal.any([signal, AbortSignal.timeout(limits.maxChangesWaitMs)]);
      await activity.whenBeyond(after, until).catch(() => undefined);
      waiting -= 1;
      return { revision: activity.revision };
    },
  };
}

async function cancel(approval: string, { holds, collector }: PanelDeskOptions): Promise<CancelAnswer> {
  if (!holds.cancel(approval))
    throw new ControlFault('unknown-hold', 'nothing waits for this approval any more');
  try {
    await collector.cancel(approval);
    return { withdrawn: true };
  } catch (cause) {
    if (!(cause instanceof CollectorError)) throw cause;
    return { withdrawn: false };
  }
}

type CallersCollector = ReturnType<PanelDeskOptions['collectorAs']>;

async function asCaller<T>(
  { collectorAs }: PanelDeskOptions,
  token: string,
  ask: (collector: CallersCollector) => Promise<T>,
): Promise<T> {
  const collector = collectorAs(token);
  try {
    return await ask(collector);
  } catch (cause) {
    if (!(cause instanceof CollectorError)) throw cause;
    if (cause.refusal === 'unauthenticated') throw new ControlFault('unauthenticated', cause.message);
    if (cause.refusal === 'not-found') throw new ControlFault('not-found', cause.message);
    throw new ControlFault('collector', cause.message);
  } finally {
    collector.close();
  }
}

function keptOf({ session, placeholder }: MaskedRef, { masking }: PanelDeskOptions): 'kept' | 'forgotten' {
  return masking.lookUp(session, placeholder).kind === 'known' ? 'kept' : 'forgotten';
}

function originalOf(
  { session, placeholder }: MaskedRef,
  credentials: SessionCredentials | null,
  { sessions, masking }: PanelDeskOptions,
): string {
  const known = credentials === null ? null : sessions.identify(credentials);
  if (known?.id !== session) {
    const message = 'this was kept back in a session of another program, which alone may see it';
    throw new ControlFault('not-your-session', message);
  }
  const found = masking.lookUp(session, placeholder);
  if (found.kind !== 'known') throw new ControlFault('forgotten', 'the agent no longer has what stood there');
  return found.secret;
}

/**
 * A record that asks the security team: it names the value as the policy would, by its HMAC under the policy's salt,
 * so that whoever agrees has no need of the value.
 */
async function dispute(
  { session, placeholder, reason }: DisputeRequest,
  credentials: SessionCredentials | null,
  options: PanelDeskOptions,
): Promise<void> {
  const secret = originalOf({ session, placeholder }, credentials, options);
  const { activity, journal, policy } = options;
  const seen = activity
    .secrets()
    .find((each) => each.session === session && each.placeholder === placeholder);
  if (seen === undefined)
    throw new ControlFault('forgotten', 'the agent no longer knows where this was found');
  const { salt } = (await policy.current()).secrets.allowed;
  const hmac = salt === '' ? null : createHmac('sha256', salt).update(secret).digest('hex');
  const detail = { placeholder, rule: seen.rule, where: seen.places[0]?.where ?? '', reason, hmac };
  await journal.append({ event: 'secret.disputed', session, exchange: null, detail });
  activity.disputed(session, placeholder);
}

async function policyView(question: PolicyQuestion, options: PanelDeskOptions): Promise<PolicyView> {
  const { origin } = options.policy;
  let policy: EnforcedPolicy;
  try {
    policy = await options.policy.current();
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : 'it cannot be read';
    return { state: { kind: 'none', reason, origin }, rules: [], workspace: null };
  }
  const { id, groups } = options.subject;
  return {
    state: { kind: 'enforced', hash: policy.hash, version: policy.version, origin },
    rules: ruleViews(policy),
    workspace: workspaceView(policy, question, { id, groups, actor: 'mixed' }),
  };
}
