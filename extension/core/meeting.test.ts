import { expect, it } from 'vitest';
import type { AgentStatus } from '../../protocol/control.ts';
import { CONTROL_VERSION } from '../../protocol/control-version.ts';
import { connectedStatus } from './connected-status.test-support.ts';
import { meet } from './meeting.ts';

const OWN = connectedStatus().version;

const rows: readonly (readonly [string, Partial<AgentStatus>, string])[] = [
  ['of its own version', {}, 'join'],
  ['that a command started', { startedBy: 'command', version: '0.0.1' }, 'join'],
  ['of another version that other windows use', { version: '0.0.1', windows: 1 }, 'join'],
  ['of another version that nobody uses', { version: '0.0.1', windows: 0 }, 'replace'],
  ['that speaks an older language', { control: CONTROL_VERSION - 1 }, 'replace'],
  [
    'of a command that speaks an older language',
    { control: CONTROL_VERSION - 1, startedBy: 'command' },
    'refuse',
  ],
  ['that speaks a newer language', { control: CONTROL_VERSION + 1 }, 'refuse'],
];

it.each(rows)('an agent %s', (_, changed, kind) => {
  expect(meet({ ...connectedStatus(), ...changed }, OWN).kind).toBe(kind);
});
