import { expect, test } from 'vitest';
import { readJsonText } from '../json-text.ts';
import { type Author, PartList } from './part-list.ts';

const LIMITS = { maxChars: 10_000, maxDepth: 16, maxNodes: 1000 };
const USER: Author = { origin: 'user', path: null, tool: null };
const TOOL: Author = { origin: 'assistant', path: null, tool: 'bash' };

function node(value: unknown): ReturnType<typeof readJsonText> {
  return readJsonText(JSON.stringify(value), LIMITS);
}

test('every text of a block is a part, the structure of the block is not', () => {
  const list = new PartList();
  list.addAll(node({ type: 'text', id: 'x', text: 'one', new_field: ['two', { deep: 'three' }] }), [], USER);
  expect(list.parts.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('what is given to a tool is text, whatever it is called', () => {
  const list = new PartList();
  list.addGiven(
    node({ type: 'base64', data: 'one', id: 'two', url: 'data:image/png;base64,AA==' }),
    [],
    TOOL,
  );
  expect(list.parts).toHaveLength(4);
  expect(list.opaqueAttachments).toBe(0);
});

test.each([
  [{ type: 'thinking', thinking: 'hm', signature: 's' }, ['signature'], 0],
  [{ type: 'redacted_thinking', data: 's' }, ['data'], 0],
  [{ type: 'reasoning', encrypted_content: 's' }, ['encrypted_content'], 0],
  [{ type: 'base64', media_type: 'image/png', data: 'AA==' }, ['data'], 1],
  [{ type: 'image', mimeType: 'image/png', data: 'AA==' }, ['data'], 1],
  [{ data: 'AA==', format: 'wav' }, ['data'], 1],
  [{ type: 'input_file', file_data: 'AA==' }, ['file_data'], 1],
  [{ file_data: 'AA==' }, ['file_data'], 1],
])('%j is not all text', (block, path, attachments) => {
  const list = new PartList();
  list.addAll(node(block), [], USER);
  expect([...list.opaque]).toEqual(path.map((name) => `/${name}`));
  expect(list.opaqueAttachments).toBe(attachments);
});

test.each([
  ['no base64', { type: 'base64', media_type: 'text/plain', data: 'the key is here' }],
  ['a data URL that is not spelt as one', { url: 'data:image/png;base64,YR==' }],
  ['a data URL that is escaped', { url: 'data:text/plain,a%20b' }],
])('%s counts as a file that was not read, and is searched', (_what, block) => {
  const list = new PartList();
  list.addAll(node(block), [], USER);
  expect(list.opaqueAttachments).toBe(1);
  expect([...list.opaque]).toEqual([]);
  expect(list.parts).toHaveLength(1);
});
