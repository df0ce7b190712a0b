import { expect, test } from 'vitest';
import { sampleApproval } from '../../protocol/approval.test-support.ts';
import type { PanelSlice } from '../../protocol/panel.ts';
import { EMPTY_PANEL, type PanelModel, toDecide, waitingHolds, withSlice } from './panel-model.ts';
import { REVIEWER } from './sample.test-support.ts';

const FAILED = { kind: 'failed', message: 'it is away', hint: 'wait' } as const;
const INBOX = { me: REVIEWER, approvals: [sampleApproval()] };
const HOLD = { approval: sampleApproval(), exchange: 'e', session: 's', since: '', until: '' };

function after(...slices: readonly PanelSlice[]): PanelModel {
  return slices.reduce(withSlice, EMPTY_PANEL);
}

test.each(['holds', 'masked', 'activity', 'policy', 'inbox'] as const)(
  '%s fails before anything is known',
  (part) => {
    expect(after({ part, value: FAILED })[part]).toEqual({
      kind: 'failed',
      fault: { message: 'it is away', hint: 'wait' },
    });
  },
);

test('what is known stays when a later answer fails, and is whole again with the next', () => {
  const known: PanelSlice = { part: 'masked', value: { kind: 'known', value: { secrets: [] } } };
  const failed = after(known, { part: 'masked', value: FAILED });
  expect(failed.masked).toMatchObject({ kind: 'known', fault: { message: 'it is away' } });
  expect(withSlice(failed, known).masked).toMatchObject({ kind: 'known', fault: null });
});

test('an inbox of somebody who signed out is forgotten', () => {
  const known: PanelSlice = { part: 'inbox', value: { kind: 'known', value: INBOX } };
  const out = after(known, { part: 'inbox', value: { kind: 'signed-out' } });
  expect([toDecide(after(known)), toDecide(out)]).toEqual([1, 0]);
  expect(withSlice(out, { part: 'inbox', value: FAILED }).inbox).toMatchObject({ kind: 'failed' });
});

test('of what this person asked, what still waits is counted', () => {
  const end = { kind: 'spent', at: '' } as const;
  const holds = [
    { ...HOLD, end: null },
    { ...HOLD, end },
  ];
  expect(waitingHolds(EMPTY_PANEL)).toBe(0);
  expect(waitingHolds(after({ part: 'holds', value: { kind: 'known', value: { holds } } }))).toBe(1);
});

test('the connection is what was said last', () => {
  const away = { kind: 'away', message: 'm', hint: 'h' } as const;
  expect(after({ part: 'connection', value: away }).connection).toEqual(away);
});
