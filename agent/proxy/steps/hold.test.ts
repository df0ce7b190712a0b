import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalAsk, ApprovalState } from '../../../protocol/approval.ts';
import type { GitPushAction, Operation } from '../../../protocol/operation.ts';
import type { PushDiff } from '../../../protocol/push-diff.ts';
import { ONE_APPROVER } from '../../../protocol/quorum.ts';
import type { Requirement, Verdict } from '../../../protocol/verdict.ts';
import { Holds } from '../../approval/holds.ts';
import type { JournalEntry } from '../../audit/sealer.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Judged } from '../stages.ts';
import { hold } from './hold.ts';

const NO_DIFF: PushDiff = { files: [], moreFiles: 0, moreCommits: 0 };

const RULE = { id: 'main-reviewed', hash: 'a'.repeat(64) };

function requirement(changes: Partial<Requirement> = {}): Requirement {
  return {
    rule: RULE,
    message: 'main is reviewed',
    approvers: ['reviewers'],
    quorum: ONE_APPROVER,
    holdMs: 60_000,
    validForMs: 1000,
    ...changes,
  };
}

function action(ref: string): GitPushAction {
  return {
    kind: 'git.push',
    repository: { id: 'host/o/r', host: 'host', path: 'o/r' },
    update: {
      ref,
      kind: 'branch',
      name: ref.slice('refs/heads/'.length),
      change: 'update',
      oldId: '1'.repeat(40),
      newId: '2'.repeat(40),
      forced: false,
      commits: [],
      changes: [],
    },
  };
}

const ALLOW: Verdict = { kind: 'allow', rule: RULE };
const ASK: Verdict = { kind: 'require_approval', requirements: [requirement()] };
const DENY: Verdict = { kind: 'deny', rule: RULE, reason: 'frozen' };

interface Scene {
  readonly verdicts: Readonly<Record<string, readonly Verdict[]>>;
  readonly answer?: (ask: ApprovalAsk, signal: AbortSignal) => Promise<ApprovalState>;
  readonly claim?: () => Promise<unknown>;
  readonly atomic?: boolean;
  readonly client?: AbortSignal;
  /** The end of the session, for a client that is still there. */
  readonly ended?: AbortSignal;
  readonly journal?: () => Promise<unknown>;
  /** The end of the policy that it was judged under. */
  readonly replaced?: AbortSignal;
}

/** One push, with verdicts by ref: the first is what evaluate said, the last is the policy's from then on. */
function scene({ verdicts, answer, claim, atomic, client, ended, journal, replaced }: Scene) {
  const said: string[] = [];
  const recorded: (readonly [string, unknown])[] = [];
  const asked: ApprovalAsk[] = [];
  const actions = Object.keys(verdicts).map(action);
  const seen = new Map<string, number>();
  const verdictOf = (ref: string): Verdict => {
    const list = verdicts[ref] ?? [];
    const index = Math.min(seen.get(ref) ?? 0, list.length - 1);
    seen.set(ref, index + 1);
    return list[index] ?? ALLOW;
  };
  const evaluate = (operation: Operation) => {
    const pushed = operation.action as GitPushAction;
    const obligations = { mask: { kind: 'nothing' }, capture: 'masked', scope: null };
    return { verdict: verdictOf(pushed.update.ref), obligations, matched: [] };
  };
  const judged = {
    exchange: 'exchange-1',
    session: {
      id: 's',
      program: 'git',
      openedAt: '',
      vouched: null,
      subject: { id: 'developer', groups: [], actor: 'ai' },
    },
    signal: client ?? ended ?? new AbortController().signal,
    client: { signal: client ?? new AbortController().signal },
    answer: { progress: (text: string) => said.push(text), keepAlive: () => said.push('keep-alive') },
    payload: {
      kind: 'push',
      request: { certificate: null, capabilities: new Map(atomic ? [['atomic', true]] : []) },
      quarantine: { diff: async () => NO_DIFF },
      masking: {},
    },
    scannedFor: [],
    actions,
    enforced: { hash: 'before', version: null, workspaces: [] },
    replaced: replaced ?? new AbortController().signal,
    judged: actions.map((each) => ({
      action: each,
      decision: evaluate({ action: each } as unknown as Operation),
      own: null,
    })),
  } as unknown as Judged;
  const holds = new Holds({ clock: () => new Date(0), maxEnded: 10, onChange: () => undefined });
  const ports = {
    clock: () => new Date(0),
    evaluator: { evaluate: async (_policy: unknown, operation: Operation) => evaluate(operation) },
    repositoryPolicies: {
      of: async (_parsed: unknown, policy: unknown) => ({ kind: 'policy', policy, workspace: null }),
    },
    holds,
    limits: { maxSummaryCommits: 5, maxSummaryChanges: 5, approvalPendingMs: 1000, holdReminderMs: 60_000 },
    policy: async () => ({
      hash: 'after',
      version: 2,
      replaced: new AbortController().signal,
      diffTerms: [],
      rules: [],
      evaluate,
    }),
    journal: {
      append:
        journal ??
        ((entry: JournalEntry) => void recorded.push([entry.event, entry.detail['state'] ?? null])),
    },
    fault: () => undefined,
    revocations: { lean: () => true },
    approvals: {
      ask: async (ask: ApprovalAsk) => {
        asked.push(ask);
        return {
          id: `approval-${asked.length}`,
          state: { kind: 'pending' },
          binding: ask.binding,
          summary: ask.summary,
          requirements: ask.requirements,
        } as unknown as Approval;
      },
      wait: (_id: string, signal: AbortSignal) =>
        answer?.(asked[asked.length - 1] as ApprovalAsk, signal) ??
        Promise.resolve({ kind: 'granted', validUntil: '' }),
      claim:
        claim ??
        (async (id: string) => ({
          approval: id,
          digest: 'd',
          exchange: 'exchange-1',
          approvedBy: ['reviewer'],
        })),
    },
  } as unknown as ExchangePorts;
  return { run: () => hold(judged, ports), said, asked, holds, recorded };
}

