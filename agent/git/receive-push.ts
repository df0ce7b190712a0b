import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { compileTerms } from '../core/git/terms.ts';
import { WrittenSecrets } from '../core/git/written-secrets.ts';
import type { Caches } from './caches.ts';
import type { Describing } from './commit-store.ts';
import { Deadline } from './deadline.ts';
import { indexPack } from './index-pack.ts';
import { inspect } from './inspection.ts';
import type { InspectionContext } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import type { PushToInspect } from './inspector.ts';
import type { GitLimits } from './limits.ts';
import { PackReading } from './pack-reading.ts';
import type { PassingSearch } from './passing-messages.ts';
import type { PassingThread } from './passing-thread.ts';
import { holdsMoreThan, type Inside, inspectedPush, type QuarantinedPush } from './quarantined-push.ts';
import { findRanges } from './range.ts';
import { findBases, findTips } from './ref-tips.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface Reception {
  readonly push: PushToInspect;
  readonly caches: Caches;
  readonly rooms: Rooms;
  readonly thread: PassingThread;
  readonly limits: GitLimits;
  readonly closing: AbortSignal;
}

/** Receives and inspects; whatever fails, no process and no folder is left. */
export async function receivePush(reception: Reception): Promise<QuarantinedPush> {
  const { push, caches, rooms, limits } = reception;
  // A client may be gone before the pack is listened to.
  push.pack?.on('error', () => undefined);
  const cache = caches.of(push.repository.id, push.objectFormat);
  let room: Room | null = null;
  const deadline = new Deadline(limits.timeoutMs, [push.signal, reception.closing], (reason) =>
    room?.scope.fail(reason),
  );
  try {
    room = await rooms.take(cache, push.objectFormat);
    deadline.signal.throwIfAborted();
    return inspectedPush({ room, caches, ...(await quarantined(reception, room, deadline)) });
  } catch (error) {
    if (push.pack !== null && !deadline.signal.aborted) await drain(push.pack, deadline.signal);
    await room?.leave();
    const failure = asInspectionError(room?.scope.signal.reason ?? error, error);
    if (failure.code === 'missing-objects' || failure.code === 'git-failed') await cache.discard();
    throw failure;
  } finally {
    deadline.end();
  }
}

/** For what failed before anybody read the pack. */
async function drain(pack: Readable, signal: AbortSignal): Promise<void> {
  if (pack.readableEnded || pack.destroyed) return;
  pack.resume();
  await finished(pack, { signal }).catch(() => undefined);
}

/** The first failure is the one that counts: those behind it come of the processes being ended. */
function asInspectionError(first: unknown, other: unknown): InspectionError {
  for (const error of [first, other]) {
    if (error instanceof InspectionError && error.message !== 'the inspection has ended') return error;
  }
  return new InspectionError('git-failed', 'the inspection failed', { cause: other });
}

async function quarantined(
  { push, thread, limits }: Reception,
  room: Room,
  deadline: Deadline,
): Promise<Omit<Inside, 'room' | 'caches'>> {
  const { scope, quarantine, indexing, patch } = room;
  const describing = describingOf(push, limits);
  const reading = new PackReading({
    searching: describing,
    search: searchAside(push),
    format: push.objectFormat,
    thread,
    limits,
  });
  const context = { ...inspectionContext(push, describing, room), passed: reading.passed };
  const failing = <T>(task: Promise<T>): Promise<T> =>
    task.catch((error: unknown) => {
      scope.fail(error);
      throw error;
    });
  const intake = {
    gitDir: quarantine.gitDir,
    child: indexing,
    maxPackBytes: limits.maxPackBytes,
    hardStop: deadline.signal,
    onPiece: (piece: Buffer) => {
      deadline.restart();
      return reading.push(piece);
    },
    onEnd: () => reading.end(),
  };
  if (push.pack === null) indexing.stop();
  const receiving =
    push.pack === null ? Promise.resolve(null) : failing(indexPack(scope, { ...intake, pack: push.pack }));
  const finding = failing(findBases(context));
  const [pack, bases] = await bothSettled(receiving, finding).finally(() => reading.leave());
  const ranges = await findRanges(context, await findTips(context, bases));
  // Git counts on one core while trees are compared on the other.
  const inspecting = inspect(context, ranges, patch);
  const holdsMore = holdsMoreThan(ranges, { room, pack, brought: inspecting });
  const inspection = await inspecting;
  context.reader.close();
  return { pack, holdsMore, inspection };
}

/** Waits for both even when one fails, because the pack is to be read to its end. */
async function bothSettled<A, B>(a: Promise<A>, b: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

function describingOf({ terms, detector }: PushToInspect, limits: GitLimits): Describing {
  const search = { automaton: compileTerms(terms), detector };
  return { limits, search, written: new WrittenSecrets(detector) };
}

/** Null where the search can only be made here. */
function searchAside({ terms, detector }: PushToInspect): PassingSearch | null {
  if (detector === null) return { terms, detector };
  return 'settings' in detector ? { terms, detector: detector.settings } : null;
}

function inspectionContext(
  push: PushToInspect,
  describing: Describing,
  { scope, cache, reader, quarantine }: Room,
): Omit<InspectionContext, 'passed'> {
  const access = once(() => push.readAccess());
  return {
    ...describing,
    scope,
    cache,
    reader,
    gitDir: quarantine.gitDir,
    format: push.objectFormat,
    updates: push.updates,
    access,
    fetchGraph: once(async () => cache.fetchGraph(scope, await access(), elsewhere(push))),
  };
}

/** What comes without a pack is on the upstream already, though perhaps below no branch: the head of a fork. */
function elsewhere({ pack, updates }: PushToInspect): readonly string[] {
  if (pack !== null) return [];
  return updates.filter(({ change }) => change !== 'delete').map(({ newId }) => newId);
}

function once<T>(task: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= task();
    return result;
  };
}
