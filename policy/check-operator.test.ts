import { expect, test } from 'vitest';
import { checkExpression } from './check-expression.ts';
import { parseExpression } from './syntax.ts';

test.each([
  ['ref.forced == "yes"', 'type', 'a bool is compared with a string', 'write the bool itself'],
  ['changes.size() == "1"', 'type', 'a int is compared with a string', 'the same type'],
  ['subject.groups == "admins"', 'type', 'a list of string is compared', 'ask with in'],
  ['ref == "main"', 'type', 'a ref is compared', 'compare a field'],
  ['ref.change == "deleted"', 'type', 'it is never "deleted"', 'did you mean "delete"?'],
  ['"Branch" == ref.kind', 'type', 'it is never "Branch"', 'did you mean "branch"?'],
  ['subject.actor in ["ai", "robot"]', 'type', 'it is never "robot"', 'write one of these'],
  ['subject.actor != "bot"', 'type', 'it is never "bot"', 'write one of these'],
  ['changes.exists(c, c.mode == "link")', 'type', 'it is never "link"', 'write one of these'],
  ['action == "git.psuh"', 'type', 'it is never "git.psuh"', 'did you mean "git.push"?'],
  ['repository.path == "Octo/demo"', 'type', 'never "Octo/demo"', 'write "octo/demo"'],
  ['repository.id in ["a", "B"]', 'type', 'never "B"', 'write "b"'],
  ['"x" in ref.branch', 'type', 'in is given a string and a string', 'text.contains'],
  ['1 in subject.groups', 'type', 'in is given a int and a list of string', 'write "x" in'],
  ['ref["name"] == "x"', 'type', 'a ref is indexed by a string', 'write name.field'],
  ['changes["0"].odd', 'type', 'a list of change is indexed by a string', 'write list[0]'],
  ['(ref.forced ? 1 : "b") == 1', 'type', '? : is given bool, int, string', 'write condition ?'],
])('%s is refused as %s', (text, code, message, hint) => {
  expect(() => checkExpression(parseExpression(text), ['git.push'])).toThrow(
    expect.objectContaining({
      problem: {
        code,
        message: expect.stringContaining(message) as unknown,
        hint: expect.stringContaining(hint) as unknown,
      },
    }),
  );
});
