import type { CompiledPolicy } from '../../policy/compile.ts';

/** Where the enforced policy comes from. */
export interface PolicySource {
  /** The policy of this moment; throws when there is none that may be enforced. */
  current(): Promise<CompiledPolicy>;
  /** The last policy that compiled, for telling governed hosts from others; null when none ever did. */
  lastKnown(): CompiledPolicy | null;
  close(): Promise<void> | void;
}
