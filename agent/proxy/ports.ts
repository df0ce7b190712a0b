import type { Approvals } from '../approval/approvals.ts';
import type { Holds } from '../approval/holds.ts';
import type { ContentLog } from '../audit/content-log.ts';
import type { Journal } from '../audit/journal.ts';
import type { ExchangeLimits } from '../config.ts';
import type { CredentialBroker } from '../credential/broker.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { EnforcedPolicy } from '../feed/policy-source.ts';
import type { Inspector } from '../git/inspector.ts';
import type { Identity } from '../identity/identity.ts';
import type { Masking } from '../masking/masking.ts';
import type { Revocations } from '../revocation/revocations.ts';
import type { Target } from './client.ts';
import type { ToldEndpoints } from './copilot/told-endpoints.ts';
import type { Spool } from './lfs/spool.ts';
import type { OwnReads } from './own-reads.ts';
import type { Authorized } from './stages.ts';
import type { Turnstile } from './turnstile.ts';
import type { Upstream } from './upstream.ts';
import type { RepositoryPolicies } from './workspace/repository-policies.ts';

/** What the steps reach the world through. Each is owned by `startAgent`, which opens and closes it. */
export interface ExchangePorts {
  readonly turnstile: Turnstile;
  readonly identity: Identity;
  /** Null: this agent is no gateway. */
  readonly gateway: GatewaySide | null;
  /** The policy of this moment. Throws when there is none that may be enforced. */
  policy(): Promise<EnforcedPolicy>;
  readonly evaluator: Pick<Evaluator, 'evaluate' | 'prepare'>;
  readonly inspector: Inspector;
  readonly ownReads: OwnReads;
  /** Where objects of Git LFS are kept while they are looked at. */
  readonly spool: Pick<Spool, 'create'>;
  /** What judges operations on a repository: the organisation's policy and the repository's own. */
  readonly repositoryPolicies: Pick<RepositoryPolicies, 'of'>;
  readonly approvals: Approvals;
  readonly revocations: Pick<Revocations, 'enter' | 'lean'>;
  readonly credentials: CredentialBroker;
  readonly holds: Holds;
  readonly masking: Masking;
  readonly endpoints: ToldEndpoints;
  readonly contents: ContentLog;
  readonly journal: Journal;
  readonly upstream: Upstream;
  readonly clock: () => Date;
  readonly limits: ExchangeLimits;
  /** What a person types to decide an approval; its id follows. */
  readonly approveCommand: string;
  /** A fault that no client may see: step, exchange and cause. */
  fault(where: { readonly step: string; readonly exchange: string; readonly cause: unknown }): void;
}

/** What the exchanges of a gateway know of it. */
export interface GatewaySide {
  /** `https://gateway.example.com`, as clients call it. */
  readonly url: string;
  /** Whether requests to this target go through it. */
  serves(target: Pick<Target, 'host' | 'port'>): boolean;
  /** Notes what it will vouch for once this has gone through. Throws Refusal. */
  vouch(authorized: Authorized): Promise<void>;
}
