import type { Approval, ApprovalChange, ApprovalCommit } from '../../protocol/approval.ts';
import type { ApprovalReview } from '../../protocol/approvals-api.ts';
import type { PanelSlice } from '../../protocol/panel.ts';
import type { Hold, MaskedSecret, PolicyView, SessionView, Turn } from '../../protocol/panel-view.ts';
import { ONE_APPROVER } from '../../protocol/quorum.ts';

const MINUTE_MS = 60_000;

/** So long ago, as records write it. */
export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

const RULE = { id: 'main-reviewed', hash: 'a'.repeat(64) };
const OLD_ID = '4f1a9c0d'.repeat(5);
const NEW_ID = '9b27e8f4'.repeat(5);

interface SampleApproval {
  readonly id: string;
  readonly requester: string;
  readonly repository?: string;
  readonly ref?: string;
  readonly message?: string;
  readonly commits?: readonly ApprovalCommit[];
  readonly changes?: readonly ApprovalChange[];
  readonly forced?: boolean;
  readonly count?: number;
  readonly state?: Approval['state'];
  readonly votes?: Approval['votes'];
}

const COMMITS: readonly ApprovalCommit[] = [
  { id: NEW_ID, author: 'Dana Developer', subject: 'Run three replicas in production' },
  { id: '71c0d2aa'.repeat(5), author: 'Dana Developer', subject: 'Add the login page and its logo' },
];
const CHANGE = { commit: 'net', kind: 'modified', opaque: null, terms: [] } as const;
const CHANGES: readonly ApprovalChange[] = [
  { ...CHANGE, path: 'deploy/production/app.yaml', addedLines: 4, removedLines: 1 },
  { ...CHANGE, path: 'src/login.ts', kind: 'added', addedLines: 86, removedLines: 0, terms: ['password'] },
  { ...CHANGE, path: 'assets/logo.png', kind: 'added', addedLines: 0, removedLines: 0, opaque: 'binary' },
];

export function approvalOf(sample: SampleApproval): Approval {
  const { id, requester, repository = 'github.com/octo-org/shop', ref = 'refs/heads/main' } = sample;
  const { commits = COMMITS, changes = CHANGES, forced = false, count = 1 } = sample;
  const object = { repository, ref, oldId: OLD_ID, newId: NEW_ID };
  return {
    id: id.padEnd(20, '0'),
    digest: 'd'.repeat(64),
    binding: { ...object, action: 'git.push', rules: [RULE], requester },
    requirements: [
      {
        rule: RULE,
        message: sample.message ?? 'Changes to main need a second pair of eyes.',
        approvers: ['reviewers'],
        quorum: { ...ONE_APPROVER, count },
        validForMs: 600_000,
        pendingMs: 600_000,
      },
    ],
    summary: {
      ...object,
      kind: 'push',
      change: 'update',
      forced,
      actor: 'mixed',
      program: 'git',
      session: 's1',
      commits,
      commitCount: commits.length,
      changes,
      changeCount: changes.length,
    },
    state: sample.state ?? { kind: 'pending' },
    votes: sample.votes ?? [],
    askedAt: ago(3 * MINUTE_MS),
    expiresAt: ago(-600 * MINUTE_MS),
  };
}

const VOTE = { by: 'rita', verdict: 'approve', reason: '', at: ago(MINUTE_MS) } as const;

function holds(): readonly Hold[] {
  const base = { exchange: '0b6c3a2e', session: 's1', since: ago(3 * MINUTE_MS), until: ago(-7 * MINUTE_MS) };
  const waiting = approvalOf({ id: 'a1', requester: 'dana', count: 2, votes: [VOTE] });
  const reason = 'not on a Friday afternoon';
  const denied = approvalOf({
    id: 'a2',
    requester: 'dana',
    ref: 'refs/heads/release/2026.11',
    state: { kind: 'denied', by: 'omar', reason },
  });
  return [
    { ...base, approval: waiting, end: null },
    { ...base, approval: denied, end: { kind: 'denied', at: ago(42 * MINUTE_MS) } },
  ];
}

function inbox(): readonly Approval[] {
  return [
    approvalOf({
      id: 'b1',
      requester: 'sam',
      repository: 'github.com/octo-org/infrastructure-as-code-for-everything',
      ref: 'refs/heads/main',
      forced: true,
    }),
    approvalOf({ id: 'b2', requester: 'kim', ref: 'refs/tags/v4.2.0', commits: [], changes: [] }),
  ];
}

export const PLACEHOLDER = 'CSG_GHPAT_92V1T4A3';

