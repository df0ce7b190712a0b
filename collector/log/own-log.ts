import type { CollectorKey } from '../identity/collector-key.ts';
import type { LogTable } from '../store/log.ts';
import { LogError } from './log-error.ts';

/** Throws LogError `not-ours` where the log of this database is signed by another key: agents would see a second log. */
export async function requireOwnLog(
  log: Pick<LogTable, 'pinKey'>,
  { publicKey }: Pick<CollectorKey, 'publicKey'>,
): Promise<void> {
  const pinned = await log.pinKey(publicKey);
  if (pinned === publicKey) return;
  throw new LogError(
    'not-ours',
    `the log of this database is signed by ${pinned}, the key here is ${publicKey}`,
  );
}
