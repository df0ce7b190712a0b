import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePolicy } from '../../policy/compile.ts';
import { approvalOf } from '../../policy/membership.ts';
import type { ApprovalAsk, ApprovalRequirement } from '../../protocol/approval.ts';
import { canonicalJson } from '../../protocol/canonical-json.ts';
import { ApiFault } from '../api-fault.ts';

/** Says what a published policy would ask. Rejects with ApiFault `forbidden` for an ask that is of no such policy. */
export type CheckPublished = (ask: Pick<ApprovalAsk, 'requirements'>) => Promise<void>;

/**
 * Reviewers are asked by rules of the feed alone, and those whom such a rule names: an agent with a policy of its own
 * gets no approvals by it. The policies of now and of just before count; each is compiled once.
 */
export function openPublishedRules(directory: string): CheckPublished {
  const known = new Map<string, ReadonlySet<string>>();

  async function rulesOf(name: string): Promise<ReadonlySet<string>> {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const rules = asked(await readFile(join(directory, 'targets', name), 'utf8'));
    known.set(name, rules);
    return rules;
  }

  return async ({ requirements }) => {
    const names = (await readdir(join(directory, 'targets'))).filter((name) => name.endsWith('.policy.yaml'));
    for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
    const published = await Promise.all(names.map(rulesOf));
    const isPublished = published.some((rules) => requirements.every((each) => rules.has(written(each))));
    if (!isPublished) throw new ApiFault('forbidden', 'the policy feed has no policy that would ask this');
  };
}

function asked(text: string): ReadonlySet<string> {
  const { rules, refs, groups } = compilePolicy(text, sha256);
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
