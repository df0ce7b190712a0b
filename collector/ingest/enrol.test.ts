import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestCollector, type TestCollector, testChain } from '../../test/support/collector.ts';

let collector: TestCollector;

beforeEach(async () => {
  collector = await openTestCollector();
});

afterEach(() => collector.close());

test('an agent learns whom it works for and which key to pin, the same at every call', async () => {
  const agent = await collector.client('agent');
  const { id, publicKey } = testChain();
  const answer = await agent.enrol({ publicKey });
  expect(answer).toMatchObject({ agent: id, subject: 'developer', groups: ['developers'] });
  expect(await agent.enrol({ publicKey })).toEqual(answer);
});

test('a token stays with the key that it brought first', async () => {
  const agent = await collector.client('agent');
  await agent.enrol({ publicKey: testChain().publicKey });
  await expect(agent.enrol({ publicKey: testChain().publicKey })).rejects.toMatchObject({
    refusal: 'forbidden',
  });
});

test.each([
  ['an RSA key', spki(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)],
  ['an X25519 key', spki(generateKeyPairSync('x25519').publicKey)],
  ['no key', Buffer.from('key').toString('base64')],
  ['a key and more', `${testChain().publicKey.slice(0, -1)}AAAA`],
  ['nothing', ''],
])('%s cannot enrol', async (_name, publicKey) => {
  const agent = await collector.client('agent');
  await expect(agent.enrol({ publicKey })).rejects.toMatchObject({ refusal: 'invalid' });
});

test('who has not enrolled has no chain', async () => {
  const agent = await collector.client('agent');
  await expect(agent.head()).rejects.toMatchObject({ refusal: 'forbidden' });
  await expect(agent.sendRecords(testChain().grow(1))).rejects.toMatchObject({ refusal: 'forbidden' });
});

function spki(key: ReturnType<typeof generateKeyPairSync>['publicKey']): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
