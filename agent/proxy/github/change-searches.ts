import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { Repository } from '../../../protocol/operation.ts';
import { compileTerms } from '../../core/git/terms.ts';
import type { FileSearch } from '../../core/github/file-change.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Classified } from '../stages.ts';
import { secretsAsked } from '../steps/secrets-asked.ts';

/** What is looked for in what changes in one repository. */
export interface ChangeSearch {
  readonly files: FileSearch;
  /** Null when no rule asks for secrets in changes. */
  readonly detector: Detector | null;
  readonly scannedFor: readonly string[];
  /** As `secretsAsked` says it. */
  readonly searchedBy: string | null;
}

export interface ChangeSearchesPorts {
  readonly ports: Pick<ExchangePorts, 'repositoryPolicies' | 'limits'>;
  readonly policy: CompiledPolicy;
  /** Of the organisation's secrets, which a repository's own policy does not touch. */
  readonly detector: Detector;
}

/** What one call's changes are searched for, by the repositories that they are in; each may ask for words of its own. */
export class ChangeSearches {
  readonly #classified: Classified;
  readonly #ports: ChangeSearchesPorts;
  /** By the repository's id. */
  readonly #known = new Map<string, ChangeSearch>();

  constructor(classified: Classified, ports: ChangeSearchesPorts) {
    this.#classified = classified;
    this.#ports = ports;
  }

  async of(repository: Repository): Promise<ChangeSearch> {
    const known = this.#known.get(repository.id);
    if (known !== undefined) return known;
    const { policy, ports } = this.#ports;
    const asked = await ports.repositoryPolicies.of(this.#classified, policy, { repository, step: 'parse' });
    const search = this.#searchFor(asked.kind === 'policy' ? asked.policy : policy);
    this.#known.set(repository.id, search);
    return search;
  }

  /** What was looked for in all of them: what only some were searched for cannot be asked of the others. */
  common(): Pick<ChangeSearch, 'scannedFor' | 'searchedBy'> {
    const [first = this.#searchFor(this.#ports.policy), ...others] = this.#known.values();
    return {
      scannedFor: first.scannedFor.filter((term) => others.every((each) => each.scannedFor.includes(term))),
      searchedBy: others.every((each) => each.searchedBy === first.searchedBy) ? first.searchedBy : null,
    };
  }

  #searchFor(policy: CompiledPolicy): ChangeSearch {
    const searchedBy = secretsAsked(policy);
    const detector = searchedBy === null ? null : this.#ports.detector;
    const search = { automaton: compileTerms(policy.diffTerms), detector };
    return {
      files: { search, maxBlobBytes: this.#ports.ports.limits.maxTextBytes },
      detector,
      scannedFor: policy.diffTerms,
      searchedBy,
    };
  }
}