export function secrets(): readonly MaskedSecret[] {
  const place = {
    at: ago(2 * MINUTE_MS),
    exchange: 'e1',
    operation: 'copilot.chat',
    target: 'gpt-4.1',
    where: 'user',
    count: 1,
    replaced: true,
    prompt: `Where do I put the token ${PLACEHOLDER} for the deploy script?`,
  };
  const secret = {
    session: 's1',
    program: 'code',
    placeholder: PLACEHOLDER,
    rule: 'github-pat',
    places: [
      place,
      { ...place, exchange: 'e0', at: ago(9 * MINUTE_MS), where: 'file deploy/.env', prompt: '' },
    ],
    count: 7,
    original: 'kept',
    disputedAt: null,
  } as const;
  const password = {
    ...secret,
    placeholder: 'CSG_PASS_3K9D0V7Z',
    rule: 'connection-string-password',
    places: [{ ...place, at: ago(31 * MINUTE_MS), where: 'file config/database.yml', prompt: '' }],
    count: 2,
  };
  const key = {
    ...secret,
    placeholder: 'CSG_AWSKEY_7Q2M9Q4T',
    rule: 'aws-secret-access-key',
    places: [{ ...place, at: ago(64 * MINUTE_MS), where: 'tool run_in_terminal', prompt: '' }],
    count: 1,
    original: 'forgotten',
    disputedAt: ago(50 * MINUTE_MS),
  } as const;
  return [secret, password, key];
}

const TURN: Turn = {
  exchange: 'e1',
  at: ago(2 * MINUTE_MS),
  operation: 'copilot.chat',
  where: 'api.githubcopilot.com',
  what: ['gpt-4.1'],
  said: [],
  secrets: 0,
  decisions: [],
  state: { kind: 'passed', at: ago(MINUTE_MS) },
};

export function sessions(): readonly SessionView[] {
  const accepted = { what: 'gpt-4.1', verdict: 'accepted', rules: ['copilot', 'copilot-masked'] } as const;
  const none = { reason: '', approval: null, approvedBy: [] };
  const turns: readonly Turn[] = [
    {
      ...TURN,
      exchange: 'e4',
      operation: 'git.push',
      where: 'github.com/octo-org/shop',
      what: ['refs/heads/main'],
      state: { kind: 'held', approval: 'a1'.padEnd(20, '0') },
    },
    {
      ...TURN,
      exchange: 'e1',
      secrets: 1,
      at: ago(5 * MINUTE_MS),
      said: [
        {
          side: 'prompt',
          origin: 'user',
          text: `Where do I put the token ${PLACEHOLDER} for the deploy script?`,
        },
        {
          side: 'answer',
          origin: 'text',
          text: 'Read it from the environment, and keep it out of the repository.',
        },
      ],
      decisions: [{ ...accepted, ...none }],
    },
    {
      ...TURN,
      exchange: 'e3',
      operation: 'mcp.call',
      where: 'mcp.example.com',
      what: ['delete_branch'],
      at: ago(8 * MINUTE_MS),
      state: {
        kind: 'refused',
        at: ago(8 * MINUTE_MS),
        step: 'evaluate',
        code: 'denied',
        reason: 'Tools may not delete branches.',
        rule: 'no-deleting-tools',
      },
    },
    {
      ...TURN,
      exchange: 'e2',
      operation: 'git.push',
      where: 'github.com/octo-org/shop',
      what: ['refs/heads/login-page'],
      at: ago(12 * MINUTE_MS),
    },
  ];
  const session = { openedAt: ago(70 * MINUTE_MS), closedAt: null, dropped: 0 };
  return [
    {
      ...session,
      id: 's1',
      program: 'code',
      actor: 'mixed',
      turns,
      quiet: [
        { operation: 'copilot.completion', count: 48 },
        { operation: 'tunnel', count: 12 },
      ],
    },
    {
      ...session,
      id: 's2',
      program: 'copilot',
      actor: 'ai',
      closedAt: ago(30 * MINUTE_MS),
      quiet: [],
      turns: [
        {
          ...TURN,
          exchange: 'e9',
          operation: 'copilot.agent',
          what: ['claude-sonnet-4.5'],
          at: ago(35 * MINUTE_MS),
        },
      ],
    },
  ];
}

