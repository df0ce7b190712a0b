import { debianStore } from './debian.ts';
import { macosStore } from './macos.ts';
import { rhelStore } from './rhel.ts';
import type { RunCommand } from './run.ts';
import type { TrustStore } from './trust-store.ts';
import { windowsStore } from './windows.ts';

export interface SystemOptions {
  readonly run: RunCommand;
  readonly platform: NodeJS.Platform;
  readonly userHome: string;
  readonly systemRoot: string;
}

/** The trust store of this system, or null when it is none we know. */
export async function systemTrustStore(options: SystemOptions): Promise<TrustStore | null> {
  const { run } = options;
  const stores = [windowsStore(run, options), macosStore(run, options), rhelStore(run), debianStore(run)];
  for (const store of stores) if (await store.detect()) return store;
  return null;
}
