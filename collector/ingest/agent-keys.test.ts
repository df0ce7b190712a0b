import { expect, test } from 'vitest';
import { testChain } from '../../test/support/collector.ts';
import { AgentKeys } from './agent-keys.ts';

function row() {
  const { id, publicKey } = testChain();
  return { id, token: id, publicKey: Buffer.from(publicKey, 'base64') };
}

test('a key is read once, until more agents than are known have sent something', () => {
  const keys = new AgentKeys({ maxKnownAgentKeys: 2 });
  const [one, two, three] = [row(), row(), row()];
  const [first, second] = [keys.of(one), keys.of(two)];
  expect(keys.of(one)).toBe(first);
  keys.of(three);
  expect(keys.of(one)).toBe(first);
  expect(keys.of(two)).not.toBe(second);
  expect(keys.of(two).export({ type: 'spki', format: 'der' })).toEqual(two.publicKey);
});