export function policy(): PolicyView {
  const rule = { mode: 'enforce', message: '', approvers: '' } as const;
  return {
    state: { kind: 'enforced', hash: 'c41d'.repeat(16), version: 42, origin: 'feed' },
    rules: [
      {
        ...rule,
        id: 'main-reviewed',
        effect: 'require_approval',
        on: ['git.push'],
        message: 'Changes to main need a second pair of eyes.',
        approvers: 'any of reviewers',
      },
      {
        ...rule,
        id: 'no-secrets-in-pushes',
        effect: 'deny',
        on: ['git.push'],
        message: 'The push holds a secret.',
      },
      { ...rule, id: 'copilot-masked', effect: 'mask', on: ['copilot.*', 'mcp.call'] },
      { ...rule, id: 'no-deleting-tools', effect: 'deny', mode: 'warn', on: ['mcp.call'] },
      { ...rule, id: 'topic-branches', effect: 'allow', on: ['git.push'] },
      { ...rule, id: 'copilot', effect: 'allow', on: ['copilot.*'] },
    ],
    workspace: {
      repository: 'github.com/octo-org/shop',
      branch: 'login-page',
      outcomes: [
        {
          what: 'Push to main',
          verdict: 'require_approval',
          masked: false,
          rules: ['main-reviewed'],
          reason: 'Changes to main need a second pair of eyes.',
        },
        {
          what: 'Push to login-page',
          verdict: 'allow',
          masked: false,
          rules: ['topic-branches'],
          reason: '',
        },
        {
          what: 'Force-push to login-page',
          verdict: 'deny',
          masked: false,
          rules: ['no-force'],
          reason: 'History is not rewritten.',
        },
        { what: 'Fetch', verdict: 'allow', masked: false, rules: ['fetch'], reason: '' },
        {
          what: 'Ask Copilot',
          verdict: 'allow',
          masked: true,
          rules: ['copilot', 'copilot-masked'],
          reason: '',
        },
      ],
    },
  };
}

const ME = {
  subject: 'dana',
  roles: ['developer', 'reviewer'],
  groups: ['reviewers'],
  loggedInAt: null,
} as const;

/** A day's work, in every part of the panel. */
export function aPanelDay(): readonly PanelSlice[] {
  return [
    { part: 'connection', value: { kind: 'connected', subject: 'dana', notes: [] } },
    { part: 'holds', value: { kind: 'known', value: { holds: holds() } } },
    { part: 'inbox', value: { kind: 'known', value: { me: ME, approvals: inbox() } } },
    { part: 'masked', value: { kind: 'known', value: { secrets: secrets() } } },
    { part: 'activity', value: { kind: 'known', value: { sessions: sessions() } } },
    { part: 'policy', value: { kind: 'known', value: policy() } },
  ];
}

/** An agent that has only just started. */
export function anEmptyPanel(): readonly PanelSlice[] {
  return [
    { part: 'connection', value: { kind: 'connected', subject: 'dana', notes: [] } },
    { part: 'holds', value: { kind: 'known', value: { holds: [] } } },
    { part: 'inbox', value: { kind: 'signed-out' } },
    { part: 'masked', value: { kind: 'known', value: { secrets: [] } } },
    { part: 'activity', value: { kind: 'known', value: { sessions: [] } } },
    {
      part: 'policy',
      value: {
        kind: 'known',
        value: {
          state: { kind: 'none', reason: 'the policy file cannot be read', origin: 'file' },
          rules: [],
          workspace: null,
        },
      },
    },
  ];
}

/** The agent has gone, and what is shown is old. */
export function anAbandonedPanel(): readonly PanelSlice[] {
  return [
    ...aPanelDay(),
    {
      part: 'connection',
      value: {
        kind: 'away',
        message: 'The agent stopped, and Copilot and Git are refused until it is back.',
        hint: 'It is started again in 8 s.',
      },
    },
  ];
}

/** Connected, with something to look into. */
export function aTroubledPanel(): readonly PanelSlice[] {
  const text = 'The collector cannot be reached: what needs an approval is refused.';
  const notes = [{ tone: 'warn', text, command: 'doctor' }] as const;
  const failed = {
    kind: 'failed',
    message: 'The collector cannot be reached.',
    hint: 'See whether it still runs.',
  } as const;
  return [
    ...aPanelDay(),
    { part: 'connection', value: { kind: 'connected', subject: 'dana', notes } },
    { part: 'inbox', value: failed },
  ];
}

/** What a reviewer reads of the push that changes the infrastructure. */
export function aReview(): ApprovalReview {
  const lines = [' replicas: 2', '-memory: 256Mi', '+memory: 512Mi', '+token: CSG_GHPAT_92V1T4A3\u202e'];
  return {
    diff: {
      files: [
        {
          commit: COMMITS[0]?.id ?? 'net',
          path: 'deploy/app.yaml',
          kind: 'modified',
          content: { kind: 'lines', hunks: [{ oldStart: 3, newStart: 3, lines }], moreLines: 2 },
        },
        {
          commit: COMMITS[0]?.id ?? 'net',
          path: 'assets/logo.png',
          kind: 'added',
          content: { kind: 'hidden', why: 'binary' },
        },
      ],
      moreFiles: 1,
      moreCommits: 0,
    },
    isDestroyed: false,
    earlier: [],
  };
}
