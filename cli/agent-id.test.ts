import { expect, test } from 'vitest';
import type { EnrolledAgent } from '../protocol/collector-api.ts';
import { wholeAgentId } from './agent-id.ts';

const IDS = ['ab12', 'ab34', 'cd56'].map((begin) => begin.padEnd(64, '0'));

const agents = IDS.map(
  (agent): EnrolledAgent => ({
    ...{
      agent,
      publicKey: '',
      subject: 'dana',
      enrolledAt: '',
      seq: 0,
      lastReceivedAt: null,
      lastEvent: null,
    },
    ...{ lastWrittenAt: null, version: null, policy: null, findings: [] },
  }),
);
const idOf = (begin: string) => wholeAgentId({ agents: async () => ({ agents }) }, begin);

test.each([
  ['cd', IDS[2]],
  ['AB3', IDS[1]],
  [IDS[0] ?? '', IDS[0]],
  ['f'.repeat(64), 'f'.repeat(64)],
])('%s is the agent %s', async (begin, id) => {
  expect(await idOf(begin)).toBe(id);
});

test.each([
  ['', 'not-found'],
  ['ef', 'not-found'],
  ['dana', 'not-found'],
  ['ab', 'ambiguous'],
])('%j is %s', async (begin, code) => {
  await expect(idOf(begin)).rejects.toMatchObject({ code });
});
