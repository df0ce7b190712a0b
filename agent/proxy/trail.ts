import type { Step } from '../../protocol/audit-record.ts';
import type { Accepted, Classified, Identified, Journaled, Parsed } from './stages.ts';

/** As much as is known of an exchange when it is refused. */
export type Reached = Accepted | Identified | Classified | Parsed | Journaled;

/** How far an exchange came. Owned by `exchange`; the refusal record is written from it. */
export class Trail {
  #step: Step = 'accept';
  #stage: Reached;

  constructor(accepted: Accepted) {
    this.#stage = accepted;
  }

  /** Notes what a step gave and which step is next; gives back what it was given. */
  reach<S extends Reached>(next: Step, stage: S): S {
    this.#step = next;
    this.#stage = stage;
    return stage;
  }

  /** The step that runs now. */
  get step(): Step {
    return this.#step;
  }

  get stage(): Reached {
    return this.#stage;
  }
}
