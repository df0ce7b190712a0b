import { expect, test } from 'vitest';
import { maskText } from './mask-text.ts';
import { detectorOf, rule, vaultOf } from './test-support.ts';

const detector = detectorOf([rule('tok_[a-z0-9]{6}', ['tok_'])]);

test('a placeholder stands for each secret, and nothing else changes', () => {
  const vault = vaultOf('session');
  const one = vault.placeholderFor('TEST', 'tok_abc123');
  const two = vault.placeholderFor('TEST', 'tok_xyz789');
  const masked = maskText('tok_abc123, tok_xyz789 and tok_abc123tok_xyz789', detector, vault);
  expect(masked.text).toBe(`${one}, ${two} and ${one}${two}`);
  expect(masked.found.map(({ start }) => start)).toEqual([0, 12, 27, 37]);
});

test('masked text has nothing more to mask', () => {
  const vault = vaultOf('session');
  const { text } = maskText('password = "tok_abc123"', detector, vault);
  expect(maskText(text, detector, vault)).toEqual({ text, found: [] });
});

test('text without a secret is as it was', () => {
  expect(maskText('tok_', detector, vaultOf('session'))).toEqual({ text: 'tok_', found: [] });
});
