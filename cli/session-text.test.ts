import { expect, test } from 'vitest';
import type { AuditRecord } from '../protocol/audit-record.ts';
import type { JsonObject } from '../protocol/json.ts';
import { sessionText } from './session-text.ts';

function record(event: AuditRecord['event'], detail: JsonObject, seconds = 0): AuditRecord {
  const at = new Date(Date.UTC(2026, 10, 21, 8, 0, 0) + seconds * 1000).toISOString();
  const exchange = event === 'session.opened' ? null : 'a1b2c3d4-0000';
  return { event, detail, at, session: 's1', exchange, seq: 1 } as unknown as AuditRecord;
}

const PART = { part: 0, path: null, tool: null, digest: 'd', at: 0 };

test('a session is told from the question to what became of it', () => {
  const told = sessionText([
    record('session.opened', { program: 'copilot', actor: 'mixed', subject: 'dana' }),
    record(
      'exchange.content',
      {
        side: 'prompt',
        parts: [
          { ...PART, origin: 'user', chars: 24, text: 'why does CSG_KEY_1\nfail?' },
          { ...PART, origin: 'file', path: 'src/a.ts', chars: 9, text: null },
        ],
      },
      1,
    ),
    record(
      'exchange.intent',
      {
        mask: 'everything',
        operation: { kind: 'copilot.prompt', host: 'api.githubcopilot.com', path: '/chat/completions' },
        decisions: [
          {
            verdict: 'accepted',
            rules: [{ id: 'copilot' }],
            action: { secrets: [{ rule: 'github-pat', count: 2, where: 'user', placeholder: 'CSG_KEY_1' }] },
          },
        ],
      },
      1,
    ),
    record(
      'exchange.content',
      {
        side: 'answer',
        parts: [{ ...PART, origin: 'tool-call', tool: 'create_file', chars: 7, text: '{"a":1}' }],
      },
      2.5,
    ),
    record(
      'exchange.outcome',
      {
        result: 'succeeded',
        status: 200,
        bytes: 812,
        model: 'gpt-4.1',
        usage: { prompt_tokens: 10 },
        finishReasons: ['stop'],
        closedEarly: true,
        toolCalls: [{ tool: 'create_file', denied: true }],
        secrets: [{ rule: 'slack-token', count: 1, where: 'choice 0 content', placeholder: 'CSG_KEY_2' }],
      },
      2.5,
    ),
    record('exchange.refused', { step: 'parse', code: 'malformed', reason: 'no JSON' }, 3),
  ]);
  expect(told.split('\n')).toEqual([
    '     +0.0s copilot was started by mixed for dana',
    '     +1.0s [a1b2c3d4] asked:',
    '           user:',
    '             why does CSG_KEY_1',
    '             fail?',
    '           file src/a.ts:',
    '             (9 characters, on record before or left out)',
    '     +1.0s [a1b2c3d4] passed: copilot.prompt api.githubcopilot.com /chat/completions: accepted by copilot',
    '           kept back: github-pat, 2 times in user, shown as CSG_KEY_1',
    '     +2.5s [a1b2c3d4] answered:',
    '           tool-call create_file:',
    '             {"a":1}',
    '     +2.5s [a1b2c3d4] succeeded',
    '           answered: status 200, 812 bytes',
    '           model: gpt-4.1',
    '           usage: prompt_tokens 10',
    '           ended by: stop',
    '           cut short: its client closed early',
    '           tool called: create_file, and kept back',
    '           kept back: slack-token, 1 time in choice 0 content, shown as CSG_KEY_2',
    '     +3.0s [a1b2c3d4] refused at parse: : no JSON',
    '           code: malformed',
    '',
  ]);
});

test('what a client wrote moves no cursor', () => {
  const parts = [{ ...PART, origin: 'user', chars: 4, text: 'a\u001b[2J\r\nb' }];
  const told = sessionText([record('exchange.content', { side: 'prompt', parts })]);
  expect(told).not.toMatch(/[^\n\P{Cc}]/u);
});

test('no record is nothing', () => {
  expect(sessionText([])).toBe('');
});
