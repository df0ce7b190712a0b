import type { AgentStatus } from '../../protocol/control.ts';
import type { Windows } from './windows.ts';

const LOOK_MS = 2000;

/** Tells the windows what the agent's state is, when one comes and when it has changed. */
export class Announcer {
  readonly #windows: Windows;
  readonly #status: () => Promise<AgentStatus>;
  readonly #timer: NodeJS.Timeout;
  #last = '';

  constructor(windows: Windows, status: () => Promise<AgentStatus>) {
    this.#windows = windows;
    this.#status = status;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  async announce(): Promise<void> {
    const status = await this.#status();
    this.#last = JSON.stringify(status);
    this.#windows.publish({ kind: 'status', status });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#windows.count === 0) return;
    const status = await this.#status();
    const text = JSON.stringify(status);
    if (text === this.#last) return;
    this.#last = text;
    this.#windows.publish({ kind: 'status', status });
  }
}
