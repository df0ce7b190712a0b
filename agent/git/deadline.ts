import { InspectionError } from './inspection-error.ts';

/** Ends an inspection that takes too long, or whose client goes; each piece of the pack restarts it. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #unlisten: () => void;
  #timer: NodeJS.Timeout;

  constructor(timeoutMs: number, signals: readonly AbortSignal[], onEnd: (reason: unknown) => void) {
    this.#timeoutMs = timeoutMs;
    this.#timer = this.#arm();
    this.signal.addEventListener('abort', () => onEnd(this.signal.reason), { once: true });
    const gone = () => this.#controller.abort(new InspectionError('aborted', 'the push was given up'));
    for (const signal of signals) {
      if (signal.aborted) gone();
      signal.addEventListener('abort', gone, { once: true });
    }
    this.#unlisten = () => {
      for (const signal of signals) signal.removeEventListener('abort', gone);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#unlisten();
  }

  #arm(): NodeJS.Timeout {
    const late = new InspectionError('timeout', `inspection was not done after ${this.#timeoutMs} ms`);
    return setTimeout(() => this.#controller.abort(late), this.#timeoutMs);
  }
}
