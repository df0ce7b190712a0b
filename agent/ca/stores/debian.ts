import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RootCertificate } from '../root-certificate.ts';
import { bundleHolds, exists, textOf } from './files.ts';
import type { RunCommand } from './run.ts';
import { anchorName, mustRun, type TrustStore } from './trust-store.ts';

const UPDATE = '/usr/sbin/update-ca-certificates';
const BUNDLE = 'ca-certificates.crt';

export interface DebianPaths {
  readonly anchors: string;
  /** The folder of links, and of the bundle. */
  readonly certificates: string;
  readonly configuration: string;
}

const PATHS: DebianPaths = {
  anchors: '/usr/local/share/ca-certificates',
  certificates: '/etc/ssl/certs',
  configuration: '/etc/ca-certificates.conf',
};

/** Debian, Ubuntu and their kin (update-ca-certificates(8)). */
export function debianStore(run: RunCommand, paths: DebianPaths = PATHS): TrustStore {
  const anchor = (root: RootCertificate): string => join(paths.anchors, anchorName(root, '.crt'));
  const link = (root: RootCertificate): string => join(paths.certificates, anchorName(root, '.pem'));
  const isInstalled = (root: RootCertificate) => bundleHolds(join(paths.certificates, BUNDLE), root);
  return {
    id: 'debian',
    name: 'the trust store of Debian',
    detect: async () => (await exists(paths.anchors)) && (await exists(paths.configuration)),
    isInstalled,
    hasTraces: async (root) =>
      (await exists(anchor(root))) || (await exists(link(root))) || (await isInstalled(root)),
    install: async (root) => {
      const args = ['-m', '0644', '--', root.path, anchor(root)];
      await mustRun(run, { program: '/usr/bin/install', args, asRoot: true });
      await mustRun(run, { program: UPDATE, args: [], asRoot: true });
    },
    uninstall: async (root) => {
      await mustRun(run, { program: '/bin/rm', args: ['-f', '--', anchor(root)], asRoot: true });
      await withDeselected(root, paths, (configuration) =>
        mustRun(run, { program: UPDATE, args: ['--certsconf', configuration], asRoot: true }),
      );
    },
  };
}

/**
 * Calls `update` with a copy of the configuration that deselects our certificate. Without that line the tool
 * drops it from the bundle but keeps dangling links to it, and tells its hooks nothing: Java's store would
 * go on trusting us. `--fresh` clears the links, and still tells the hooks nothing.
 */
async function withDeselected<T>(
  root: RootCertificate,
  paths: DebianPaths,
  update: (configuration: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'countersign-'));
  try {
    const configuration = join(directory, 'ca-certificates.conf');
    const lines = (await textOf(paths.configuration)).replace(/\n?$/, '\n');
    await writeFile(configuration, `${lines}!${anchorName(root, '.crt')}\n`, 'latin1');
    return await update(configuration);
  } finally {
    await rm(directory, { recursive: true });
  }
}
