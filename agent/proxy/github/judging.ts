import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { InspectedUpdate, Repository } from '../../../protocol/operation.ts';
import { compileTerms } from '../../core/git/terms.ts';
import type { FileSearch } from '../../core/github/file-change.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Classified, Route } from '../stages.ts';
import { secretsAsked } from '../steps/secrets-asked.ts';
import { ApiReads } from './api-reads.ts';

export type GithubRoute = Extract<Route, { kind: 'github' }>;

/** What it takes to find out what one call comes to. */
export interface Judging {
  readonly classified: Classified;
  readonly route: GithubRoute;
  readonly ports: ExchangePorts;
  readonly reads: ApiReads;
  readonly masking: SessionMasking;
  readonly search: FileSearch;
  /** Null when no rule asks for secrets in changes. */
  readonly detector: Detector | null;
  readonly scannedFor: readonly string[];
  readonly searchedBy: string | null;
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
  const searchedBy = secretsAsked(policy);
  const masking = ports.masking.of(classified.session.id, policy);
  const detector = searchedBy === null ? null : masking.detector;
  return {
    classified,
    route,
    ports,
    reads: new ApiReads(classified, route, { ports, detector: masking.detector }),
    masking,
    detector,
    search: {
      search: { automaton: compileTerms(policy.diffTerms), detector },
      maxBlobBytes: ports.limits.maxTextBytes,
    },
    scannedFor: policy.diffTerms,
    searchedBy,
  };
}
