import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalRequirement, ApprovalState } from '../../protocol/approval.ts';
import type { ApiErrorCode } from '../../protocol/collector-api.ts';
import { ONE_APPROVER, type Quorum } from '../../protocol/quorum.ts';
import { type CastVote, type Change, next, type Standing, type Step } from './machine.ts';

const NOW = Date.parse('2026-11-21T08:00:00.000Z');
const LATER = '2026-11-21T08:01:00.000Z';
const VALID_FOR_MS = 60_000;

function requirement(
  id: string,
  approvers: readonly string[],
  validForMs = VALID_FOR_MS,
): ApprovalRequirement {
  return {
    rule: { id, hash: 'a'.repeat(64) },
    message: '',
    approvers,
    quorum: ONE_APPROVER,
    validForMs,
    pendingMs: 1,
  };
}

function vote(change: Partial<CastVote> = {}): CastVote {
  return {
    by: 'rita',
    groups: ['reviewers'],
    verdict: 'approve',
    reason: '',
    at: NOW,
    loggedInAt: null,
    ...change,
  };
}

const REQUIREMENTS = [requirement('main', ['reviewers'])];

function standing(state: ApprovalState, change: Partial<Standing> = {}): Standing {
  const dueAt = state.kind === 'pending' || state.kind === 'granted' ? NOW + 1 : null;
  return { state, dueAt, requirements: REQUIREMENTS, votes: [], ...change };
}

const STATES = {
  pending: { kind: 'pending' },
  granted: { kind: 'granted', validUntil: LATER },
  denied: { kind: 'denied', by: 'rita', reason: 'no' },
  claimed: { kind: 'claimed', exchange: 'x1' },
  spent: { kind: 'spent', exchange: 'x1' },
  expired: { kind: 'expired' },
  cancelled: { kind: 'cancelled' },
} as const satisfies Record<ApprovalState['kind'], ApprovalState>;

const CHANGES = {
  approve: { kind: 'vote', vote: vote() },
  deny: { kind: 'vote', vote: vote({ verdict: 'deny', reason: 'no' }) },
  'vote of a stranger': { kind: 'vote', vote: vote({ groups: ['others'] }) },
  claim: { kind: 'claim', exchange: 'x1' },
  'claim by another': { kind: 'claim', exchange: 'x2' },
  spend: { kind: 'spend', exchange: 'x1', outcome: 'succeeded' },
  'spend by another': { kind: 'spend', exchange: 'x2', outcome: 'unknown' },
  cancel: { kind: 'cancel' },
  expire: { kind: 'expire' },
} as const satisfies Record<string, Change>;

type Cell = ApprovalState['kind'] | 'same' | `! ${ApiErrorCode}`;

/** Every change in every state, before it is due. */
const TABLE: Readonly<Record<keyof typeof CHANGES, Readonly<Record<keyof typeof STATES, Cell>>>> = {
  approve: {
    pending: 'granted',
    granted: '! not-pending',
    denied: '! not-pending',
    claimed: '! not-pending',
    spent: '! not-pending',
    expired: '! expired',
    cancelled: '! not-pending',
  },
  deny: {
    pending: 'denied',
    granted: '! not-pending',
    denied: '! not-pending',
    claimed: '! not-pending',
    spent: '! not-pending',
    expired: '! expired',
    cancelled: '! not-pending',
  },
  'vote of a stranger': {
    pending: '! forbidden',
    granted: '! not-pending',
    denied: '! not-pending',
    claimed: '! not-pending',
    spent: '! not-pending',
    expired: '! expired',
    cancelled: '! not-pending',
  },
  claim: {
    pending: '! not-granted',
    granted: 'claimed',
    denied: '! not-granted',
    claimed: '! not-granted',
    spent: '! not-granted',
    expired: '! expired',
    cancelled: '! not-granted',
  },
  'claim by another': {
    pending: '! not-granted',
    granted: 'claimed',
    denied: '! not-granted',
    claimed: '! not-granted',
    spent: '! not-granted',
    expired: '! expired',
    cancelled: '! not-granted',
  },
  spend: {
    pending: '! not-claimed',
    granted: '! not-claimed',
    denied: '! not-claimed',
    claimed: 'spent',
    spent: 'same',
    expired: '! not-claimed',
    cancelled: '! not-claimed',
  },
  'spend by another': {
    pending: '! not-claimed',
    granted: '! not-claimed',
    denied: '! not-claimed',
    claimed: '! not-claimed',
    spent: '! not-claimed',
    expired: '! not-claimed',
    cancelled: '! not-claimed',
  },
  cancel: {
    pending: 'cancelled',
    granted: 'cancelled',
    denied: '! not-pending',
    claimed: '! not-pending',
    spent: '! not-pending',
    expired: '! expired',
    cancelled: 'same',
  },
  expire: {
    pending: 'same',
    granted: 'same',
    denied: 'same',
    claimed: 'same',
    spent: 'same',
    expired: 'same',
    cancelled: 'same',
  },
};

function cellOf(step: Step): Cell {
  if (step.kind === 'refused') return `! ${step.code}`;
  return step.kind === 'unchanged' ? 'same' : step.state.kind;
}

describe.each(Object.entries(TABLE))('%s', (change, row) => {
  test.each(Object.entries(row))(`when it is %s: %s`, (state, cell) => {
    const before = standing(STATES[state as keyof typeof STATES]);
    expect(cellOf(next(before, CHANGES[change as keyof typeof CHANGES], NOW))).toBe(cell);
  });
});

