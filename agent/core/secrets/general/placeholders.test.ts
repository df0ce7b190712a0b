import { expect, test } from 'vitest';
import { isPlaceholder } from './placeholders.ts';

test.each([
  'your-api-key',
  '<token>',
  '$TOKEN',
  'process.env.KEY',
  '{{ secret }}',
  'xxxxxxxx',
  '********',
  'changeme',
  'abababab',
])('%s stands for a value', (value) => {
  expect(isPlaceholder(value)).toBe(true);
});

test.each(['hunter2!A', 't7RpK2xq', 'k3J9sQ2mX7vB4nT8wZ6y'])('%s is one', (value) => {
  expect(isPlaceholder(value)).toBe(false);
});
