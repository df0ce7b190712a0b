import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { InspectedUpdate, Repository } from '../../../protocol/operation.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Classified, Route } from '../stages.ts';
import { ApiReads } from './api-reads.ts';
import { ChangeSearches } from './change-searches.ts';

export type GithubRoute = Extract<Route, { kind: 'github' }>;

/** What it takes to find out what one call comes to. */
export interface Judging {
  readonly classified: Classified;
  readonly route: GithubRoute;
  readonly ports: ExchangePorts;
  readonly reads: ApiReads;
  readonly masking: SessionMasking;
  readonly searches: ChangeSearches;
}

/** What a call does to one ref. */
export interface RefWrite {
  readonly repository: Repository;
  readonly update: InspectedUpdate;
  /** The commit that is merged; empty where nothing is. */
  readonly head: string;
  /** Throws GithubError `unresolved` once what it was judged for is another. */
  readonly confirm: () => Promise<void>;
}

/** What a call comes to, and its body as it leaves; null for one without. */
export interface ResolvedCall {
  readonly writes: readonly RefWrite[];
  readonly text: string | null;
}

export function judgingOf(
  classified: Classified,
  route: GithubRoute,
  { policy, ports }: { readonly policy: CompiledPolicy; readonly ports: ExchangePorts },
): Judging {
  const masking = ports.masking.of(classified.session.id, policy);
  const { detector } = masking;
  return {
    classified,
    route,
    ports,
    reads: new ApiReads(classified, route, { ports, detector }),
    masking,
    searches: new ChangeSearches(classified, { ports, policy, detector }),
  };
}
