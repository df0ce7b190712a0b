import { open } from 'node:fs/promises';

/**
 * Puts the names in a folder on disk: a file that is flushed but whose name is not can be gone after a power
 * cut. Windows flushes names with the file and refuses to open a folder, so there it does nothing.
 */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
