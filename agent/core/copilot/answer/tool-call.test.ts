import { describe, expect, test } from 'vitest';
import { AnswerError } from './answer-error.ts';
import { JUDGED, LIMITS, OPTIONS, OWN_PLACEHOLDER, OWN_SECRET, PLACEHOLDER, SECRET } from './test-support.ts';
import { ToolCalls } from './tool-call.ts';

const screen = (name: string, args: string, form: 'json' | 'text' = 'json') =>
  new ToolCalls(JUDGED).screen({ name, arguments: args, form });

test('only the strings that change are written anew', () => {
  const args = `{ "path" : "\\/w/a" , "n" : 1.0 , "b" : ${JSON.stringify(SECRET)} }`;
  expect(screen('view', args)).toEqual({
    kind: 'pass',
    arguments: `{ "path" : "\\/w/a" , "n" : 1.0 , "b" : "${PLACEHOLDER}" }`,
  });
});

test('names of members are masked too', () => {
  expect(screen('view', JSON.stringify({ [SECRET]: 1 }))).toEqual({
    kind: 'pass',
    arguments: `{"${PLACEHOLDER}":1}`,
  });
});

describe('secrets are put back', () => {
  const edit = (path: string, text: string) => JSON.stringify({ path, file_text: text, view_range: text });
  test.each([
    ['into a file of the workspace', 'create', '/w/a', true],
    ['into no other file', 'create', '/etc/a', false],
    ['into no hook of the repository', 'create', '/w/.git/hooks/pre-push', false],
    ['for no other tool', 'view', '/w/a', false],
  ])('%s', (_, tool, path, restored) => {
    const file_text = restored ? OWN_SECRET : OWN_PLACEHOLDER;
    const expected = JSON.stringify({ path, file_text, view_range: OWN_PLACEHOLDER });
    expect(screen(tool, edit(path, OWN_PLACEHOLDER))).toEqual({ kind: 'pass', arguments: expected });
  });

  test('and not into a URL', () => {
    const args = edit('/w/a', `https://x/${OWN_PLACEHOLDER}`);
    expect(screen('create', args)).toEqual({ kind: 'pass', arguments: args });
  });

  test('into the text of a patch', () => {
    const patch = `*** Add File: /w/a\n+${OWN_PLACEHOLDER}`;
    expect(screen('apply_patch', patch, 'text')).toEqual({
      kind: 'pass',
      arguments: `*** Add File: /w/a\n+${OWN_SECRET}`,
    });
    expect(screen('other', patch, 'text')).toEqual({ kind: 'pass', arguments: patch });
  });
});

test('arguments that cannot be read are denied without asking', () => {
  expect(screen('view', '{"a":1,"a":2}')).toMatchObject({ kind: 'deny' });
});

test('the judge sees what is masked, before it is restored', () => {
  const seen: unknown[] = [];
  const calls = new ToolCalls({
    ...OPTIONS,
    judge: (piece) => {
      seen.push(piece);
      return { kind: 'pass' };
    },
  });
  calls.screen({
    name: 'create',
    arguments: JSON.stringify({ path: '/w/a', file_text: OWN_PLACEHOLDER }),
    form: 'json',
  });
  expect(seen).toEqual([
    { kind: 'tool-call', tool: 'create', arguments: `{"path":"/w/a","file_text":"${OWN_PLACEHOLDER}"}` },
  ]);
});

test('what became of each call is kept, up to the bounds', () => {
  const calls = new ToolCalls({ ...JUDGED, limits: { ...LIMITS, maxToolCalls: 2, maxSummaryChars: 4 } });
  calls.screen({ name: 'bash', arguments: '{"a":1}', form: 'json' });
  calls.screen({ name: 'view', arguments: '{}', form: 'json' });
  expect(calls.summaries).toEqual([
    { tool: 'bash', arguments: '{"a"', truncated: true, denied: true },
    { tool: 'view', arguments: '{}', truncated: false, denied: false },
  ]);
  expect(() => calls.screen({ name: 'view', arguments: '{}', form: 'json' })).toThrow(
    expect.objectContaining({ constructor: AnswerError, code: 'too-large' }),
  );
});
