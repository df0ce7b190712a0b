import { describe, expect, test } from 'vitest';
import type { Approval, ApprovalState } from '../../../protocol/approval.ts';
import { askFor, requirement } from '../../../test/support/collector.ts';
import { type ApprovalEvent, type News, newsOf, sentence } from './news.ts';

const BASE = 'https://countersign.example.com';

function event(
  change: ApprovalEvent['change'],
  state: ApprovalState['kind'],
  given: Partial<Approval> = {},
): ApprovalEvent {
  const approval: Approval = {
    ...askFor(),
    id: 'a'.repeat(20),
    digest: '0'.repeat(64),
    state: { kind: 'pending' },
    votes: [],
    askedAt: '2026-11-21T08:00:00.000Z',
    expiresAt: '2026-11-21T09:00:00.000Z',
    ...given,
  };
  return { id: 7, at: Date.parse('2026-11-21T08:00:00.000Z'), change, state, approval };
}

describe('what is told', () => {
  test.each<[ApprovalEvent['change'], ApprovalState['kind'], News['type'] | null]>([
    ['ask', 'pending', 'approval.requested'],
    ['vote', 'granted', 'approval.granted'],
    ['vote', 'denied', 'approval.denied'],
    ['vote', 'pending', null],
    ['expire', 'expired', 'approval.ended'],
    ['cancel', 'cancelled', 'approval.ended'],
    ['claim', 'claimed', null],
    ['spend', 'spent', null],
  ])('%s, then %s: %s', (change, state, type) => {
    expect(newsOf(event(change, state), BASE)?.type ?? null).toBe(type);
  });

  test('not that it waits, once it was decided', () => {
    const decided = event('ask', 'pending', { state: { kind: 'denied', by: 'robin', reason: 'no' } });
    expect(newsOf(decided, BASE)).toBeNull();
  });
});

test('who, where, what and why, with a link, and nothing of what would change', () => {
  const news = newsOf(event('ask', 'pending'), BASE);
  expect(news).toEqual({
    id: 'approval-event-7',
    at: '2026-11-21T08:00:00.000Z',
    type: 'approval.requested',
    approval: 'a'.repeat(20),
    link: `${BASE}/approvals/${'a'.repeat(20)}`,
    requester: 'developer',
    where: 'git.example/octo-org/demo',
    what: 'refs/heads/main',
    reasons: ['main asks'],
    approvers: ['reviewers'],
  });
  expect(JSON.stringify(news)).not.toMatch(/Change a line|deploy|dana@/);
});

test('what a requester wrote is cut short, and what cannot be seen is spelt out', () => {
  const binding = { ...askFor().binding, ref: `refs/heads/\u202e${'x'.repeat(500)}` };
  const requirements = Array.from({ length: 9 }, (_, index) => requirement(`rule-${index}\n`, ['a', 'b']));
  const news = newsOf(
    event('ask', 'pending', { binding: binding as Approval['binding'], requirements }),
    BASE,
  );
  expect(news?.what.length).toBeLessThan(250);
  expect(JSON.stringify(news)).not.toMatch(/\u202e|\\n/);
  expect([news?.reasons.length, news?.approvers]).toEqual([5, ['a', 'b']]);
  expect(sentence(news as News)).toMatch(/^Waits for approval: refs\/heads\//);
});