describe('at the very moment it is due', () => {
  test.each<[keyof typeof STATES, keyof typeof CHANGES, Cell]>([
    ['pending', 'approve', '! expired'],
    ['pending', 'deny', '! expired'],
    ['pending', 'cancel', '! expired'],
    ['pending', 'expire', 'expired'],
    ['granted', 'claim', '! expired'],
    ['granted', 'cancel', '! expired'],
    ['granted', 'expire', 'expired'],
  ])('%s, %s: %s', (state, change, cell) => {
    const due = standing(STATES[state], { dueAt: NOW });
    expect(cellOf(next(due, CHANGES[change], NOW))).toBe(cell);
  });
});

describe('votes', () => {
  test.each([
    ['the person who is named', ['user:rita'], { by: 'rita', groups: [] }, 'moved'],
    ['another person', ['user:rita'], { by: 'ron', groups: [] }, 'refused'],
    [
      "a group that was given a person's name",
      ['user:rita'],
      { by: 'ron', groups: ['user:rita'] },
      'refused',
    ],
    ['a person whose name is that of the group', ['reviewers'], { by: 'reviewers', groups: [] }, 'refused'],
  ] as const)('of %s', (_who, approvers, change, outcome) => {
    const asked = standing(STATES.pending, { requirements: [requirement('main', approvers)] });
    expect(next(asked, { kind: 'vote', vote: vote(change) }, NOW).kind).toBe(outcome);
  });

  const two = [requirement('a', ['reviewers'], 5), requirement('b', ['security', 'owners'], 9)];

  test.each<[string, Step, readonly CastVote[], CastVote]>([
    ['one group of two is not enough', { kind: 'moved', state: STATES.pending, dueAt: NOW + 1 }, [], vote()],
    ['the same voter again changes nothing', { kind: 'unchanged' }, [vote()], vote()],
    [
      'two of one group are not enough',
      { kind: 'moved', state: STATES.pending, dueAt: NOW + 1 },
      [vote()],
      vote({ by: 'remo' }),
    ],
    [
      'both groups are, for as long as the shortest rule says',
      {
        kind: 'moved',
        state: { kind: 'granted', validUntil: '2026-11-21T08:00:00.005Z' },
        dueAt: NOW + 5,
      },
      [vote()],
      vote({ by: 'olga', groups: ['owners'] }),
    ],
    [
      'one voter in both groups is',
      {
        kind: 'moved',
        state: { kind: 'granted', validUntil: '2026-11-21T08:00:00.005Z' },
        dueAt: NOW + 5,
      },
      [],
      vote({ groups: ['owners', 'reviewers'] }),
    ],
    [
      'a denial ends it, also by who approved before',
      { kind: 'moved', state: { kind: 'denied', by: 'rita', reason: 'wait' }, dueAt: null },
      [vote()],
      vote({ verdict: 'deny', reason: 'wait' }),
    ],
  ])('%s', (_name, step, votes, cast) => {
    const before = standing(STATES.pending, { requirements: two, votes });
    expect(next(before, { kind: 'vote', vote: cast }, NOW)).toEqual(step);
  });
});

test('whatever happens, nothing is claimed twice and nothing claimed is granted again', () => {
  const changes = fc.array(fc.constantFrom(...Object.values(CHANGES)), { maxLength: 30 });
  fc.assert(
    fc.property(changes, (sequence) => {
      let current = standing(STATES.pending);
      let claims = 0;
      for (const change of sequence) {
        const step = next(current, change, NOW);
        if (step.kind !== 'moved') continue;
        if (change.kind === 'claim') claims += 1;
        if (claims > 0) expect(['claimed', 'spent']).toContain(step.state.kind);
        current = { ...current, state: step.state, dueAt: step.dueAt };
      }
      expect(claims).toBeLessThanOrEqual(1);
    }),
  );
});

describe('a vote', () => {
  const [MAIN] = REQUIREMENTS;
  const asking = (quorum: Partial<Quorum>) =>
    standing(
      { kind: 'pending' },
      { requirements: MAIN === undefined ? [] : [{ ...MAIN, quorum: { ...ONE_APPROVER, ...quorum } }] },
    );

  test('without the reason that the rule wants is refused, and can be given again', () => {
    const change = (reason: string): Change => ({ kind: 'vote', vote: vote({ reason }) });
    expect(next(asking({ reasonRequired: true }), change(' '), NOW)).toMatchObject({
      kind: 'refused',
      code: 'invalid',
    });
    expect(next(asking({ reasonRequired: true }), change('why'), NOW)).toMatchObject({
      state: { kind: 'granted' },
    });
  });

  test('of one of two leaves it pending', () => {
    const change: Change = { kind: 'vote', vote: vote() };
    expect(next(asking({ count: 2 }), change, NOW)).toMatchObject({
      kind: 'moved',
      state: { kind: 'pending' },
    });
    const second = { ...asking({ count: 2 }), votes: [vote({ by: 'otto' })] };
    expect(next(second, change, NOW)).toMatchObject({ state: { kind: 'granted' } });
  });

  test('of somebody for emergencies grants it alone, with a reason', () => {
    const change = (reason: string): Change => ({ kind: 'vote', vote: vote({ groups: ['oncall'], reason }) });
    const state = asking({ count: 2, breakGlass: ['oncall'] });
    expect(next(state, change(''), NOW)).toMatchObject({ kind: 'refused', code: 'invalid' });
    expect(next(state, change('down'), NOW)).toMatchObject({ state: { kind: 'granted' } });
  });
});
