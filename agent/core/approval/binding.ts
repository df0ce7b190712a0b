import { type ApprovalBinding, bindingJson } from '../../../protocol/approval.ts';
import { canonicalJson } from '../../../protocol/canonical-json.ts';
import type { Operation } from '../../../protocol/operation.ts';
import type { Requirement, RuleRef } from '../../../protocol/verdict.ts';

export type ApprovalBindingErrorCode = 'not-a-push' | 'no-requirement';

/** An operation that no approval can be asked for. */
export class ApprovalBindingError extends Error {
  readonly code: ApprovalBindingErrorCode;

  constructor(code: ApprovalBindingErrorCode, message: string) {
    super(message);
    this.name = 'ApprovalBindingError';
    this.code = code;
  }
}

/**
 * What a grant for this operation is good for. The order of the rules is that of their ids, so that the same
 * question always has the same digest. Throws ApprovalBindingError.
 */
export function bindingOf(operation: Operation, requirements: readonly Requirement[]): ApprovalBinding {
  const { action, subject } = operation;
  if (action.kind !== 'git.push') {
    throw new ApprovalBindingError(
      'not-a-push',
      `an approval was asked for ${action.kind}, expected git.push`,
    );
  }
  if (requirements.length === 0) {
    throw new ApprovalBindingError('no-requirement', 'an approval was asked for that no rule requires');
  }
  const { ref, oldId, newId } = action.update;
  return {
    action: 'git.push',
    repository: action.repository.id,
    ref,
    oldId,
    newId,
    rules: requirements.map(({ rule }) => ({ id: rule.id, hash: rule.hash })).sort(byId),
    requester: subject.id,
  };
}

/** The binding's name: SHA-256 of its canonical JSON as `sha256` writes it, lower-case hex. */
export function digestOf(binding: ApprovalBinding, sha256: (bytes: Uint8Array) => string): string {
  return sha256(new TextEncoder().encode(canonicalJson(bindingJson(binding))));
}

/** By code unit: a locale's order would differ between machines. */
function byId(one: RuleRef, other: RuleRef): number {
  if (one.id === other.id) return one.hash < other.hash ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
