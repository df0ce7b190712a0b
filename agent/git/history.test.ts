import { expect, test } from 'vitest';
import { boundaryOf, isFastForward, type ListedCommit } from './history.ts';

/** `c:b` is commit c with parent b. */
function commits(text: string): readonly ListedCommit[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((part) => {
      const [id = '', parents = ''] = part.split(':');
      return { id, tree: id, parents: parents.split('') };
    });
}

test.each([
  ['a line', 'c:b b:a', ['a']],
  ['a merge', 'm:cd c:a d:b', ['a', 'b']],
  ['one edge met twice', 'm:cd c:a d:a', ['a']],
  ['a root', 'c:b b:', []],
  ['nothing', '', []],
])('the boundary of %s', (_name, text, boundary) => {
  expect(boundaryOf(commits(text))).toEqual(boundary);
});

test.each([
  ['a line on the base', 'c:b b:a', true],
  ['a merge with the base as second parent', 'm:ca c:x', true],
  ['a line on something else', 'c:b b:x', false],
  ['nothing', '', false],
])('%s: fast-forward %s', (_name, text, fastForward) => {
  expect(isFastForward(commits(text), 'a')).toBe(fastForward);
});
