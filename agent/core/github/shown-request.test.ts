import { expect, test } from 'vitest';
import { isBytes, shownRequest } from './shown-request.ts';

const LIMITS = { maxChars: 1000, maxDepth: 8, maxNodes: 100 };

test.each([
  [['content'], ['contents.write'], null, true],
  [['variables', 'i', 'fileChanges', 'additions', 0, 'contents'], ['contents.write'], null, true],
  [['content'], ['git.blobs.create'], 'base64', true],
  [['content'], ['git.blobs.create'], 'utf-8', false],
  [['tree', 0, 'content'], ['git.trees.create'], null, false],
  [['encrypted_value'], ['actions.secrets.write'], null, true],
  [['body'], ['contents.write'], null, false],
])('%j of %j (%s)', (path, names, encoding, expected) => {
  expect(isBytes(path, { names, encoding })).toBe(expected);
});

test('bytes are shown by their length', () => {
  const body = '{"message":"hi","content":"aGVsbG8="}';
  expect(shownRequest(body, { names: ['contents.write'], encoding: null }, LIMITS)).toBe(
    '{"message":"hi","content":"(8 characters)"}',
  );
});
