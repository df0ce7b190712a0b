import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalRequirement } from '../../protocol/approval.ts';
import { ONE_APPROVER, type Quorum } from '../../protocol/quorum.ts';
import type { CastVote } from './machine.ts';
import { counts, isStale, lacksReason, metBy } from './quorum.ts';

const RULE = { id: 'main', hash: 'a'.repeat(64) };

function asking(
  quorum: Partial<Quorum> = {},
  approvers = ['leads', 'security', 'user:ana'],
): ApprovalRequirement {
  return {
    rule: RULE,
    message: '',
    approvers,
    quorum: { ...ONE_APPROVER, ...quorum },
    validForMs: 1,
    pendingMs: 1,
  };
}

function vote(by: string, groups: readonly string[], reason = ''): CastVote {
  return { by, groups, verdict: 'approve', reason, at: 0, loggedInAt: null };
}

const LEAD = vote('lena', ['leads']);
const SECOND_LEAD = vote('leo', ['leads']);
const SECURITY = vote('sam', ['security']);
const BOTH = vote('bo', ['leads', 'security']);
const ANA = vote('ana', []);
const ON_CALL = vote('otto', ['oncall'], 'production is down');

describe('a quorum', () => {
  test.each<[string, Partial<Quorum>, readonly CastVote[], readonly string[] | null]>([
    ['one of any, by a group', {}, [LEAD], ['lena']],
    ['one of any, by name', {}, [ANA], ['ana']],
    ['one of any, by a stranger', {}, [vote('eve', ['others'])], null],
    ['one of any, by nobody', {}, [], null],
    ['two, by one', { count: 2 }, [LEAD], null],
    ['two, by the same one twice', { count: 2 }, [LEAD, LEAD], null],
    ['two, by one and a stranger', { count: 2 }, [LEAD, vote('eve', ['others'])], null],
    ['two, by two', { count: 2 }, [LEAD, ANA], ['ana', 'lena']],
    ['one of each, by two of one', { count: 2, sets: [['leads'], ['security']] }, [LEAD, SECOND_LEAD], null],
    [
      'one of each, by one of each',
      { count: 2, sets: [['leads'], ['security']] },
      [LEAD, SECURITY],
      ['lena', 'sam'],
    ],
    ['one of each, by one who is in both', { count: 2, sets: [['leads'], ['security']] }, [BOTH], null],
    ['one of each, by that one where one is enough', { sets: [['leads'], ['security']] }, [BOTH], ['bo']],
    ['a reason, by one who gives none', { reasonRequired: true }, [LEAD], null],
    [
      'a reason, by one who gives white space',
      { reasonRequired: true },
      [vote('lena', ['leads'], ' ')],
      null,
    ],
    ['a reason, by one who gives it', { reasonRequired: true }, [vote('lena', ['leads'], 'why')], ['lena']],
    ['two, by one of those for emergencies that are not foreseen', { count: 2 }, [ON_CALL], null],
    ['a count of none is one', { count: 0 }, [], null],
  ])('of %s', (_, quorum, votes, by) => {
    expect(metBy(votes, asking(quorum))).toEqual(by === null ? null : { rule: RULE, how: 'quorum', by });
  });

  test('a denial is no approval', () => {
    expect(metBy([{ ...LEAD, verdict: 'deny' }], asking())).toBe(null);
  });
});

describe('an emergency', () => {
  const EMERGENCY = { count: 2, sets: [['leads'], ['security']], breakGlass: ['oncall', 'user:ana'] };

  test('one person alone is enough, and is told', () => {
    expect(metBy([ON_CALL], asking(EMERGENCY))).toEqual({ rule: RULE, how: 'break-glass', by: ['otto'] });
  });

  test('but not without a reason', () => {
    expect(metBy([vote('otto', ['oncall'])], asking(EMERGENCY))).toBe(null);
    expect(lacksReason(vote('otto', ['oncall']), asking(EMERGENCY))).toBe(true);
  });

  test('an approver who may break the glass as well needs no reason to be one of several', () => {
    expect(lacksReason(ANA, asking(EMERGENCY))).toBe(false);
    expect(metBy([ANA], asking(EMERGENCY))).toBe(null);
    expect(metBy([vote('ana', [], 'down')], asking(EMERGENCY))).toMatchObject({ how: 'break-glass' });
  });

  test('a quorum that is there is told as one', () => {
    expect(metBy([LEAD, SECURITY, ON_CALL], asking(EMERGENCY))).toMatchObject({ how: 'quorum' });
  });
});

describe('a fresh login', () => {
  const FRESH = { freshLoginMs: 300_000, breakGlass: ['oncall'] };
  const AT = Date.parse('2026-11-21T08:00:00.000Z');
  const at = (cast: CastVote, loggedInAt: number | null): CastVote => ({ ...cast, at: AT, loggedInAt });

  test.each<[string, CastVote, boolean]>([
    ['one of five minutes ago', at(LEAD, AT - 300_000), true],
    ['an older one', at(LEAD, AT - 300_001), false],
    ['one nobody knows of', at(LEAD, null), false],
    ['one to come', at(LEAD, AT + 30_001), false],
    ['an older one, in an emergency', at(ON_CALL, AT - 300_001), false],
  ])('is asked for, and there is %s', (_, cast, isMet) => {
    expect(isStale(cast, asking(FRESH))).toBe(!isMet);
    expect(metBy([cast], asking(FRESH)) !== null).toBe(isMet);
  });

  test('is told of everybody who counts', () => {
    const people = [at(LEAD, AT - 1000), at(ANA, AT)];
    const logins = people.map(({ by, loggedInAt }) => ({
      by,
      loggedInAt: new Date(loggedInAt ?? 0).toISOString(),
      approvedAt: new Date(AT).toISOString(),
    }));
    expect(metBy(people, asking({ ...FRESH, count: 2 }))).toMatchObject({ by: ['ana', 'lena'], logins });
  });

  test('is not asked of a denial', () => {
    expect(isStale({ ...at(LEAD, null), verdict: 'deny' }, asking(FRESH))).toBe(false);
  });
});

test.each([
  ['an approver', LEAD, true],
  ['one for emergencies', ON_CALL, true],
  ['anybody else', vote('eve', ['others']), false],
  ['a group with a person for a name', vote('eve', ['user:ana']), false],
  ['a person with a group for a name', vote('leads', []), false],
])('%s counts: %s', (_, cast, expected) => {
  expect(counts(cast, asking({ breakGlass: ['oncall'] }))).toBe(expected);
});

test('more votes never take back what was met, and their order makes no difference', () => {
  const people = fc.subarray([LEAD, SECOND_LEAD, SECURITY, BOTH, ANA, ON_CALL]);
  const quorum = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    sets: fc.subarray([['leads'], ['security']]),
    reasonRequired: fc.constant(false),
    breakGlass: fc.subarray(['oncall']),
  });
  fc.assert(
    fc.property(quorum, people, people, (wanted, some, more) => {
      const few = metBy(some, asking(wanted));
      const many = metBy([...some, ...more], asking(wanted));
      if (few !== null) expect(many).not.toBe(null);
      expect(metBy([...some].reverse(), asking(wanted))).toEqual(few);
    }),
  );
});
