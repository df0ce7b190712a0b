import type { InboxAnswer } from '../protocol/panel-view.ts';
import { askedNotice, waitingFor } from './core/asked-notices.ts';
import type { Notice } from './core/notices.ts';

export interface InboxWatchPorts {
  /** As whoever signed in as a reviewer sees it; null while nobody is, or it cannot be had. */
  readonly inbox: () => Promise<InboxAnswer | null>;
  /** Whether somebody is at this window: of many, one tells. */
  readonly isLookedAt: () => boolean;
  readonly tell: (notice: Notice) => void;
  readonly log: (text: string) => void;
}

const BETWEEN_LOOKS_MS = 10_000;

/** Looks for what waits for the person at this window. Owner of what they were told of, while that waits. */
export class InboxWatch {
  readonly #ports: InboxWatchPorts;
  readonly #timer: NodeJS.Timeout;
  #told: ReadonlySet<string> = new Set();
  #isLooking = false;

  constructor(ports: InboxWatchPorts) {
    this.#ports = ports;
    this.#timer = setInterval(() => {
      this.look().catch((fault: unknown) => {
        ports.log(`the inbox was not looked at: ${fault instanceof Error ? fault.name : 'a fault'}`);
      });
    }, BETWEEN_LOOKS_MS);
  }

  async look(): Promise<void> {
    const { inbox, isLookedAt, tell } = this.#ports;
    if (this.#isLooking || !isLookedAt()) return;
    this.#isLooking = true;
    try {
      const answer = await inbox();
      if (answer === null) return;
      const waiting = waitingFor(answer);
      const fresh = waiting.filter(({ id }) => !this.#told.has(id));
      this.#told = new Set(waiting.map(({ id }) => id));
      if (fresh.length > 0) tell(askedNotice(fresh));
    } finally {
      this.#isLooking = false;
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
