import { homedir } from 'node:os';
import { systemRunner } from '../agent/ca/stores/run.ts';
import { systemTrustStore } from '../agent/ca/stores/system.ts';
import type { TrustStore } from '../agent/ca/stores/trust-store.ts';

/** The trust store of the system that the command runs on; null when it is none we know. */
export function thisSystem(): Promise<TrustStore | null> {
  return systemTrustStore({
    run: systemRunner(process.getuid?.()),
    platform: process.platform,
    userHome: homedir(),
    systemRoot: process.env['SystemRoot'] ?? 'C:\\Windows',
  });
}
