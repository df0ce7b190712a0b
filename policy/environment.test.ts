import { type CelInput, celMap, isCelError, parse, plan } from '@bufbuild/cel';
import { expect, test } from 'vitest';
import { createBudget } from './budget.ts';
import { createEnvironment } from './environment.ts';

function evaluate(text: string, values: Record<string, CelInput> = {}, maxSteps = 1_000_000): unknown {
  const environment = createEnvironment();
  environment.begin(createBudget(maxSteps));
  return plan(environment.cel, parse(text))(values);
}

const CHANGE = celMap(new Map([['terms', ['password', 'naïve']]]));

test.each([
  ['"deploy/x".glob("deploy/**")', true],
  ['"DEPLOY/x".glob(["infra/**", "deploy/**"])', true],
  ['"src/x".glob(["infra/**", "deploy/**"])', false],
  ['"src/x".glob([])', false],
  ['"".glob("**")', false],
  ['"abc".matches("^a.c$")', true],
  ['"abc".matches("^b")', false],
  ['change.adds("password")', true],
  ['change.adds("PASSWORD")', true],
  ['change.adds("NAÏVE")', true],
  ['change.adds("secret")', false],
  ['change.says("password")', true],
])('%s is %s', (text, expected) => {
  expect(evaluate(text, { change: CHANGE })).toBe(expected);
});

test.each([
  ['a record without terms', '{"a": 1}.adds("x")'],
  ['a pattern that is no text', '"a".glob([1])'],
  ['a pattern that is none', '"a".glob("{")'],
  ['a regular expression that is none', '"a".matches("(")'],
])('%s is an error', (_, text) => {
  expect(isCelError(evaluate(text))).toBe(true);
});

test.each([
  ['glob', 'text.glob("a*a*b")'],
  ['matches', 'text.matches("(a+)+b")'],
])('%s on a long text costs more than a small budget', (_, text) => {
  expect(evaluate(text, { text: 'a'.repeat(5000) })).toBe(false);
  expect(isCelError(evaluate(text, { text: 'a'.repeat(5000) }, 1000))).toBe(true);
});

test('a new operation has a budget of its own', () => {
  const environment = createEnvironment();
  const program = plan(environment.cel, parse('"aaaa".glob("b")'));
  expect(isCelError(program())).toBe(true);
  environment.begin(createBudget(100));
  expect(program()).toBe(false);
});