const MAIN = 'refs/heads/main';
const FREE = 'refs/heads/free';

describe('a push that needs nobody', () => {
  it('goes on at once', async () => {
    const { run, asked } = scene({ verdicts: { [FREE]: [ALLOW] } });
    expect(await run()).toMatchObject({
      wasHeld: false,
      enforced: { hash: 'before', version: null, workspaces: [] },
      outcomes: [{ kind: 'accepted', claim: null }],
    });
    expect(asked).toEqual([]);
  });
});

describe('a push that is held', () => {
  it('goes on with a claimed grant, under the policy of that moment', async () => {
    const { run, said } = scene({ verdicts: { [MAIN]: [ASK] } });
    expect(await run()).toMatchObject({
      wasHeld: true,
      enforced: { hash: 'after', version: 2 },
      outcomes: [
        { kind: 'accepted', rules: [RULE], claim: { approval: 'approval-1', approvedBy: ['reviewer'] } },
      ],
    });
    expect(said.join('\n')).toContain('refs/heads/main waits for approval approval-1');
    expect(said).toContain('keep-alive');
  });

  it('needs no grant when the policy has come to allow it', async () => {
    const { run } = scene({ verdicts: { [MAIN]: [ASK, ALLOW] } });
    expect(await run()).toMatchObject({ outcomes: [{ kind: 'accepted', claim: null }] });
  });

  it('asks again when another rule asks by then', async () => {
    const other: Verdict = {
      kind: 'require_approval',
      requirements: [requirement({ rule: { id: 'new', hash: 'b'.repeat(64) } })],
    };
    const { run, asked } = scene({ verdicts: { [MAIN]: [ASK, other] } });
    expect(await run()).toMatchObject({ outcomes: [{ kind: 'accepted', rules: [{ id: 'new' }] }] });
    expect(asked.map((ask) => ask.binding.rules[0]?.id)).toEqual(['main-reviewed', 'new']);
  });

  it('lets the other ref go without the one that is refused', async () => {
    const { run } = scene({
      verdicts: { [MAIN]: [ASK], [FREE]: [ALLOW] },
      answer: async () => ({ kind: 'denied', by: 'reviewer', reason: 'no' }),
    });
    expect(await run()).toMatchObject({
      outcomes: [{ kind: 'refused', code: 'approval-denied' }, { kind: 'accepted' }],
    });
  });
});

/** Never decided; rejects when the wait is ended, as the follower does. */
function undecided(onWait: () => void): NonNullable<Scene['answer']> {
  return (_ask, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      onWait();
    });
}

describe('another policy while a push is held', () => {
  it('lets it go that allows it, without a reviewer', async () => {
    const replaced = new AbortController();
    const answer = undecided(() => replaced.abort());
    const { run, recorded } = scene({
      verdicts: { [MAIN]: [ASK, ALLOW] },
      replaced: replaced.signal,
      answer,
    });
    expect(await run()).toMatchObject({ wasHeld: true, enforced: { hash: 'after', version: 2 } });
    expect(recorded.map(([event]) => event)).toEqual(['exchange.held', 'exchange.released']);
  });

  it('refuses it that denies it', async () => {
    const replaced = new AbortController();
    const answer = undecided(() => replaced.abort());
    const { run } = scene({ verdicts: { [MAIN]: [ASK, DENY] }, replaced: replaced.signal, answer });
    await expect(run()).rejects.toMatchObject({ code: 'denied', enforced: { hash: 'after' } });
  });
});

