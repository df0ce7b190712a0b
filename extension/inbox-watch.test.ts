import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleApproval } from '../protocol/approval.test-support.ts';
import type { InboxAnswer } from '../protocol/panel-view.ts';
import { InboxWatch } from './inbox-watch.ts';

const ME = { subject: 'rita', roles: ['reviewer'], groups: ['reviewers'], loggedInAt: null } as const;

let told: string[];
let answer: InboxAnswer | null;
let isLookedAt: boolean;
let watch: InboxWatch;

beforeEach(() => {
  told = [];
  answer = inbox('a1');
  isLookedAt = true;
  watch = new InboxWatch({
    inbox: async () => answer,
    isLookedAt: () => isLookedAt,
    tell: ({ key }) => told.push(key),
    log: () => {},
  });
});

afterEach(() => watch.dispose());

function inbox(...ids: readonly string[]): InboxAnswer {
  return { me: ME, approvals: ids.map((id) => sampleApproval({ id })) };
}

test('what waits is told once, and what comes later by itself', async () => {
  await watch.look();
  await watch.look();
  answer = inbox('a1', 'a2');
  await watch.look();
  expect(told).toEqual(['asked a1', 'asked a2']);
});

test('nothing is told while nobody is signed in, nor told twice afterwards', async () => {
  await watch.look();
  answer = null;
  await watch.look();
  answer = inbox('a1');
  await watch.look();
  expect(told).toEqual(['asked a1']);
});

test('a window that nobody is at leaves it to the others', async () => {
  isLookedAt = false;
  await watch.look();
  expect(told).toEqual([]);
  isLookedAt = true;
  await watch.look();
  expect(told).toEqual(['asked a1']);
});
