import { expect, test } from 'vitest';
import type { FoundSecret } from '../../protocol/copilot.ts';
import { answer, chat, mcpCall, part, service, telemetry } from '../../test/support/operation.ts';
import { describeOutcome } from './describe.ts';

const FOUND: FoundSecret = { rule: 'key', placeholder: 'CSG_KEY_1', where: 'user', count: 2 };

test.each([
  [
    chat({ parts: [part('CONFIDENTIAL'), part('x')], tools: ['run'], secrets: [FOUND] }),
    { kind: 'copilot.chat', model: 'm-1', parts: 2, chars: 13, tools: 1, secrets: [FOUND] },
  ],
  [answer({ kind: 'text', text: 'CONFIDENTIAL' }), { kind: 'copilot.answer', model: 'm-1', chars: 12 }],
  [
    answer({ kind: 'tool-call', tool: 'run', arguments: '"CONFIDENTIAL"' }),
    { kind: 'copilot.answer', tool: 'run', argumentChars: 14 },
  ],
  [service('GET', '/models'), { kind: 'copilot.service', method: 'GET', path: '/models' }],
  [telemetry('/telemetry'), { kind: 'copilot.telemetry', path: '/telemetry' }],
  [
    mcpCall('push_files', '"CONFIDENTIAL"', { secrets: [FOUND] }),
    { kind: 'mcp.call', path: '/mcp', tool: 'push_files', argumentChars: 14, secrets: [FOUND] },
  ],
])('%j is told in counts, never in its text', ({ action }, expected) => {
  const record = describeOutcome({ kind: 'accepted', action, rules: [], claim: null });
  expect(record['action']).toMatchObject(expected);
  expect(JSON.stringify(record)).not.toContain('CONFIDENTIAL');
});
