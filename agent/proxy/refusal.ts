import type { Step } from '../../protocol/audit-record.ts';
import type { RuleRef } from '../../protocol/verdict.ts';
import type { JudgedUnder } from './stages.ts';

/** Every way an exchange can end without its operation going through; docs/errors.md has a line for each. */
export type RefusalCode =
  | 'too-many-exchanges'
  | 'shutting-down'
  | 'unknown-session'
  | 'identity-away'
  | 'revoked'
  | 'revocations-unknown'
  | 'misdirected'
  | 'upgrade-refused'
  | 'unsupported-version'
  | 'head-too-long'
  | 'tls-failed'
  | 'uncovered-host'
  | 'unknown-operation'
  | 'malformed'
  | 'too-large'
  | 'inspection-failed'
  | 'no-policy'
  | 'denied'
  | 'approval-denied'
  | 'approval-timed-out'
  | 'approval-withdrawn'
  | 'approval-unavailable'
  | 'client-gone'
  | 'cannot-mask'
  | 'journal-full'
  | 'journal-failed'
  | 'no-credential'
  | 'upstream-unreachable'
  | 'upstream-broken'
  | 'internal';

export interface RefusalOptions {
  readonly hint?: string;
  readonly rule?: RuleRef | null;
  /** The policy that was asked, where one was. */
  readonly enforced?: JudgedUnder | null;
  /** For a push: what each ref is told. Refs not named are told the reason. */
  readonly refs?: ReadonlyMap<string, string>;
  readonly cause?: unknown;
}

/**
 * The one way out of a step that is not the next step. `message` is what the user reads, so it holds no
 * secret; `hint` says what to do next.
 */
export class Refusal extends Error {
  readonly step: Step;
  readonly code: RefusalCode;
  readonly hint: string;
  readonly rule: RuleRef | null;
  readonly enforced: JudgedUnder | null;
  readonly refs: ReadonlyMap<string, string>;

  constructor(step: Step, code: RefusalCode, message: string, options: RefusalOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'Refusal';
    this.step = step;
    this.code = code;
    this.hint = options.hint ?? '';
    this.rule = options.rule ?? null;
    this.enforced = options.enforced ?? null;
    this.refs = options.refs ?? new Map();
  }
}

/**
 * What the client is told of anything a step threw. A fault that is no refusal says only where it happened:
 * its message may hold what the client must not see, so it goes to the log's `cause` and nowhere else.
 */
export function refusalOf(fault: unknown, step: Step): Refusal {
  if (fault instanceof Refusal) return fault;
  return new Refusal(step, 'internal', `countersign could not finish the ${step} step`, {
    hint: 'nothing was forwarded; the agent log has the cause',
    cause: fault,
  });
}
