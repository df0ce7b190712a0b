import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { GitChild, GitScope } from './git-process.ts';
import { type GitExit, gitFailed } from './git-process.ts';
import { InspectionError } from './inspection-error.ts';

export interface ReceivedPack {
  /** Without `.pack`. */
  readonly base: string;
  readonly hash: string;
  readonly bytes: number;
}

export interface PackIntake {
  readonly gitDir: string;
  readonly pack: Readable;
  readonly maxPackBytes: number;
  /** Ends the reading of the pack itself; a failure of the inspection does not, see below. */
  readonly hardStop: AbortSignal;
  onProgress(): void;
}

const OUTPUT = /^pack\t([0-9a-f]{40}|[0-9a-f]{64})\n$/;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * Pipes the pack into `git index-pack` while it arrives, which checks every object against its id. Objects are
 * not checked for form (`--fsck-objects` makes it half as slow again): the comparison of trees reports each entry
 * that is not in the old tree with the same name, mode and id, however a tree is ordered. The pack is always read
 * to its end, also after a failure: a client that is answered before it has sent all says only "connection reset".
 */
export async function indexPack(scope: GitScope, intake: PackIntake): Promise<ReceivedPack> {
  const args = ['index-pack', '--stdin', `--max-input-size=${intake.maxPackBytes}`];
  // The quarantine does not outlive a crash, so nothing in it has to be on the disk.
  const child = scope.start({ gitDir: intake.gitDir, args, config: [['core.fsync', 'none']] });
  const output = outputOf(child);
  const bytes = await feed(scope, child, intake);
  const exit = await child.exited;
  scope.signal.throwIfAborted();
  if (exit.code !== 0) throw packError(exit);
  return locate(intake.gitDir, await output, bytes);
}

async function feed(scope: GitScope, child: GitChild, intake: PackIntake): Promise<number> {
  let bytes = 0;
  let open = true;
  void child.exited.then(() => {
    open = false;
    child.stdin.destroy();
  });
  intake.hardStop.throwIfAborted();
  const stopped = once(intake.hardStop, 'abort').then(() => 'stopped' as const);
  const chunks = intake.pack.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const next = await Promise.race([chunks.next().catch(clientGone), stopped]);
    if (next === 'stopped') throw intake.hardStop.reason;
    if (next.done === true) break;
    intake.onProgress();
    bytes += next.value.length;
    if (bytes > intake.maxPackBytes) {
      scope.fail(new InspectionError('pack-too-large', `pack has more than ${intake.maxPackBytes} bytes`));
    } else if (open && !child.stdin.write(next.value)) {
      await Promise.race([once(child.stdin, 'drain').catch(() => undefined), child.exited]);
    }
  }
  if (open) child.stdin.end();
  return bytes;
}

function clientGone(cause: unknown): never {
  throw new InspectionError('aborted', 'the pack ended before it was whole', { cause });
}

async function outputOf(child: GitChild): Promise<string> {
  let text = '';
  child.stdout.setEncoding('latin1').on('data', (piece: string) => {
    if (text.length < MAX_OUTPUT_BYTES) text += piece;
  });
  await child.exited;
  return text;
}

/** Bytes behind the pack's checksum are not in the file: they would be forwarded without having been read. */
async function locate(gitDir: string, output: string, bytes: number): Promise<ReceivedPack> {
  const hash = OUTPUT.exec(output)?.[1];
  if (hash === undefined) throw new InspectionError('malformed-pack', 'bytes follow the end of the pack');
  const base = join(gitDir, 'objects', 'pack', `pack-${hash}`);
  const { size } = await stat(`${base}.pack`);
  if (size !== bytes) {
    throw new InspectionError('malformed-pack', `pack ends after ${size} of ${bytes} bytes received`);
  }
  return { base, hash, bytes };
}

function packError(exit: GitExit): InspectionError {
  const { stderr } = exit;
  if (/exceeds maximum allowed size/.test(stderr))
    return new InspectionError('pack-too-large', 'pack exceeds the limit');
  if (/unresolved deltas?/.test(stderr)) {
    const hint = 'push again with: git push --no-thin';
    return new InspectionError('thin-pack', 'pack refers to objects it does not hold', { hint });
  }
  if (exit.code === 128 && !/write error|No space left|unable to (?:create|write)|over limit/.test(stderr)) {
    return new InspectionError('malformed-pack', gitFailed('index-pack', exit).message);
  }
  return gitFailed('index-pack', exit);
}
