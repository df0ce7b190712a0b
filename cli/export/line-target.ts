import { open } from 'node:fs/promises';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { ExportError } from './export-error.ts';
import { ALL_TAKEN, type Target } from './target.ts';

/** A line a record, written out by `write`; they are taken when it resolves. */
export function lineTarget(
  lineOf: (stored: StoredRecord) => string,
  write: (text: string) => Promise<void>,
): Target {
  return {
    *parts(records) {
      if (records.length === 0) return;
      const send = async () => {
        await write(records.map(lineOf).join(''));
        return ALL_TAKEN;
      };
      yield { count: records.length, send };
    },
  };
}

/** Appends to a file, for its owner alone. What is taken is on the disk. */
export function appendTo(path: string): (text: string) => Promise<void> {
  return async (text) => {
    const file = await open(path, 'a', 0o600).catch((cause: unknown) => {
      throw new ExportError('bad-target', `${path} cannot be written`, { cause, hint: 'check the path' });
    });
    try {
      await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  };
}

/** Writes to a stream, such as standard output; taken means handed to whoever reads it. */
export function writeTo(stream: NodeJS.WritableStream): (text: string) => Promise<void> {
  return (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (fault) => {
        if (fault === null || fault === undefined) resolve();
        else reject(new ExportError('refused', 'nobody reads the output any more', { cause: fault }));
      });
    });
}
