import { expect, test } from 'vitest';
import { API_ERROR_CODES } from './collector-api.ts';

test('every code is one word in lower case, once', () => {
  expect(new Set(API_ERROR_CODES).size).toBe(API_ERROR_CODES.length);
  for (const code of API_ERROR_CODES) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
