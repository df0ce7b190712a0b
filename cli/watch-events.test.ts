import { expect, it } from 'vitest';
import { CollectorError } from '../agent/collector-client/collector-error.ts';
import type { Approval } from '../protocol/approval.ts';
import type { CollectorEvent } from '../protocol/collector-api.ts';
import { watchEvents } from './watch-events.ts';

/** A collector whose stream is opened as often as `streams` has rows; each row ends, or breaks with its error. */
async function watched(
  streams: readonly (readonly (CollectorEvent | Error)[])[],
): Promise<readonly string[]> {
  const stop = new AbortController();
  const said: string[] = [];
  let opened = 0;
  const client = {
    async events() {
      const stream = streams[opened] ?? [];
      opened += 1;
      if (opened > streams.length) stop.abort();
      return playing(stream);
    },
  };
  const tell = {
    onEvent: (event: CollectorEvent) =>
      void said.push(
        event.kind === 'approval' ? `${event.approval.id} ${event.approval.state.kind}` : event.kind,
      ),
    onAway: () => void said.push('away'),
  };
  await watchEvents(client, tell, stop.signal, 0);
  return said;
}

async function* playing(stream: readonly (CollectorEvent | Error)[]): AsyncGenerator<CollectorEvent> {
  for (const each of stream) {
    if (each instanceof Error) throw each;
    yield each;
  }
}

function approval(id: string, kind: Approval['state']['kind']): CollectorEvent {
  return { kind: 'approval', approval: { id, state: { kind }, votes: [] } as unknown as Approval };
}

it('ends with the fault of a collector that refuses', async () => {
  const refused = new CollectorError('refused', 'the token is not known', { refusal: 'unauthenticated' });
  await expect(watched([[refused]])).rejects.toBe(refused);
});

it.each([
  ['breaks off', [new CollectorError('unreachable', 'gone')]],
  ['is silent for too long', [new CollectorError('timeout', 'silent')]],
  ['ends', []],
])('goes on after a stream that %s', async (_what, broken) => {
  expect(await watched([broken, [approval('a', 'granted')]])).toEqual(['away', 'a granted', 'away']);
});

it('tells of what is pending once, however often the stream is opened', async () => {
  const pending = approval('a', 'pending');
  expect(await watched([[pending], [pending, approval('b', 'pending')], [approval('a', 'denied')]])).toEqual([
    'a pending',
    'away',
    'b pending',
    'away',
    'a denied',
    'away',
  ]);
});
