import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { ExportError } from './export-error.ts';

/** How a target is known, and how this program is known to it. All in PEM form. */
export interface TlsTrust {
  readonly minVersion: 'TLSv1.2';
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

export interface TlsFiles {
  /** An authority to trust besides those of this machine. */
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/** Throws ExportError `bad-target`. */
export async function readTlsFiles({ ca, clientCert, clientKey }: TlsFiles): Promise<TlsTrust> {
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new ExportError('bad-target', '--client-cert and --client-key go together');
  }
  return {
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), await read(ca)] }),
    ...(clientCert === undefined || clientKey === undefined
      ? {}
      : { cert: await read(clientCert), key: await read(clientKey) }),
  };
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ExportError('bad-target', `${path} cannot be read`, { cause, hint: 'check the path' });
  });
}
