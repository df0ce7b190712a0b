import { describe, expect, it } from 'vitest';
import type { RecordNotice } from '../../protocol/control.ts';
import { isShown, noticeOf } from './notices.ts';

function record(event: RecordNotice['event'], detail: RecordNotice['detail']): RecordNotice {
  return { event, session: 's', exchange: 'x', detail };
}

const SECRET = { placeholder: 'CS_GITHUB_ABC', rule: 'github-token', where: 'messages[0]', count: 1 };
const PROMPT = {
  decisions: [{ action: { kind: 'copilot.prompt', secrets: [SECRET] } }],
  mask: ['github-token'],
};

describe('what a person is told', () => {
  const rows: readonly (readonly [string, RecordNotice, string, string])[] = [
    [
      'a push is held',
      record('exchange.held', {
        approval: 'a1',
        binding: { repository: 'octo/demo', ref: 'refs/heads/main' },
      }),
      'held',
      'octo/demo refs/heads/main',
    ],
    [
      'reviewers denied it',
      record('exchange.released', {
        approval: 'a1',
        state: 'denied',
        by: 'reviewer',
        reason: 'not on a Friday',
      }),
      'released',
      'denied by reviewer: not on a Friday',
    ],
    [
      'reviewers granted it',
      record('exchange.released', { approval: 'a1', state: 'granted' }),
      'released',
      'granted',
    ],
    [
      'a push is refused',
      record('exchange.refused', {
        operation: { kind: 'git.push', repository: 'octo/demo' },
        code: 'denied',
        reason: 'protected branches keep their history',
      }),
      'refused',
      'git.push to octo/demo: protected branches',
    ],
    ['a secret was kept back', record('exchange.intent', PROMPT), 'masked', 'github-token'],
    [
      'several were',
      record('exchange.intent', {
        ...PROMPT,
        decisions: [{ action: { secrets: [SECRET, { ...SECRET, placeholder: 'CS_GITHUB_DEF' }] } }],
      }),
      'masked',
      '2 secrets were',
    ],
  ];
  it.each(rows)('when %s', (_, told, kind, words) => {
    const notice = noticeOf(told);
    expect(notice?.kind).toBe(kind);
    expect(notice?.text).toContain(words);
  });

  it('is printable, whoever wrote it', () => {
    const text = noticeOf(record('exchange.refused', { reason: 'a\u001b[2Jb\u202e' }))?.text ?? '';
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
  });
});

describe('what nobody is told', () => {
  it.each([
    ['an ordinary request', record('exchange.intent', { decisions: [] })],
    ['a secret that the policy let pass', record('exchange.intent', { ...PROMPT, mask: [] })],
    [
      'a secret in a pack, where nothing stands for it',
      record('exchange.intent', { decisions: [{ action: { secrets: [{ rule: 'x' }] } }] }),
    ],
    [
      'our own probe',
      record('exchange.refused', { operation: { kind: 'tunnel', host: 'countersign.invalid' } }),
    ],
    ['a stranger at the port', record('exchange.refused', { code: 'unknown-session' })],
    ['an answer', record('exchange.outcome', { result: 'succeeded' })],
  ])('%s', (_, told) => {
    expect(noticeOf(told)).toBeNull();
  });
});

it.each([
  ['all', 'masked', true],
  ['important', 'masked', false],
  ['important', 'refused', true],
  ['none', 'held', false],
] as const)('with %s, %s is shown: %s', (setting, kind, expected) => {
  expect(isShown({ kind, key: '', text: '', approval: null }, setting)).toBe(expected);
});
