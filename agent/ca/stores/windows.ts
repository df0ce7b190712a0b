import type { RootCertificate } from '../root-certificate.ts';
import type { RunCommand } from './run.ts';
import { mustRun, type TrustStore } from './trust-store.ts';

export interface WindowsOptions {
  readonly platform: NodeJS.Platform;
  /** `C:\Windows`. The tool is named whole, for Git brings another one of the same name. */
  readonly systemRoot: string;
}

/** Windows (certutil), the roots of this user alone: no administrator; the system asks the user. */
export function windowsStore(run: RunCommand, options: WindowsOptions): TrustStore {
  const program = `${options.systemRoot}\\System32\\certutil.exe`;
  const certutil = (...args: readonly string[]) => ({ program, args: ['-user', ...args], asRoot: false });
  const isInstalled = async (root: RootCertificate): Promise<boolean> => {
    // Asking for the one certificate would not tell its absence from a failure. Old versions space the digits.
    const { stdout } = await mustRun(run, certutil('-store', 'Root'));
    return stdout.replaceAll(' ', '').toLowerCase().includes(thumbprint(root));
  };
  return {
    id: 'windows',
    name: "the user's root store of Windows",
    detect: async () => options.platform === 'win32',
    isInstalled,
    hasTraces: isInstalled,
    install: async (root) => {
      await mustRun(run, certutil('-addstore', 'Root', root.path));
    },
    uninstall: async (root) => {
      await mustRun(run, certutil('-delstore', 'Root', thumbprint(root)));
    },
  };
}

/** Windows knows certificates by their SHA-1. */
function thumbprint(root: RootCertificate): string {
  return root.x509.fingerprint.replaceAll(':', '').toLowerCase();
}
