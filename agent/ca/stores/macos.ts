import { join } from 'node:path';
import type { RootCertificate } from '../root-certificate.ts';
import { exists } from './files.ts';
import type { RunCommand } from './run.ts';
import { mustRun, type TrustStore } from './trust-store.ts';

const SECURITY = '/usr/bin/security';

export interface MacosOptions {
  readonly platform: NodeJS.Platform;
  /** The user's home folder: the certificate is trusted for this user alone, which needs no administrator. */
  readonly userHome: string;
}

/** macOS (security(1)). The system asks the user before it changes what is trusted. */
export function macosStore(run: RunCommand, options: MacosOptions): TrustStore {
  const keychain = join(options.userHome, 'Library', 'Keychains', 'login.keychain-db');
  const security = (...args: readonly string[]) => ({ program: SECURITY, args, asRoot: false });
  const isInstalled = async (root: RootCertificate): Promise<boolean> => {
    const { stdout } = await mustRun(run, security('find-certificate', '-a', '-Z', keychain));
    return stdout.toUpperCase().includes(`SHA-256 HASH: ${hash(root)}`);
  };
  return {
    id: 'macos',
    name: 'the login keychain of macOS',
    detect: async () => options.platform === 'darwin' && (await exists(SECURITY)),
    isInstalled,
    hasTraces: isInstalled,
    install: async (root) => {
      await mustRun(run, security('add-trusted-cert', '-r', 'trustRoot', '-k', keychain, root.path));
    },
    uninstall: async (root) => {
      await mustRun(run, security('delete-certificate', '-Z', hash(root), '-t', keychain));
    },
  };
}

function hash(root: RootCertificate): string {
  return root.fingerprint.replaceAll(':', '').toUpperCase();
}
