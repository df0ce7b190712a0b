import { expect, test } from 'vitest';
import { McpError } from './mcp-error.ts';

test('an error has its code, its name and its cause', () => {
  const cause = new Error('inner');
  expect(new McpError('not-json', 'no', { cause })).toMatchObject({
    code: 'not-json',
    name: 'McpError',
    message: 'no',
    cause,
  });
});
