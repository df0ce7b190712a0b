import { expect, test } from 'vitest';
import { ALL_KINDS, expandKind, kindNames, PROMPT_KINDS } from './action-kind.ts';

test.each([
  ['git.push', ['git.push']],
  ['tunnel', ['tunnel']],
  ['repo.write', ['git.push', 'github.write']],
  ['git.*', ['git.fetch', 'git.push']],
  ['copilot.prompt', ['copilot.chat', 'copilot.completion', 'copilot.embedding', 'copilot.agent']],
  ['copilot.*', ALL_KINDS.filter((kind) => kind.startsWith('copilot.'))],
  ['mcp.*', ['mcp.call']],
  ['*', ALL_KINDS],
])('%s stands for %j', (written, kinds) => {
  expect(expandKind(written)).toEqual(kinds);
});

test.each([
  ['git.psuh', 'did you mean git.push?'],
  ['repo.writes', 'did you mean repo.write?'],
  ['gti.*', 'did you mean git.*?'],
  ['constructor', expect.stringMatching(/^known are: git\.fetch, .*, repo\.write, .*, git\.\*, .*, \*$/u)],
  ['Git.Push', 'did you mean git.push?'],
  ['', 'did you mean *?'],
])('%j is unknown: %s', (written, hint) => {
  expect(expandKind(written)).toMatchObject({ code: 'unknown-kind', hint });
});

test.each([
  [
    ['git.push', 'copilot.chat'],
    ['git.push', 'copilot.chat'],
  ],
  [
    ['git.push', ...PROMPT_KINDS, 'tunnel'],
    ['git.push', 'copilot.prompt', 'tunnel'],
  ],
] as const)('%j is written as %j', (kinds, names) => {
  expect(kindNames(kinds)).toEqual(names);
});
