import type { Logger } from 'pino';
import type { PolicyAlarm } from '../../protocol/control.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { JournalEntry } from '../audit/sealer.ts';
import type { FeedError } from './feed-error.ts';
import type { PolicyRef } from './policy-source.ts';

export interface AlarmPorts {
  readonly clock: () => Date;
  readonly log: Logger;
  readonly record: (entry: Pick<JournalEntry, 'event' | 'detail'>) => void;
}

/** Owner of what is wrong with the feed: each trouble is logged and recorded once, and its end too. */
export class FeedAlarms {
  readonly #ports: AlarmPorts;
  #feed: PolicyAlarm | null = null;
  #clock: PolicyAlarm | null = null;
  #hasLapsed = false;

  constructor(ports: AlarmPorts) {
    this.#ports = ports;
  }

  /** What a person should look at first; null when all is well. */
  get first(): PolicyAlarm | null {
    return this.#feed ?? this.#clock;
  }

  adopted(policy: PolicyRef, root: number): void {
    this.#ports.log.info({ ...describe(policy), root }, 'another policy is enforced');
    this.#tell('policy.adopted', { ...describe(policy), root });
  }

  /** `kept` is what stays enforced. */
  rejected(fault: FeedError, kept: PolicyRef | null): void {
    if (this.#feed?.code === fault.code) return;
    this.#feed = this.#alarm(fault.code, fault.message);
    this.#ports.log.error({ err: fault, code: fault.code }, 'the policy feed is not believed');
    this.#tell('policy.rejected', { code: fault.code, reason: fault.message, ...describe(kept) });
  }

  /** From now on nothing can be enforced. */
  lapsed(fault: FeedError): void {
    if (this.#hasLapsed) return;
    this.#hasLapsed = true;
    this.#feed ??= this.#alarm(fault.code, fault.message);
    this.#ports.log.error({ err: fault, code: fault.code }, 'there is no policy to enforce any more');
    this.#tell('policy.lapsed', { code: fault.code, reason: fault.message });
  }

  /** The feed was heard, and all of it holds. */
  recovered(policy: PolicyRef | null): void {
    if (this.#feed === null) return;
    this.#feed = null;
    this.#hasLapsed = false;
    this.#ports.log.info(describe(policy), 'the policy feed is believed again');
    this.#tell('policy.recovered', describe(policy));
  }

  clockBehind(behindMs: number, toleranceMs: number): void {
    if (behindMs <= toleranceMs) {
      this.#clock = null;
    } else if (this.#clock === null) {
      const reason = `the clock was set back, by ${Math.round(behindMs / 1000)} s at least`;
      this.#clock = this.#alarm('clock-reversed', reason);
      this.#ports.log.error({ behindMs }, reason);
      this.#tell('clock.reversed', { behindMs });
    }
  }

  #alarm(code: string, reason: string): PolicyAlarm {
    return { code, reason, since: this.#ports.clock().toISOString() };
  }

  #tell(event: JournalEntry['event'], detail: JsonObject): void {
    this.#ports.record({ event, detail });
  }
}

function describe(policy: PolicyRef | null): {
  readonly policy: string | null;
  readonly policyVersion: number | null;
} {
  return { policy: policy?.hash ?? null, policyVersion: policy?.version ?? null };
}
