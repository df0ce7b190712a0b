import { celEnv } from '@bufbuild/cel';
import { expect, test } from 'vitest';
import { createEnvironment } from './environment.ts';
import { CALLABLE, functionForms, MACROS, SIGNATURES } from './signatures.ts';

/** What the engine's planner does itself. */
const BUILT_IN = ['_&&_', '_||_', '!_', '@not_strictly_false'];

test.each(Object.keys(SIGNATURES).filter((name) => !BUILT_IN.includes(name)))('the engine has %s', (name) => {
  expect(createEnvironment().cel.funcs.find(name)).toBeDefined();
});

test.each(['glob', 'adds', 'says'])('%s is ours', (name) => {
  expect(celEnv().funcs.find(name)).toBeUndefined();
});

test('what can be called has a signature or is a macro', () => {
  for (const name of CALLABLE) expect(MACROS.includes(name) || Object.hasOwn(SIGNATURES, name)).toBe(true);
});

test.each(['list.size() → int', 'string.glob(list of string) → bool', 'commit.says(string) → bool'])(
  '%s is one of the forms',
  (form) => {
    expect(functionForms()).toContain(form);
  },
);
