import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleApproval } from '../../protocol/approval.test-support.ts';
import type { Approval, ApprovalState } from '../../protocol/approval.ts';
import { decidedIn, EMPTY_INBOX, MAX_DECIDED, pendingIn, withApprovals } from './inbox.ts';

const LIFE: readonly ApprovalState[] = [
  { kind: 'pending' },
  { kind: 'granted', validUntil: '' },
  { kind: 'claimed', exchange: 'x' },
  { kind: 'spent', exchange: 'x' },
];

const lives: readonly Approval[] = ['a', 'b'].flatMap((id) =>
  LIFE.map((state) => sampleApproval({ id, state })),
);

test('whatever was heard twice or in another order, the inbox comes to the same', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...lives, ...lives], { minLength: lives.length * 2 }), (heard) => {
      const inbox = heard.reduce((before, approval) => withApprovals(before, [approval]), EMPTY_INBOX);
      expect(decidedIn(inbox).map(({ id, state }) => [id, state.kind])).toEqual([
        ['b', 'spent'],
        ['a', 'spent'],
      ]);
    }),
  );
});

test('a second vote shows, and the first does not come back', () => {
  const vote = { by: 'rita', verdict: 'approve', reason: '', at: '' } as const;
  const voted = sampleApproval({ votes: [vote] });
  const inbox = withApprovals(withApprovals(EMPTY_INBOX, [voted]), [sampleApproval()]);
  expect(pendingIn(inbox)).toEqual([voted]);
});

test('who waited longest is first, what was decided last is first', () => {
  const at = (id: string, askedAt: string, state: ApprovalState) => sampleApproval({ id, askedAt, state });
  const inbox = withApprovals(EMPTY_INBOX, [
    at('b', '2', { kind: 'pending' }),
    at('a', '1', { kind: 'pending' }),
    at('c', '3', { kind: 'expired' }),
    at('d', '4', { kind: 'expired' }),
  ]);
  expect([...pendingIn(inbox), ...decidedIn(inbox)].map(({ id }) => id)).toEqual(['a', 'b', 'd', 'c']);
});

test('of what was decided the newest are kept, of what waits everything', () => {
  const many = (state: ApprovalState, prefix: string) =>
    Array.from({ length: MAX_DECIDED + 1 }, (_, index) =>
      sampleApproval({ id: `${prefix}${index}`, askedAt: String(index).padStart(6, '0'), state }),
    );
  const inbox = withApprovals(EMPTY_INBOX, [
    ...many({ kind: 'expired' }, 'e'),
    ...many({ kind: 'pending' }, 'p'),
  ]);
  expect(pendingIn(inbox)).toHaveLength(MAX_DECIDED + 1);
  expect(decidedIn(inbox)).toHaveLength(MAX_DECIDED);
  expect(inbox.has('e0')).toBe(false);
});
