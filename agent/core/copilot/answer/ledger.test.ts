import { expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { Ledger } from './ledger.ts';
import { LIMITS } from './test-support.ts';

const node = (value: unknown) => readJsonText(JSON.stringify(value), LIMITS.json);

test('the first model counts, and every reason', () => {
  const ledger = new Ledger();
  for (const model of ['', 'gpt', 'claude', 7]) ledger.model(node(model));
  for (const reason of ['stop', null, 'length']) ledger.finish(node(reason));
  ledger.model(undefined);
  expect(ledger.entries).toEqual({ model: 'gpt', finishReasons: ['stop', 'length'], usage: new Map() });
});

test('numbers are kept by their names, the last one of each', () => {
  const ledger = new Ledger();
  ledger.usage(node({ a: 1, b: { c: 2, d: 'x' }, __proto__: 3 }));
  ledger.usage(node({ a: 5 }));
  ledger.usage(node('x'));
  expect([...ledger.entries.usage]).toEqual([
    ['a', 5],
    ['b.c', 2],
  ]);
});

test('what is no plain word is not kept', () => {
  const ledger = new Ledger();
  ledger.model(node('a\nb'));
  ledger.finish(node('x'.repeat(101)));
  ledger.usage(node({ 'a\nb': 1 }));
  expect(ledger.entries).toEqual({ model: '', finishReasons: [], usage: new Map() });
});

test('there is an end to it', () => {
  const ledger = new Ledger();
  ledger.usage(node(Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`n${index}`, 1]))));
  for (let round = 0; round < 70; round += 1) ledger.finish(node('stop'));
  expect(ledger.entries.usage.size).toBe(64);
  expect(ledger.entries.finishReasons).toHaveLength(64);
});
