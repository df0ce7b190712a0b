import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toldClient } from '../../test/support/told-client.ts';
import type { PushRequest } from '../core/git/push-request.ts';
import { PushAnswer } from './push-answer.ts';
import { Refusal } from './refusal.ts';

const UPDATE = { oldId: '1'.repeat(40), newId: '2'.repeat(40) };

function answering(capabilities: readonly string[] = ['report-status', 'side-band-64k']) {
  const push: PushRequest = {
    commands: ['refs/heads/main', 'refs/heads/next'].map((ref) => ({ ...UPDATE, ref })),
    capabilities: new Map(capabilities.map((name) => [name, true])),
    shallow: [],
    options: [],
    objectFormat: 'sha1',
    certificate: null,
    expectsPack: true,
  };
  const { request, told } = toldClient({});
  return { answer: new PushAnswer(request.response, push), told };
}

describe('a push that waits', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  test('gets more bytes a second than the thousand below which people let curl give up', () => {
    const { answer, told } = answering();
    answer.keepAlive();
    vi.advanceTimersByTime(1000);
    expect(told.body.length).toBeGreaterThan(1500);
    expect(told.body.replaceAll('0005\u0001', '')).toBe('');
    answer.stopKeepAlive();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is told nothing where it reads no side-band', () => {
    const { answer, told } = answering(['report-status']);
    answer.keepAlive();
    answer.progress('waits');
    vi.advanceTimersByTime(1000);
    expect(told).toMatchObject({ status: 0, body: '' });
  });
});

test.each([
  ['a refusal', 'denied', 'unpack ok'],
  ['a fault of the agent', 'internal', 'unpack countersign could not finish'],
] as const)('%s ends it with a report on every ref', async (_, code, unpack) => {
  const { answer, told } = answering(['report-status']);
  const refs = new Map([['refs/heads/main', 'main is frozen']]);
  await answer.refuse(new Refusal('evaluate', code, 'no', { refs }));
  expect(told).toMatchObject({ status: 200, ended: true });
  const lines = told.body.split(/[0-9a-f]{4}(?=unpack|ng|$)/).map((line) => line.trim());
  expect(lines).toEqual(['', unpack, 'ng refs/heads/main main is frozen', 'ng refs/heads/next no', '']);
});
