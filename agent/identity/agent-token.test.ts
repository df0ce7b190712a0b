import { expect, test } from 'vitest';
import { CollectorError } from '../collector-client/collector-error.ts';
import { renewAgentToken } from './agent-token.ts';

const enrolment = { agent: 'a', subject: 'robin', groups: [], collectorKey: 'k', identity: null };

async function renewed(answer: Partial<typeof enrolment> | CollectorError) {
  const taken: string[] = [];
  let closed = 0;
  const ports = {
    ...{ enrolment, publicKey: 'p' },
    client: { renewToken: (token: string) => void taken.push(token) },
    clientWith: () => ({
      enrol: async () => {
        if (answer instanceof CollectorError) throw answer;
        return { ...enrolment, ...answer };
      },
      close: () => {
        closed += 1;
      },
    }),
  };
  const fault = await renewAgentToken('fresh', ports).then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(closed).toBe(1);
  return { taken, fault };
}

test('goes on with a token of the same person, whatever their groups are by now', async () => {
  expect(await renewed({ groups: ['other'] as never[] })).toEqual({ taken: ['fresh'], fault: null });
});

test.each([
  ["somebody else's", { subject: 'jo' }, 'other-person'],
  ['of another agent', { agent: 'b' }, 'other-person'],
  ['of another collector', { collectorKey: 'l' }, 'other-person'],
  ['refused', new CollectorError('refused', 'no', { refusal: 'unauthenticated' }), 'collector'],
])('keeps the one it has where the other is %s', async (_name, answer, code) => {
  expect(await renewed(answer)).toMatchObject({ taken: [], fault: { code } });
});
