import { expect, test } from 'vitest';
import { askBoth } from '../test/support/condition.ts';
import { change, chat, commit, push, tunnel } from '../test/support/operation.ts';

const PUSH = push('refs/heads/main', {
  changes: [change('src/a.ts', { terms: ['secret'] }), change('DEPLOY~1/b')],
  commits: [commit({ terms: ['fix'] })],
});

test.each([
  ['ref.branch.glob("MAIN")', true],
  ['ref.tag.glob("**")', false],
  ['repository.path.glob(["x/*", "octo/*"])', true],
  ['changes.exists(c, c.path.glob("deployment/**"))', true],
  ['changes.exists(c, c.path.glob("src/*") && c.adds("SECRET"))', true],
  ['changes.exists(c, c.path.glob("deploy*/**") && c.adds("secret"))', false],
  ['changes.exists(c, c.adds("other"))', false],
  ['changes.exists(c, !c.adds("other"))', true],
  ['changes.exists(c, c.adds("other") || c.path.glob("src/**"))', true],
  ['commits.exists(k, k.says("Fix"))', true],
  ['commits.exists(k, k.author.email.glob("*@example.com"))', true],
])('%s is %s, as the engine says', (when, expected) => {
  expect(askBoth(when, PUSH)).toEqual({ fast: expected, engine: expected });
});

test('names of hosts are matched as well', () => {
  expect(askBoth('host.glob("*.Example.com")', tunnel('a.example.com'))).toEqual({
    fast: true,
    engine: true,
  });
});

test('texts of prompts are searched by the engine', () => {
  expect(askBoth('prompt.says("HELLO")', chat())).toEqual({ fast: null, engine: true });
});
