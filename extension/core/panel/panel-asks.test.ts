import { expect, test } from 'vitest';
import type { PanelAsk } from '../../../protocol/panel.ts';
import { type AgentCall, AgentCallError, answerAsk } from './panel-asks.ts';

const APPROVAL = 'a'.repeat(20);
const OF = { session: 's', placeholder: 'CSG_JWT_92V1T4A3' };
const VOTE: PanelAsk = { kind: 'vote', approval: APPROVAL, vote: { verdict: 'deny', reason: 'no' } };

function desk(answer: unknown, known: { readonly session?: boolean; readonly reviewer?: boolean } = {}) {
  const calls: AgentCall[] = [];
  const ask = (what: PanelAsk) =>
    answerAsk(what, {
      call: async (call) => {
        calls.push(call);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      sessionAuthorization: async () => (known.session === false ? null : 'Basic x'),
      reviewerAuthorization: async () => (known.reviewer === false ? null : 'Bearer y'),
    });
  return { ask, calls };
}

test.each<[PanelAsk, unknown, AgentCall]>([
  [
    { kind: 'cancel', approval: APPROVAL },
    { withdrawn: true },
    { method: 'POST', path: `/v1/holds/${APPROVAL}/cancel` },
  ],
  [
    VOTE,
    {},
    {
      method: 'POST',
      path: `/v1/inbox/${APPROVAL}/votes`,
      body: { verdict: 'deny', reason: 'no' },
      authorization: 'Bearer y',
    },
  ],
  [
    { kind: 'dispute', dispute: { ...OF, reason: 'r' } },
    null,
    { method: 'POST', path: '/v1/masked/dispute', body: { ...OF, reason: 'r' }, authorization: 'Basic x' },
  ],
])('%j is done', async (ask, answer, call) => {
  const { ask: press, calls } = desk(answer);
  expect(await press(ask)).toEqual({ kind: 'done' });
  expect(calls).toEqual([call]);
});

test('what a reviewer decides by is had with their own token, and must have its shape', async () => {
  const review = { diff: null, isDestroyed: false, earlier: [] };
  const { ask, calls } = desk(review);
  expect(await ask({ kind: 'review', approval: APPROVAL })).toEqual({ kind: 'review', review });
  expect(calls).toMatchObject([{ path: `/v1/inbox/${APPROVAL}/review`, authorization: 'Bearer y' }]);
  const odd = desk({ diff: 'all of it', isDestroyed: false, earlier: [] });
  expect(await odd.ask({ kind: 'review', approval: APPROVAL })).toMatchObject({ kind: 'refused' });
});

test('the original is passed on with the credentials of its session', async () => {
  const { ask, calls } = desk({ secret: 'hunter2' });
  expect(await ask({ kind: 'original', of: OF })).toEqual({ kind: 'original', secret: 'hunter2' });
  expect(calls).toMatchObject([{ authorization: 'Basic x', body: OF }]);
});

test.each<[string, PanelAsk, ReturnType<typeof desk>, object]>([
  ['a vote of nobody', VOTE, desk({}, { reviewer: false }), { hint: 'sign in as a reviewer' }],
  [
    'an original of another program',
    { kind: 'original', of: OF },
    desk({}, { session: false }),
    { hint: 'look in the program itself' },
  ],
  [
    'an answer of another shape',
    { kind: 'original', of: OF },
    desk({ value: 'x' }),
    { message: 'the agent answered with something unexpected' },
  ],
  [
    'an agent that says no',
    VOTE,
    desk(new AgentCallError('collector', 'it is away')),
    { message: 'it is away', hint: expect.stringContaining('collector') },
  ],
  ['a no that is not known', VOTE, desk(new AgentCallError('other', 'no')), { message: 'no', hint: '' }],
])('%s is refused', async (_what, what, { ask }, refusal) => {
  expect(await ask(what)).toMatchObject({ kind: 'refused', ...refusal });
});

test('a fault is no answer', async () => {
  await expect(desk(new TypeError('x')).ask(VOTE)).rejects.toThrow(TypeError);
});
