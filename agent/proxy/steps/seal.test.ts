import { expect, it } from 'vitest';
import { push } from '../../../test/support/operation.ts';
import { toldClient } from '../../../test/support/told-client.ts';
import type { AppendOptions } from '../../audit/journal.ts';
import { JournalError } from '../../audit/journal-error.ts';
import type { JournalEntry } from '../../audit/sealer.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Screened } from '../stages.ts';
import type { Reached } from '../trail.ts';
import { seal, sealRefusal } from './seal.ts';

const { action, subject } = push('refs/heads/main');
const CLIENT = toldClient({ path: '/o/r?token=hunter2' }).request;
const DENIED = new Refusal('hold', 'approval-denied', 'reviewer denied it', {
  rule: { id: 'reviewed', hash: 'a' },
  enforced: { hash: 'h', version: 3, workspaces: [] },
  refs: new Map([['refs/heads/main', 'reviewer denied it']]),
});

const ACCEPTED = { exchange: 'exchange-1', client: CLIENT };
const IDENTIFIED = { ...ACCEPTED, session: { id: 's1', program: 'git', subject } };
const CLASSIFIED = { ...IDENTIFIED, route: { kind: 'host.read', client: CLIENT, path: '/o/r' } };
const OUTCOMES = [
  {
    kind: 'accepted',
    action,
    rules: [],
    claim: { approval: 'approval-1', digest: 'd', approvedBy: ['r'], met: [] },
  },
  { kind: 'accepted', action, rules: [], claim: null },
  { kind: 'refused', action, code: 'denied', reason: '', hint: '', rule: null },
];
const RELEASED = { ...CLASSIFIED, outcomes: OUTCOMES };
const JOURNALED = { ...RELEASED, intent: { seq: 7, hash: 'h' } };

function scene(options: { readonly append?: readonly Error[]; readonly spend?: () => Promise<never> } = {}) {
  const written: JournalEntry[] = [];
  const lingering: unknown[] = [];
  const spent: unknown[] = [];
  const faults: string[] = [];
  const ports = {
    journal: {
      append: async (entry: JournalEntry, { lingers, ...room }: AppendOptions) => {
        written.push(entry);
        lingering.push(lingers);
        expect(room).toEqual({ reserve: true });
        const fault = options.append?.[written.length - 1];
        if (fault !== undefined) throw fault;
      },
    },
    approvals: {
      spend: async (id: string, how: object) => {
        spent.push([id, how]);
        return options.spend?.();
      },
    },
    fault: ({ step }: { readonly step: string }) => faults.push(step),
  } as unknown as ExchangePorts;
  return { ports, written, lingering, spent, faults };
}

const STAGES: readonly (readonly [string, object, object])[] = [
  [
    'before it was identified',
    ACCEPTED,
    { session: null, detail: { operation: { kind: 'unknown', host: 'github.com', port: 443 } } },
  ],
  [
    'before it was classified',
    IDENTIFIED,
    { session: 's1', detail: { subject: 'dev', actor: 'ai', operation: { kind: 'unknown' } } },
  ],
  [
    'once it was classified',
    CLASSIFIED,
    { session: 's1', detail: { operation: { kind: 'host.read', path: '/o/r' } } },
  ],
];

it.each(STAGES)('records a refusal %s', async (_what, stage, record) => {
  const { ports, written } = scene();
  await sealRefusal(stage as unknown as Reached, DENIED, ports);
  const common = {
    step: 'hold',
    code: 'approval-denied',
    reason: 'reviewer denied it',
    rule: { id: 'reviewed', hash: 'a' },
    policy: 'h',
    policyVersion: 3,
    refs: [{ ref: 'refs/heads/main', reason: 'reviewer denied it' }],
  };
  expect(written).toMatchObject([{ event: 'exchange.refused', exchange: 'exchange-1', detail: common }]);
  expect(written).toMatchObject([record]);
  expect(JSON.stringify(written)).not.toContain('hunter2');
});

it('spends what was claimed before the intent could be written', async () => {
  const { ports, written, spent } = scene();
  await sealRefusal(RELEASED as unknown as Reached, DENIED, ports);
  expect(spent).toEqual([['approval-1', { exchange: 'exchange-1', outcome: 'failed' }]]);
  expect(written).toMatchObject([{ event: 'exchange.refused' }]);
});

it('records what broke off after the intent as its outcome, at once: its client is told only then', async () => {
  const { ports, written, lingering, spent } = scene();
  await sealRefusal(JOURNALED as unknown as Reached, DENIED, ports);
  expect(lingering).toEqual([false]);
  expect(spent).toEqual([['approval-1', { exchange: 'exchange-1', outcome: 'failed' }]]);
  expect(written).toMatchObject([
    { event: 'exchange.outcome', detail: { intent: 7, result: 'failed', code: 'approval-denied' } },
  ]);
});

it('records the outcome of what went through when there is time, and spends each claim once', async () => {
  const { ports, written, lingering, spent } = scene();
  const screened = { ...JOURNALED, outcome: { status: 200 }, result: 'succeeded' } as unknown as Screened;
  await seal(screened, ports);
  expect(lingering).toEqual([true]);
  expect(spent).toEqual([['approval-1', { exchange: 'exchange-1', outcome: 'succeeded' }]]);
  expect(written).toMatchObject([
    { event: 'exchange.outcome', detail: { intent: 7, result: 'succeeded', status: 200 } },
  ]);
});

it.each(['too-large', 'not-canonical'] as const)(
  'writes the end without its words when they are %s',
  async (code) => {
    const { ports, written, faults } = scene({ append: [new JournalError(code, 'seen')] });
    await sealRefusal(CLASSIFIED as unknown as Reached, DENIED, ports);
    expect(written[1]).toMatchObject({ event: 'exchange.refused', session: 's1', exchange: 'exchange-1' });
    expect(written[1]?.detail).toEqual({
      subject: 'dev',
      actor: 'ai',
      step: 'hold',
      code: 'approval-denied',
      policy: 'h',
      policyVersion: 3,
      leftOut: code,
    });
    expect(faults).toEqual([]);
  },
);

it('notes what can be neither spent nor written, and ends all the same', async () => {
  const fails = (): Promise<never> => Promise.reject(new Error('away'));
  const { ports, written, faults } = scene({ append: [new Error('away')], spend: fails });
  await sealRefusal(JOURNALED as unknown as Reached, DENIED, ports);
  expect(written).toHaveLength(1);
  expect(faults).toEqual(['seal', 'seal']);
});
