import { expect, test } from 'vitest';
import { connectedStatus } from '../connected-status.test-support.ts';
import type { LinkState } from '../link-state.ts';
import type { Protection } from '../protection.ts';
import { panelConnection } from './panel-connection.ts';

const CONNECTED: LinkState = { kind: 'connected', status: connectedStatus() };
const GUIDED: Protection = { kind: 'guided' };

test.each<[string, LinkState, object]>([
  ['starting', { kind: 'starting' }, { kind: 'starting' }],
  [
    'down, and started again',
    { kind: 'down', reason: 'it was stopped', retryMs: 1500 },
    { kind: 'away', message: 'The agent does not run: it was stopped.', hint: 'It is started again in 2 s.' },
  ],
  ['down for good', { kind: 'down', reason: 'x', retryMs: null }, { kind: 'away', hint: '' }],
  ['connected', CONNECTED, { kind: 'connected', notes: [] }],
])('%s', (_what, link, connection) => {
  expect(panelConnection(link, GUIDED)).toMatchObject(connection);
});

test.each<[Protection, object]>([
  [{ kind: 'enforced' }, []],
  [{ kind: 'attention', reason: 'the disk is full' }, [{ tone: 'warn', command: 'doctor' }]],
  [{ kind: 'unprotected', reason: 'nothing is set up' }, [{ tone: 'bad', command: 'set-up' }]],
])('%j is said', (protection, notes) => {
  expect(panelConnection(CONNECTED, protection)).toMatchObject({ notes });
});
