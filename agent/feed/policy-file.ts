import { type BigIntStats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { compileBesideWork } from './enforceable-policy.ts';
import type { EnforcedPolicy, PolicySource } from './policy-source.ts';

export type PolicyFileErrorCode = 'unreadable' | 'too-large' | 'invalid';

export class PolicyFileError extends Error {
  readonly code: PolicyFileErrorCode;

  constructor(code: PolicyFileErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PolicyFileError';
    this.code = code;
  }
}

/** Nobody watches a file: it is looked at when an operation asks. */
const NEVER = new AbortController().signal;
const MAX_POLICY_BYTES = 1024 * 1024;

interface Loaded {
  readonly version: string;
  readonly outcome: EnforcedPolicy | PolicyFileError;
}

/**
 * A policy in a local file, read again when it changes, so that the next operation is judged by what the file
 * says now. A file that cannot be read or does not compile is no policy: what it last said is not enforced.
 */
export async function openPolicyFile(path: string): Promise<PolicySource> {
  let loaded: Loaded | null = null;
  let lastGood: EnforcedPolicy | null = null;
  /** Whoever asks while a version is being read waits for that. */
  let loading: { readonly version: string; readonly ended: Promise<Loaded> } | null = null;

  async function reload(): Promise<Loaded> {
    const file = await openToRead(path);
    try {
      const status = await file.stat({ bigint: true });
      return { version: versionOf(status), outcome: await load(file, path, Number(status.size)) };
    } finally {
      await file.close();
    }
  }

  async function reloadOnce(version: string): Promise<Loaded> {
    if (loading?.version === version) return loading.ended;
    const mine = { version, ended: reload() };
    loading = mine;
    try {
      return await mine.ended;
    } finally {
      if (loading === mine) loading = null;
    }
  }

  async function current(): Promise<EnforcedPolicy> {
    const version = versionAt(path);
    const newest = loaded?.version === version ? loaded : await reloadOnce(version);
    loaded = newest;
    if (newest.outcome instanceof PolicyFileError) throw newest.outcome;
    lastGood = newest.outcome;
    return newest.outcome;
  }

  await current().catch(() => undefined);
  return {
    current,
    lastKnown: () => lastGood,
    origin: 'file',
    alarm: () => null,

    close: () => {},
  };
}

/** The time of the last change tells of permissions, too: a file that may no longer be read has another version. */
function versionOf({ ino, mtimeNs, ctimeNs, size }: BigIntStats): string {
  return `${ino}:${mtimeNs}:${ctimeNs}:${size}`;
}

/**
 * Each exchange asks several times, so it asks no more than this of the disk, and at once: on a file that was just
 * looked at it takes a few microseconds, of which the way to another thread and back would make hundreds.
 */
function versionAt(path: string): string {
  try {
    return versionOf(statSync(path, { bigint: true }));
  } catch (cause) {
    throw new PolicyFileError('unreadable', `the policy file ${path} cannot be read`, cause);
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new PolicyFileError('unreadable', `the policy file ${path} cannot be read`, cause);
  }
}

async function load(file: FileHandle, path: string, size: number): Promise<EnforcedPolicy | PolicyFileError> {
  if (size > MAX_POLICY_BYTES) {
    return new PolicyFileError(
      'too-large',
      `the policy file ${path} has ${size} bytes, at most ${MAX_POLICY_BYTES} are read`,
    );
  }
  try {
    return { ...(await compileBesideWork(await file.readFile('utf8'))), version: null, replaced: NEVER };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it does not compile';
    return new PolicyFileError('invalid', `the policy file ${path} is not valid: ${why}`, cause);
  }
}
