import { expect, test } from 'vitest';
import { isPlaceholder } from './placeholder.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

test.each<[string | null, boolean]>([
  [basic('countersign:'), true],
  [basic('countersign:x'), true],
  [basic('countersign:x').replace('Basic', 'BASIC '), true],
  ['Bearer countersign', true],
  ['token countersign', true],
  [basic('countersigner:x'), false],
  [basic('x:countersign'), false],
  [basic('countersign'), false],
  ['Bearer countersign2', false],
  ['Negotiate countersign', false],
  ['countersign', false],
  ['', false],
  [null, false],
])('%j: %s', (authorization, is) => {
  expect(isPlaceholder(authorization)).toBe(is);
});
