import { expect, test } from 'vitest';
import { passableTrailers } from './trailers.ts';

test('trailers are passed on as they are, duplicates and all', () => {
  const trailers = ['X-Sum', '7', 'x-sum', '8', 'Digest', 'a=b'];
  expect(passableTrailers(trailers)).toEqual(trailers);
});

test.each([
  'Host',
  'content-length',
  'Transfer-Encoding',
  'Content-Encoding',
  'Authorization',
  'Connection',
  'X-HTTP-Method-Override',
  'X-Original-URL',
])('%s is no trailer', (name) => {
  expect(passableTrailers(['X-Sum', '7', name, 'x', 'X-Sum', '8'])).toEqual(['X-Sum', '7', 'X-Sum', '8']);
});
