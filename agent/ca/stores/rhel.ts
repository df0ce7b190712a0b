import { join } from 'node:path';
import type { RootCertificate } from '../root-certificate.ts';
import { bundleHolds, exists } from './files.ts';
import type { RunCommand } from './run.ts';
import { anchorName, mustRun, type TrustStore } from './trust-store.ts';

export interface RhelPaths {
  readonly anchors: string;
  readonly bundle: string;
}

const PATHS: RhelPaths = {
  anchors: '/etc/pki/ca-trust/source/anchors',
  bundle: '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
};

/** Red Hat Enterprise Linux, Fedora and their kin (update-ca-trust(8)). */
export function rhelStore(run: RunCommand, paths: RhelPaths = PATHS): TrustStore {
  const anchor = (root: RootCertificate): string => join(paths.anchors, anchorName(root, '.pem'));
  const extract = () =>
    mustRun(run, { program: '/usr/bin/update-ca-trust', args: ['extract'], asRoot: true });
  return {
    id: 'rhel',
    name: 'the trust store of Red Hat',
    detect: () => exists(paths.anchors),
    isInstalled: (root) => bundleHolds(paths.bundle, root),
    hasTraces: async (root) => (await exists(anchor(root))) || (await bundleHolds(paths.bundle, root)),
    install: async (root) => {
      const args = ['-m', '0644', '--', root.path, anchor(root)];
      await mustRun(run, { program: '/usr/bin/install', args, asRoot: true });
      await extract();
    },
    uninstall: async (root) => {
      await mustRun(run, { program: '/bin/rm', args: ['-f', '--', anchor(root)], asRoot: true });
      await extract();
    },
  };
}
