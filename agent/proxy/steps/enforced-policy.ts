import type { Step } from '../../../protocol/audit-record.ts';
import { FeedError } from '../../feed/feed-error.ts';
import type { EnforcedPolicy } from '../../feed/policy-source.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';

/** The policy of this moment, or a refusal: without one nothing governed goes through. */
export async function enforcedPolicy(
  ports: Pick<ExchangePorts, 'policy'>,
  step: Step,
): Promise<EnforcedPolicy> {
  try {
    return await ports.policy();
  } catch (cause) {
    if (cause instanceof FeedError)
      throw new Refusal(step, 'no-policy', `there is no policy that can be enforced: ${cause.code}`, {
        hint: `${cause.message}; docs/policy-feed.md says more`,
        cause,
      });
    throw new Refusal(step, 'no-policy', 'there is no policy that can be enforced', {
      hint: 'run `countersign policy check` on the policy file and mend what it names',
      cause,
    });
  }
}
