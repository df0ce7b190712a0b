import type { Approval } from '../../protocol/approval.ts';
import type { Collector } from './collector.ts';
import { Refusal, refusalOf } from './refusal.ts';

/** How the pages hear of news: at once, by asking now and then, or not at all. */
export type Connection = 'connecting' | 'live' | 'polling' | 'away';

export interface Follower {
  onApprovals(approvals: readonly Approval[]): void;
  onConnection(connection: Connection): void;
  /** Ids that are still believed to wait; what became of them is asked when news may have been missed. */
  waiting(): readonly string[];
}

const PAUSE_MS = 3000;
const PAGE = 200;
const MAX_PAGES = 25;

/** Hands on every approval until `signal` aborts. Throws Refusal once the session has ended. */
export async function follow(collector: Collector, follower: Follower, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await listen(collector, follower, signal);
      follower.onConnection('polling');
    } catch (error) {
      if (signal.aborted) return;
      const refusal = refusalOf(error);
      if (refusal.code === 'unauthenticated') throw refusal;
      follower.onConnection(await ask(collector, follower, signal));
    }
    await pause(PAUSE_MS, signal);
  }
}

/** What is missed before the stream is open is asked for once it is. */
async function listen(collector: Collector, follower: Follower, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  try {
    const events = await collector.events(AbortSignal.any([signal, stop.signal]));
    const caughtUp = catchUp(collector, follower, signal).then(() => follower.onConnection('live'));
    const read = async () => {
      for await (const batch of events) {
        follower.onApprovals(batch.flatMap((event) => (event.kind === 'approval' ? [event.approval] : [])));
      }
    };
    await Promise.all([caughtUp, read()]);
  } finally {
    stop.abort();
  }
}

async function ask(collector: Collector, follower: Follower, signal: AbortSignal): Promise<Connection> {
  try {
    await catchUp(collector, follower, signal);
    return 'polling';
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === 'unauthenticated') throw refusal;
    return 'away';
  }
}

async function catchUp(collector: Collector, follower: Follower, signal: AbortSignal): Promise<void> {
  const before = follower.waiting();
  const pending = await allPending(collector, signal);
  const { approvals: newest } = await collector.approvals({ order: 'newest', limit: 100 }, signal);
  follower.onApprovals([...pending, ...newest]);
  const seen = new Set([...pending, ...newest].map(({ id }) => id));
  for (const id of before) {
    if (!seen.has(id)) follower.onApprovals(await found(collector, id, signal));
  }
}

async function allPending(collector: Collector, signal: AbortSignal): Promise<readonly Approval[]> {
  const all: Approval[] = [];
  let after: number | null = 0;
  for (let page = 0; after !== null && page < MAX_PAGES; page++) {
    const answer = await collector.approvals({ state: 'pending', after, limit: PAGE }, signal);
    all.push(...answer.approvals);
    after = answer.next;
  }
  return all;
}

async function found(collector: Collector, id: string, signal: AbortSignal): Promise<readonly Approval[]> {
  try {
    return [await collector.approval(id, signal)];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return [];
    throw error;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
