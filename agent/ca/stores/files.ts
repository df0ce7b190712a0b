import { lstat, readFile } from 'node:fs/promises';
import type { RootCertificate } from '../root-certificate.ts';

/** Whether there is something of that name, be it a link to nothing. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => absent(error, false),
  );
}

/** The text of a file, empty when there is none. */
export async function textOf(path: string): Promise<string> {
  return readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => absent(error, ''));
}

/** Whether the bundle `path` holds `root`, however its PEM is broken into lines. */
export async function bundleHolds(path: string, root: RootCertificate): Promise<boolean> {
  const text = await textOf(path);
  return text.replace(/\s/g, '').includes(root.x509.raw.toString('base64'));
}

function absent<T>(error: NodeJS.ErrnoException, otherwise: T): T {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return otherwise;
  throw error;
}
