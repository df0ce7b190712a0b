import { expect, test } from 'vitest';
import { azureCommand, githubCommand, githubVariable, inertText } from './written-variables.ts';

test('a value of several lines is one value, and ends nowhere else', () => {
  const written = githubVariable('A', 'x\nEOF\nB=y');
  const [, delimiter] = /^A<<(countersign-[0-9a-f-]{36})\n/.exec(written) ?? [];
  expect(written).toBe(`A<<${delimiter}\nx\nEOF\nB=y\n${delimiter}\n`);
  expect(githubVariable('A', '')).not.toContain(delimiter);
});

test.each([
  [githubCommand('error', '5% a\r\n::add-path::b'), '::error::5%25 a%0D%0A::add-path::b\n'],
  [azureCommand('task.setsecret', '5%\n##vso[x]'), '##vso[task.setsecret]5%AZP25%0A##vso[x]\n'],
])('a command is one line, whatever is in it: %j', (written, expected) => {
  expect(written).toBe(expected);
});

test.each(['##vso[task.setvariable variable=A]b', 'x ##[error]y', '::set-env name=A::b', '###vso[', ':::'])(
  'no command begins in %j',
  (text) => {
    expect(inertText(text)).not.toMatch(/##|::/);
  },
);
