import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { RefUpdate, Repository } from '../../protocol/operation.ts';
import type { Detector } from '../core/secrets/detector.ts';
import type { PolicyDetector } from '../masking/policy-detector.ts';
import { Caches } from './caches.ts';
import { type DefaultBranch, openDefaultBranch } from './default-branch.ts';
import type { ObjectFormat } from './git-folder.ts';
import { GitScope, type GitSettings } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';
import type { GitLimits } from './limits.ts';
import { PassingThread } from './passing-thread.ts';
import type { QuarantinedPush } from './quarantined-push.ts';
import { receivePush } from './receive-push.ts';
import { Rooms } from './rooms.ts';
import type { ReadAccess } from './upstream-read.ts';

export { InspectionError, type QuarantinedPush };

export interface InspectorOptions {
  /** The agent's state folder; caches and quarantines go to `cache/git` in it. */
  readonly home: string;
  readonly limits: GitLimits;
  /** Told when the thread that reads large packs failed, which holds up no push; holds nothing of a pack. */
  readonly fault: (cause: unknown) => void;
  /** `git` on the PATH when not given. */
  readonly gitPath?: string;
}

export interface PushToInspect {
  readonly repository: Repository;
  readonly objectFormat: ObjectFormat;
  readonly updates: readonly RefUpdate[];
  /**
   * Null when the client sends none: for deletions alone, and where the upstream has what the refs are moved to. Its chunks are used up: nobody else may read them.
   */
  readonly pack: Readable | null;
  /** Looked for in added lines and in commit messages. */
  readonly terms: readonly string[];
  /**
   * Looks for secrets in added lines, paths, commits and tags; null when no rule asks for them. One that says what it
   * is made of may do so on another thread.
   */
  readonly detector: Detector | PolicyDetector | null;
  /** Asked when the inspection has to read the repository. */
  readAccess(): Promise<ReadAccess>;
  readonly signal: AbortSignal;
}

export type ExpectedPush = Pick<PushToInspect, 'repository' | 'objectFormat'>;

export interface Inspector {
  readonly defaultBranch: DefaultBranch;
  /** Somebody who may read the repository is about to push to it: what that takes is made ready. */
  expect(push: ExpectedPush): void;
  /**
   * Takes the pack into quarantine and finds out what the push brings. Throws InspectionError when any of it
   * could not be; by then the pack has been read to its end, unless the client was silent or the signal came.
   */
  receive(push: PushToInspect): Promise<QuarantinedPush>;
  /** Ends the inspections that run, and waits for them. */
  close(): Promise<void>;
}

/** `cat-file --batch-command` came with it. */
const OLDEST_GIT = [2, 36] as const;

/** Removes what earlier processes left in quarantine; the folder has one owner. */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const root = join(options.home, 'cache', 'git');
  const quarantines = join(root, 'quarantine');
  const emptyHome = join(root, 'home');
  await rm(quarantines, { recursive: true, force: true });
  await mkdir(quarantines, { recursive: true, mode: 0o700 });
  await mkdir(emptyHome, { recursive: true, mode: 0o700 });
  const settings: GitSettings = {
    gitPath: options.gitPath ?? 'git',
    emptyHome,
    maxBlobBytes: options.limits.maxBlobBytes,
    endMs: options.limits.endMs,
  };
  await checkVersion(settings);
  const caches = await Caches.open(root, options.limits);
  const rooms = new Rooms({ settings, quarantines, limits: options.limits });
  const thread = new PassingThread({ limits: options.limits, fault: options.fault });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const tracked = <T>(task: Promise<T>): Promise<T> => {
    running.add(task);
    return task.finally(() => running.delete(task));
  };
  const branch = openDefaultBranch({ settings, caches, limits: options.limits, closing: closing.signal });
  return {
    defaultBranch: {
      commit: (ask) => tracked(branch.commit(ask)),
      workspaceFile: (ask, commit) => tracked(branch.workspaceFile(ask, commit)),
    },
    expect: ({ repository, objectFormat }) =>
      rooms.expect(caches.of(repository.id, objectFormat), objectFormat),
    receive(push) {
      const { limits } = options;
      return tracked(receivePush({ push, caches, rooms, thread, limits, closing: closing.signal }));
    },
    async close() {
      closing.abort(new InspectionError('aborted', 'the inspector is closing'));
      await Promise.allSettled([...running, rooms.close(), thread.close()]);
    },
  };
}

async function checkVersion(settings: GitSettings): Promise<void> {
  const scope = new GitScope(settings);
  const { output } = await scope.run({ gitDir: settings.emptyHome, args: ['version'] }, { maxBytes: 1024 });
  const [, major = '0', minor = '0'] = /^git version ([0-9]{1,4})\.([0-9]{1,4})/.exec(output) ?? [];
  const version = Number(major) * 10_000 + Number(minor);
  if (version >= OLDEST_GIT[0] * 10_000 + OLDEST_GIT[1]) return;
  throw new InspectionError(
    'git-too-old',
    `git is ${major}.${minor}, expected ${OLDEST_GIT.join('.')} or later`,
    {
      hint: 'install a newer git',
    },
  );
}
