import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { SignatureChecks } from './signature-checks.ts';
import type { Claim } from './verify-signature.ts';

const { publicKey: key } = generateKeyPairSync('ed25519');

/** Claims whose first byte says which they are; those with an even number hold. */
function claims(...numbers: readonly number[]): readonly Claim[] {
  return numbers.map((number) => ({ bytes: Uint8Array.of(number), key, signature: new Uint8Array() }));
}

/** Checks that end when they are told to. */
function checks(maxSignaturesAtOnce: number, maxWaitingWrites = 10) {
  const underWay = new Map<number, (holds: boolean | Error) => void>();
  const all = new SignatureChecks({ maxSignaturesAtOnce, maxWaitingWrites }, ({ bytes: [number = 0] }) => {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    underWay.set(number, (end) => (end instanceof Error ? reject(end) : resolve(end)));
    return promise;
  });
  const end = async (number: number, how: boolean | Error = number % 2 === 0): Promise<void> => {
    underWay.get(number)?.(how);
    underWay.delete(number);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { all, end, numbers: () => [...underWay.keys()] };
}

test('verdicts come in the order of the claims, whichever ends first', async () => {
  const { all, end } = checks(3);
  const verdicts = all.holds(claims(1, 2, 4));
  for (const number of [4, 1, 2]) await end(number);
  expect(await verdicts).toEqual([false, true, true]);
});

test('no more are under way than may be, and batches come in their order', async () => {
  const { all, end, numbers } = checks(2);
  const [first, second] = [all.holds(claims(2, 4, 6)), all.holds(claims(8))];
  expect(numbers()).toEqual([2, 4]);
  await end(4);
  expect(numbers()).toEqual([2, 6]);
  await end(2);
  expect(numbers()).toEqual([6, 8]);
  await Promise.all([end(6), end(8)]);
  expect([await first, await second]).toEqual([[true, true, true], [true]]);
});

test('one batch more than may wait is refused, and taken once one of them is under way', async () => {
  const { all, end } = checks(1, 1);
  const [first, second] = [all.holds(claims(2)), all.holds(claims(4))];
  await expect(all.holds(claims(6))).rejects.toMatchObject({ code: 'overloaded' });
  await end(2);
  const third = all.holds(claims(6));
  await end(4);
  await end(6);
  expect(await Promise.all([first, second, third])).toEqual([[true], [true], [true]]);
});

test('a batch that is done waits for those before it', async () => {
  const { all, end } = checks(2);
  const settled: string[] = [];
  const first = all.holds(claims(2)).then(() => settled.push('first'));
  const second = all.holds(claims(4)).then(() => settled.push('second'));
  const third = all.holds([]).then(() => settled.push('third'));
  await end(4);
  expect(settled).toEqual([]);
  await end(2);
  await Promise.all([first, second, third]);
  expect(settled).toEqual(['first', 'second', 'third']);
});

test('a batch that is done waits for others to go on with it, but for no more than some signatures of theirs', async () => {
  const { all, end } = checks(256);
  const settled: string[] = [];
  void all.holds(claims(0)).then(() => settled.push('first'));
  void all.holds(claims(2, 4)).then(() => settled.push('second'));
  const long = all.holds(claims(...Array.from({ length: 100 }, (_, at) => 10 + at)));
  for (const number of [0, 2, 4]) await end(number);
  for (let at = 0; at < 60; at += 1) await end(10 + at);
  expect(settled).toEqual([]);
  for (let at = 60; at < 70; at += 1) await end(10 + at);
  expect(settled).toEqual(['first', 'second']);
  for (let at = 70; at < 100; at += 1) await end(10 + at);
  expect(await long).toHaveLength(100);
});

test('one signature that stands for many records is waited for as they would be', async () => {
  const { all, end } = checks(256);
  const settled: string[] = [];
  void all.holds(claims(0), 64).then(() => settled.push('first'));
  void all.holds(claims(2), 63).then(() => settled.push('second'));
  void all.holds(claims(4), 64).then(() => settled.push('third'));
  const last = all.holds(claims(6), 64);
  await end(0);
  await end(2);
  expect(settled).toEqual([]);
  await end(4);
  expect(settled).toEqual(['first', 'second', 'third']);
  await end(6);
  expect(await last).toEqual([true]);
});

test('a check that fails is the fault of its batch alone', async () => {
  const { all, end } = checks(2);
  const [first, second] = [all.holds(claims(2, 4)), all.holds(claims(6))];
  const failed = expect(first).rejects.toThrow('no crypto');
  await end(2, new Error('no crypto'));
  await end(4);
  await end(6);
  await failed;
  expect(await second).toEqual([true]);
});
