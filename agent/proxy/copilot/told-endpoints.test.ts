import { expect, test } from 'vitest';
import { ToldEndpoints } from './told-endpoints.ts';

test('knows what it was told, and nothing else', () => {
  const told = new ToldEndpoints(4);
  told.learn(['api.example.com']);
  expect(told.has('api.example.com')).toBe(true);
  expect(told.has('example.com')).toBe(false);
});

test('past the limit the one told longest ago is forgotten', () => {
  const told = new ToldEndpoints(2);
  told.learn(['a', 'b']);
  told.learn(['a', 'c']);
  expect(['a', 'b', 'c'].map((host) => told.has(host))).toEqual([true, false, true]);
});
