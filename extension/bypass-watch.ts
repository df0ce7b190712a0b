import { vouchedHosts } from '../protocol/enforced-hosts.ts';
import type { DoctorReport } from './core/doctor-report.ts';
import type { LinkState } from './core/link-state.ts';
import type { Bypass } from './core/protection.ts';

/** Keys and tokens come and go: what was found is looked for again after this long. */
const FRESH_MS = 3600_000;

export interface BypassWatchPorts {
  /** Asks the doctor, who tries every way round. */
  readonly ask: () => Promise<DoctorReport>;
  readonly found: (bypass: Bypass) => void;
  readonly nowMs: () => number;
  readonly log: (text: string) => void;
}

/**
 * Looks for ways round the agent without being asked, where that decides what may be promised: where the policy vouches
 * that a gateway enforces. Owner of when that was done.
 */
export class BypassWatch {
  readonly #ports: BypassWatchPorts;
  #lookedMs: number | null = null;

  constructor(ports: BypassWatchPorts) {
    this.#ports = ports;
  }

  /** Hears of every change; resolves once it has looked, or need not. */
  async hear(link: LinkState): Promise<void> {
    const { nowMs, ask, found, log } = this.#ports;
    if (link.kind !== 'connected' || vouchedHosts(link.status) === null) return;
    if (this.#lookedMs !== null && nowMs() - this.#lookedMs < FRESH_MS) return;
    this.#lookedMs = nowMs();
    try {
      found(bypassIn(await ask()));
    } catch (fault) {
      found('possible');
      log(`ways round could not be looked for: ${fault instanceof Error ? fault.message : 'no reason'}`);
    }
  }
}

/** The doctor says `enforced` only when every way round was tried, and none works. */
export function bypassIn({ standing }: Pick<DoctorReport, 'standing'>): Bypass {
  return standing === 'enforced' ? 'closed' : 'possible';
}
