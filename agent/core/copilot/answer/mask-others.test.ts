import { expect, test } from 'vitest';
import { applyEdits } from '../json-path.ts';
import { readJsonText } from '../json-text.ts';
import { maskOthers } from './mask-others.ts';
import { LIMITS } from './test-support.ts';

function masked(value: unknown): unknown {
  const text = JSON.stringify(value);
  const node = readJsonText(text, LIMITS.json);
  return JSON.parse(
    applyEdits(
      text,
      maskOthers(node, new Set(), (found) => `<${found}>`),
    ),
  );
}

test.each<[unknown, unknown]>([
  [
    { a: 'x', b: ['y', { c: 'z' }], n: 1, t: true, e: '' },
    { a: '<x>', b: ['<y>', { c: '<z>' }], n: 1, t: true, e: '' },
  ],
  [
    { id: 'call_1', call_id: 'a+/=', encrypted_content: 'gAAA' },
    { id: 'call_1', call_id: 'a+/=', encrypted_content: 'gAAA' },
  ],
  [{ id: 'my key' }, { id: '<my key>' }],
  [
    { type: 'text', role: 'user', status: 'x y' },
    { type: 'text', role: 'user', status: '<x y>' },
  ],
  [{ type: 'x'.repeat(41) }, { type: `<${'x'.repeat(41)}>` }],
  [{ 'a key with words': 1 }, { '<a key with words>': 1 }],
  [
    { logprobs: [{ token: 'x' }], a: { logprobs: { content: [] } }, b: { logprobs: null } },
    { logprobs: [], a: { logprobs: null }, b: { logprobs: null } },
  ],
  ['x', '<x>'],
])('%j', (value, expected) => {
  expect(masked(value)).toEqual(expected);
});

test('what was dealt with is left alone', () => {
  const node = readJsonText('{"a":"x","b":{"c":"y"}}', LIMITS.json);
  const inner = node.kind === 'object' ? node.members.get('b')?.value : undefined;
  expect(maskOthers(node, new Set(inner === undefined ? [] : [inner]), () => 'm')).toEqual([
    { start: 5, end: 8, replacement: '"m"' },
  ]);
});
