import { expect, test } from 'vitest';
import { askForMore } from './push-options.ts';

test.each([
  ['none', [], false],
  ['no pipeline', ['ci.skip', 'ci.no_pipeline'], false],
  ['a merge', ['ci.skip', 'merge_request.merge_when_pipeline_succeeds'], true],
  ['a public repository', ['repo.private=false'], true],
  ['another variable', ['ci.variable=DEPLOY=1'], true],
  ['a known word with more behind it', ['ci.skip=false'], true],
  ['a known word in capitals', ['CI.SKIP'], true],
  ['nothing that is said', [''], true],
])('%s', (_what, options, more) => {
  expect(askForMore(options)).toBe(more);
});
