import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';

/** Files that programs are pointed to so that they believe the agent. */
export interface TrustFiles {
  /** The agent's root alone. */
  readonly caFile: string;
  /** The system's roots, what NODE_EXTRA_CA_CERTS named, and the agent's root, for programs that read one file. */
  readonly caBundleFile: string;
}

/** Writes the bundle anew: the system's roots may have changed since the last start. */
export async function writeTrustFiles(home: string, certificatePem: string): Promise<TrustFiles> {
  const caBundleFile = join(home, 'ca', 'bundle.pem');
  const system = getCACertificates('system');
  const roots = system.length > 0 ? system : getCACertificates('bundled');
  const all = [...roots, ...getCACertificates('extra'), certificatePem].map((pem) => `${pem.trim()}\n`);
  const bundle = [...new Set(all)].join('');
  await writeFile(`${caBundleFile}.new`, bundle);
  await rename(`${caBundleFile}.new`, caBundleFile);
  return { caFile: join(home, 'ca', 'root.pem'), caBundleFile };
}
