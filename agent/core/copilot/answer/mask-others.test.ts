import { expect, test } from 'vitest';
import { applyEdits } from '../json-path.ts';
import { readJsonText } from '../json-text.ts';
import { maskOthers } from './mask-others.ts';
import { LIMITS } from './test-support.ts';

/** Every string in angle brackets, but those that say nothing: `a` to `z`. */
function masked(value: unknown): unknown {
  const text = JSON.stringify(value);
  const node = readJsonText(text, LIMITS.json);
  return JSON.parse(
    applyEdits(
      text,
      maskOthers(node, new Set(), (found) => (/^[a-z_]+$/.test(found) ? found : `<${found}>`)),
    ),
  );
}

test.each<[unknown, unknown]>([
  [
    { a: 'X', b: ['Y', { c: 'Z' }], n: 1, t: true, e: '' },
    { a: '<X>', b: ['<Y>', { c: '<Z>' }], n: 1, t: true, e: '<>' },
  ],
  [
    { id: 'call_1', call_id: 'A+/=', encrypted_content: 'gAAA' },
    { id: 'call_1', call_id: 'A+/=', encrypted_content: 'gAAA' },
  ],
  [{ id: 'My key' }, { id: '<My key>' }],
  [
    { type: 'text', role: 'X' },
    { type: 'text', role: '<X>' },
  ],
  [
    { KEY: 1, x: { 'a b': 2 } },
    { '<KEY>': 1, x: { '<a b>': 2 } },
  ],
  [
    { logprobs: [{ token: 'X' }], a: { logprobs: { content: [] } }, b: { logprobs: null } },
    { logprobs: [], a: { logprobs: null }, b: { logprobs: null } },
  ],
  ['X', '<X>'],
])('%j', (value, expected) => {
  expect(masked(value)).toEqual(expected);
});

test('what was dealt with is left alone', () => {
  const node = readJsonText('{"a":"X","b":{"c":"Y"}}', LIMITS.json);
  const inner = node.kind === 'object' ? node.members.get('b')?.value : undefined;
  expect(
    maskOthers(node, new Set(inner === undefined ? [] : [inner]), (found) => found.toLowerCase()),
  ).toEqual([{ start: 5, end: 8, replacement: '"x"' }]);
});
