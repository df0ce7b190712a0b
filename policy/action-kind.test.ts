import { expect, test } from 'vitest';
import { ALL_KINDS, expandKind } from './action-kind.ts';

test.each([
  ['git.push', ['git.push']],
  ['tunnel', ['tunnel']],
  ['repo.write', ['git.push']],
  ['git.*', ['git.fetch', 'git.push']],
  ['*', ALL_KINDS],
])('%s stands for %j', (written, kinds) => {
  expect(expandKind(written)).toEqual(kinds);
});

test.each([
  ['git.psuh', 'did you mean git.push?'],
  ['repo.writes', 'did you mean repo.write?'],
  ['gti.*', 'did you mean git.*?'],
  ['constructor', 'known are: git.fetch, git.push, host.read, tunnel, repo.write, git.*, *'],
  ['Git.Push', 'did you mean git.push?'],
  ['', 'did you mean *?'],
])('%j is unknown: %s', (written, hint) => {
  expect(expandKind(written)).toMatchObject({ code: 'unknown-kind', hint });
});
