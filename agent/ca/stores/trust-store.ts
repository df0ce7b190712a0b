import type { RootCertificate } from '../root-certificate.ts';
import type { CommandResult, RunCommand, SystemCommand } from './run.ts';

/** A system's list of authorities that its programs believe. Methods throw TrustStoreError. */
export interface TrustStore {
  readonly id: 'debian' | 'rhel' | 'macos' | 'windows';
  readonly name: string;
  /** Whether this is the system's trust store. */
  detect(): Promise<boolean>;
  /** Whether programs believe `root`. */
  isInstalled(root: RootCertificate): Promise<boolean>;
  /** Whether anything of `root` is there, believed or not. */
  hasTraces(root: RootCertificate): Promise<boolean>;
  install(root: RootCertificate): Promise<void>;
  /** Leaves no trace of `root`. */
  uninstall(root: RootCertificate): Promise<void>;
}

export type TrustStoreErrorCode = 'command-failed' | 'not-installed' | 'not-removed';

export class TrustStoreError extends Error {
  readonly code: TrustStoreErrorCode;
  readonly hint: string;

  constructor(code: TrustStoreErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'TrustStoreError';
    this.code = code;
    this.hint = hint;
  }
}

/** Installs and looks: what a tool says it did is not what a store holds. */
export async function installVerified(store: TrustStore, root: RootCertificate): Promise<void> {
  await store.install(root);
  if (await store.isInstalled(root)) return;
  throw new TrustStoreError(
    'not-installed',
    `${store.name} does not hold the certificate after it was added`,
    `add ${root.path} by the system's own means`,
  );
}

/** Uninstalls where there is something, and looks; says whether there was. */
export async function uninstallVerified(store: TrustStore, root: RootCertificate): Promise<boolean> {
  if (!(await store.hasTraces(root))) return false;
  await store.uninstall(root);
  if (!(await store.hasTraces(root))) return true;
  throw new TrustStoreError(
    'not-removed',
    `${store.name} still holds the certificate ${root.fingerprint}`,
    "remove it by the system's own means",
  );
}

const MAX_SHOWN = 500;

/** Runs a command that has to succeed. */
export async function mustRun(run: RunCommand, command: SystemCommand): Promise<CommandResult> {
  const result = await run(command);
  if (result.exitCode === 0) return result;
  const said = result.stderr.trim().slice(0, MAX_SHOWN);
  throw new TrustStoreError(
    'command-failed',
    `${command.program} ${command.args[0] ?? ''} ended with ${result.exitCode}, expected 0: ${said}`,
    command.asRoot ? 'run it in a terminal, as a user who may use sudo or as root' : 'run it in a terminal',
  );
}

/** A file name that no other authority has; `extension` with its dot. */
export function anchorName(root: RootCertificate, extension: '.crt' | '.pem'): string {
  return `countersign-${root.fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase()}${extension}`;
}
