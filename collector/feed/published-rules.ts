import { createHash } from 'node:crypto';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { approvalOf } from '../../policy/membership.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { tightenPolicy } from '../../policy/workspace.ts';
import type { ApprovalAsk, ApprovalRequirement } from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { ApiFault } from '../api-fault.ts';
import type { PublishedPolicies } from './published-policies.ts';

/** Says what a published policy would ask. Rejects with ApiFault `forbidden` for an ask that is of no such policy. */
export type CheckPublished = (ask: Pick<ApprovalAsk, 'requirements' | 'workspace'>) => Promise<void>;

/** What one policy asks, written so that it can be compared. */
type Asked = ReadonlySet<string>;

/** Repositories' own policies whose rules are remembered; another one is compiled again. */
const MAX_TIGHTENED = 64;

/**
 * Reviewers are asked by rules of the feed alone, and those whom such a rule names: an agent with a policy of its own
 * gets no approvals by it. The policies of now and of just before count. A rule of a
 * repository's own is asked when the text that comes with it tightens a published policy: so it can only add a review,
 * and only by groups that the published policy has.
 */
export function openPublishedRules(policies: PublishedPolicies): CheckPublished {
  const asked = new WeakMap<CompiledPolicy, Asked>();
  const tightened = new Map<string, Asked>();

  async function rulesOf(file: string, workspace: string | null): Promise<Asked> {
    const policy = await policies.read(file);
    if (workspace !== null) return tightenedRules(policy, workspace);
    const rules = asked.get(policy) ?? askedBy(policy);
    asked.set(policy, rules);
    return rules;
  }

  function tightenedRules(policy: CompiledPolicy, workspace: string): Asked {
    const name = `${policy.hash} ${sha256(new TextEncoder().encode(workspace))}`;
    const rules = tightened.get(name) ?? askedTogether(policy, workspace);
    tightened.set(name, rules);
    for (const oldest of tightened.keys()) if (tightened.size > MAX_TIGHTENED) tightened.delete(oldest);
    return rules;
  }

  return async ({ requirements, workspace }) => {
    const files = await policies.files();
    const published = await Promise.all(files.map((file) => rulesOf(file, workspace)));
    const isPublished = published.some((rules) => requirements.every((each) => rules.has(written(each))));
    if (!isPublished) throw new ApiFault('forbidden', 'the policy feed has no policy that would ask this');
  };
}

/** Nothing for a text that is no policy of a repository: an agent that enforces it asks nothing by it. */
function askedTogether(policy: CompiledPolicy, workspace: string): Asked {
  try {
    return askedBy(tightenPolicy(policy, workspace, sha256));
  } catch (cause) {
    if (cause instanceof PolicyError) return new Set();
    throw cause;
  }
}

function askedBy({ rules, refs, groups }: CompiledPolicy): Asked {
  const asks = rules.flatMap((rule, index) => {
    const ref = refs[index];
    if (rule.effect !== 'require_approval' || ref === undefined) return [];
    return [written({ rule: ref, ...approvalOf(rule.approvers, groups) })];
  });
  return new Set(asks);
}

function written({
  rule,
  approvers,
  quorum,
}: Pick<ApprovalRequirement, 'rule' | 'approvers' | 'quorum'>): string {
  return canonicalJson({ rule: { ...rule }, approvers: [...approvers], quorum: { ...quorum } });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
