import { expect, test } from 'vitest';
import { looksLikeShortName, mayBeShortNameOf } from './short-name.ts';

test.each([
  ['deploy~1', 'deploy', true],
  ['deploy~1', 'deployment', true],
  ['deploy~12', 'deploy', false],
  ['deplo~12', 'deploy', true],
  ['github~1', '.github', true],
  ['workfl~1', 'workflows', true],
  ['gitlab~1.yml', '.gitlab-ci.yml', true],
  ['gitlab~1.yam', '.gitlab-ci.yaml', true],
  ['gitlab~1', '.gitlab-ci.yml', false],
  ['jenkin~1', 'jenkinsfile', true],
  ['jenkin~9', 'jenkinsfile', true],
  ['jeab12~1', 'jenkinsfile', true],
  ['cirlec~1', '.circleci', false],
  ['circle~1', '.circleci', true],
  ['docs~1', 'deploy', false],
  ['deploy', 'deploy', false],
  ['deploy~', 'deploy', false],
  ['~1', 'deploy', false],
  ['a_b~1', 'a+b', true],
])('%s for %s: %s', (segment, name, expected) => {
  expect(mayBeShortNameOf(segment, name)).toBe(expected);
});

test.each([
  ['deploy~1', true],
  ['a~1.yml', true],
  ['notes~', false],
  ['file.txt~1', false],
  ['toolong8~1', false],
])('%s looks like a short name: %s', (segment, expected) => {
  expect(looksLikeShortName(segment)).toBe(expected);
});
