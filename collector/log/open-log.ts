import type { Logger } from 'pino';
import type { CollectorKey } from '../identity/collector-key.ts';
import type { CollectorLimits } from '../limits.ts';
import type { Health } from '../operate/health.ts';
import type { Store } from '../store/store.ts';
import { logSigner } from './log-signer.ts';
import { openPublisher, type Publisher } from './publisher.ts';
import { createRecordLog, type RecordLog } from './record-log.ts';

interface LogParts {
  readonly store: Store;
  readonly key: CollectorKey;
  readonly limits: CollectorLimits;
  readonly log: Logger;
  readonly health: Health;
}

/** The log with every record in it that is stored, and its files as far as it goes. */
export async function openLog(
  directory: string,
  { store, key, limits, log, health }: LogParts,
): Promise<{ readonly recordLog: RecordLog; readonly publisher: Publisher }> {
  const signer = logSigner(key);
  const recordLog = createRecordLog(store.log, signer);
  const publisher = await openPublisher({
    directory,
    table: store.log,
    log: recordLog,
    key: signer,
    limits,
    onDone: () => health.works('log'),
    onFault: (cause) => {
      health.failed('log');
      log.error({ err: cause }, 'the log could not be published, and will be tried again');
    },
  });
  return { recordLog, publisher };
}
