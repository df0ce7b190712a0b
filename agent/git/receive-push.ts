import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { compileTerms } from '../core/git/terms.ts';
import { WrittenSecrets } from '../core/git/written-secrets.ts';
import type { Caches } from './caches.ts';
import { Deadline } from './deadline.ts';
import { GitScope, type GitSettings } from './git-process.ts';
import { indexPack, type ReceivedPack } from './index-pack.ts';
import { type Inspection, inspect } from './inspection.ts';
import type { InspectionContext } from './inspection-context.ts';
import { InspectionError } from './inspection-error.ts';
import type { PushToInspect } from './inspector.ts';
import type { GitLimits } from './limits.ts';
import { ObjectReader } from './object-reader.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { inspectedPush, type QuarantinedPush } from './quarantined-push.ts';
import { findBases } from './ref-tips.ts';
import type { RepositoryCache } from './repository-cache.ts';
import { startPatch } from './tree-diff.ts';

export interface Reception {
  readonly push: PushToInspect;
  readonly settings: GitSettings;
  readonly caches: Caches;
  readonly quarantines: string;
  readonly limits: GitLimits;
  readonly closing: AbortSignal;
}

/** Receives and inspects; whatever fails, no process and no folder is left. */
export async function receivePush(reception: Reception): Promise<QuarantinedPush> {
  const { push, caches, limits } = reception;
  // A client may be gone before the pack is listened to.
  push.pack?.on('error', () => undefined);
  const cache = caches.of(push.repository.id, push.objectFormat);
  await cache.enter(push.objectFormat);
  const scope = new GitScope(reception.settings);
  let quarantine: Quarantine | null = null;
  const dispose = once(async () => {
    await scope.close();
    await quarantine?.remove();
    cache.leave();
  });
  const deadline = new Deadline(limits.timeoutMs, [push.signal, reception.closing], (reason) =>
    scope.fail(reason),
  );
  try {
    quarantine = await openQuarantine(reception.quarantines, push.objectFormat, cache);
    const { pack, inspection } = await quarantined(reception, { scope, cache, quarantine, deadline });
    return inspectedPush({
      scope,
      cache,
      caches,
      quarantine,
      pack,
      inspection,
      dispose,
    });
  } catch (error) {
    if (push.pack !== null && !deadline.signal.aborted) await drain(push.pack, deadline.signal);
    await dispose();
    const failure = asInspectionError(scope.signal.aborted ? scope.signal.reason : error, error);
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

interface Place {
  readonly scope: GitScope;
  readonly cache: RepositoryCache;
  readonly quarantine: Quarantine;
  readonly deadline: Deadline;
}

async function quarantined(
  { push, limits }: Reception,
  { scope, cache, quarantine, deadline }: Place,
): Promise<{ pack: ReceivedPack | null; inspection: Inspection }> {
  const { gitDir } = quarantine;
  const context = inspectionContext(push, limits, { scope, cache, gitDir });
  const ready = startPatch(scope, gitDir);
  const failing = <T>(task: Promise<T>): Promise<T> =>
    task.catch((error: unknown) => {
      scope.fail(error);
      throw error;
    });
  const intake = {
    gitDir,
    maxPackBytes: limits.maxPackBytes,
    hardStop: deadline.signal,
    onProgress: () => deadline.restart(),
  };
  const receiving =
    push.pack === null ? Promise.resolve(null) : failing(indexPack(scope, { ...intake, pack: push.pack }));
  const finding = failing(findBases(context));
  const [pack, bases] = await bothSettled(receiving, finding);
  const inspection = await inspect(context, bases, ready);
  context.reader.close();
  return { pack, inspection };
}

/** Waits for both even when one fails, because the pack is to be read to its end. */
async function bothSettled<A, B>(a: Promise<A>, b: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

function inspectionContext(
  push: PushToInspect,
  limits: GitLimits,
  place: { scope: GitScope; cache: RepositoryCache; gitDir: string },
): InspectionContext {
  const access = once(() => push.readAccess());
  return {
    ...place,
    format: push.objectFormat,
    reader: new ObjectReader(place.scope, place.gitDir),
    limits,
    search: { automaton: compileTerms(push.terms), detector: push.detector },
    written: new WrittenSecrets(push.detector),
    updates: push.updates,
    access,
    fetchGraph: once(async () => place.cache.fetchGraph(place.scope, await access(), elsewhere(push))),
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