describe('a push that does not go on', () => {
  const state = (kind: ApprovalState['kind']) => async () => ({ kind }) as ApprovalState;
  const unsteady = Array.from({ length: 20 }, (_, index): Verdict => {
    return {
      kind: 'require_approval',
      requirements: [requirement({ rule: { id: `rule-${index}`, hash: 'c'.repeat(64) } })],
    };
  });

  const ENDS: readonly (readonly [string, Scene, string])[] = [
    [
      'denied',
      { verdicts: { [MAIN]: [ASK] }, answer: async () => ({ kind: 'denied', by: 'r', reason: 'no' }) },
      'approval-denied',
    ],
    ['expired', { verdicts: { [MAIN]: [ASK] }, answer: state('expired') }, 'approval-unavailable'],
    ['cancelled', { verdicts: { [MAIN]: [ASK] }, answer: state('cancelled') }, 'approval-withdrawn'],
    ['claimed by another', { verdicts: { [MAIN]: [ASK] }, answer: state('claimed') }, 'approval-unavailable'],
    ['spent', { verdicts: { [MAIN]: [ASK] }, answer: state('spent') }, 'approval-unavailable'],
    [
      'not decided, though the wait ended',
      { verdicts: { [MAIN]: [ASK] }, answer: state('pending') },
      'approval-unavailable',
    ],
    ['denied by the policy meanwhile', { verdicts: { [MAIN]: [ASK, DENY] } }, 'denied'],
    ['asked for something new each time', { verdicts: { [MAIN]: unsteady } }, 'approval-unavailable'],
    [
      'a grant that cannot be claimed',
      { verdicts: { [MAIN]: [ASK] }, claim: () => Promise.reject(new Error('409')) },
      'approval-unavailable',
    ],
    [
      'a wait that fails',
      { verdicts: { [MAIN]: [ASK] }, answer: () => Promise.reject(new Error('gone')) },
      'approval-unavailable',
    ],
    [
      'atomic, with one ref refused',
      {
        verdicts: { [MAIN]: [ASK], [FREE]: [ALLOW] },
        atomic: true,
        answer: async () => ({ kind: 'denied', by: 'r', reason: 'no' }),
      },
      'approval-denied',
    ],
    [
      'a hold that cannot be recorded',
      { verdicts: { [MAIN]: [ASK] }, journal: () => Promise.reject(new Error('ENOSPC')) },
      'journal-failed',
    ],
  ];

  it.each(ENDS)('ends refused: %s', async (_what, given, code) => {
    await expect(scene(given).run()).rejects.toMatchObject({ step: 'hold', code });
  });

  it('ends when its time is over', async () => {
    const ask: Verdict = { kind: 'require_approval', requirements: [requirement({ holdMs: 1 })] };
    const { run } = scene({ verdicts: { [MAIN]: [ask] }, answer: (_ask, signal) => aborted(signal) });
    await expect(run()).rejects.toMatchObject({ code: 'approval-timed-out' });
  });

  it('ends when its client goes away, and says so to nobody', async () => {
    const gone = new AbortController();
    const { run } = scene({
      verdicts: { [MAIN]: [ASK] },
      client: gone.signal,
      answer: (_ask, signal) => {
        gone.abort();
        return aborted(signal);
      },
    });
    await expect(run()).rejects.toMatchObject({ code: 'client-gone' });
  });
});

it('ends when its owner does not want it any more, with a record of that', async () => {
  const { run, holds, recorded } = scene({
    verdicts: { [MAIN]: [ASK] },
    answer: (_ask, signal) => {
      expect(holds.cancel('approval-1')).toBe(true);
      return aborted(signal);
    },
  });
  await expect(run()).rejects.toMatchObject({ step: 'hold', code: 'approval-withdrawn' });
  expect(recorded).toEqual([
    ['exchange.held', null],
    ['exchange.released', 'cancelled'],
  ]);
  expect(holds.list()).toMatchObject([{ end: { kind: 'cancelled' } }]);
});

it('ends with its session, and its client is told', async () => {
  const ended = new AbortController();
  const { run } = scene({
    verdicts: { [MAIN]: [ASK] },
    ended: ended.signal,
    answer: (_ask, signal) => {
      ended.abort();
      return aborted(signal);
    },
  });
  await expect(run()).rejects.toMatchObject({ step: 'hold', code: 'unknown-session' });
});

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
