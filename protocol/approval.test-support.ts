import type { Approval, PushSummary } from './approval.ts';
import { ONE_APPROVER, type Quorum } from './quorum.ts';

const RULE = { id: 'main', hash: '0'.repeat(64) };

/** An approval of a push by the developer, which waits. */
export function sampleApproval(change: Partial<Approval> = {}, quorum: Partial<Quorum> = {}): Approval {
  const object = {
    repository: 'git.example/team/demo',
    ref: 'refs/heads/main',
    oldId: '1'.repeat(40),
    newId: '2'.repeat(40),
  };
  const summary: PushSummary = {
    ...object,
    kind: 'push',
    change: 'update',
    forced: false,
    actor: 'mixed',
    program: 'git',
    session: 's1',
    commits: [],
    commitCount: 0,
    changes: [],
    changeCount: 0,
  };
  return {
    id: 'a1',
    digest: 'd',
    binding: { ...object, action: 'git.push', rules: [RULE], requester: 'developer' },
    requirements: [
      {
        rule: RULE,
        message: 'main is reviewed',
        approvers: ['reviewers'],
        quorum: { ...ONE_APPROVER, ...quorum },
        validForMs: 1,
        pendingMs: 1,
      },
    ],
    summary,
    state: { kind: 'pending' },
    votes: [],
    askedAt: '2026-11-21T08:00:00.000Z',
    expiresAt: '2026-11-21T09:00:00.000Z',
    ...change,
  };
}
