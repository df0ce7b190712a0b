import { type ApprovalBinding, bindingJson, REQUEST_KINDS } from '../../../protocol/approval.ts';
import { canonicalJson } from '../../../protocol/canonical-json.ts';
import type { CopilotPromptAction, McpCallAction } from '../../../protocol/copilot.ts';
import type { GithubApiAction, GithubCall, GithubWriteAction } from '../../../protocol/github.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import type { Action, GitPushAction, Operation, Repository } from '../../../protocol/operation.ts';
import type { Subject } from '../../../protocol/subject.ts';
import type { Requirement, RuleRef } from '../../../protocol/verdict.ts';

export type ApprovalBindingErrorCode = 'cannot-be-held' | 'no-requirement';

/** An operation that no approval can be asked for. */
export class ApprovalBindingError extends Error {
  readonly code: ApprovalBindingErrorCode;

  constructor(code: ApprovalBindingErrorCode, message: string) {
    super(message);
    this.name = 'ApprovalBindingError';
    this.code = code;
  }
}

export type Sha256 = (bytes: Uint8Array) => string;

/**
 * What a grant for this operation is good for. The order of the rules is that of their ids, so that the same
 * question always has the same digest. `sha256` writes lower-case hex. Throws ApprovalBindingError.
 */
export function bindingOf(
  operation: Pick<Operation, 'subject' | 'action'>,
  requirements: readonly Requirement[],
  sha256: Sha256,
): ApprovalBinding {
  const { action, subject } = operation;
  if (!canBeHeld(action)) {
    throw new ApprovalBindingError('cannot-be-held', `an approval was asked for ${action.kind}`);
  }
  const asker = askerOf(requirements, subject);
  if (action.kind === 'git.push') {
    const { ref, oldId, newId } = action.update;
    return { action: action.kind, repository: action.repository.id, ref, oldId, newId, ...asker };
  }
  const path = pathOf(action);
  return { action: action.kind, host: action.host, path, request: requestDigest(action, sha256), ...asker };
}

/** Who asks, and by which rules. Throws ApprovalBindingError. */
export function askerOf(
  requirements: readonly Requirement[],
  { id: requester, actsFor }: Pick<Subject, 'id' | 'actsFor'>,
): Pick<ApprovalBinding, 'rules' | 'requester' | 'actsFor'> {
  if (requirements.length === 0) {
    throw new ApprovalBindingError('no-requirement', 'an approval was asked for that no rule requires');
  }
  const rules = requirements.map(({ rule }) => ({ id: rule.id, hash: rule.hash })).sort(byId);
  return actsFor === undefined ? { rules, requester } : { rules, requester, actsFor };
}

/** An operation whose client can be kept waiting, and which can be named so that a grant fits no other. */
export type HeldAction =
  | GitPushAction
  | McpCallAction
  | GithubApiAction
  | GithubWriteAction
  | (CopilotPromptAction & { readonly kind: 'copilot.chat' | 'copilot.agent' });

/** What is held and is no push. */
export type HeldRequestAction = Exclude<HeldAction, GitPushAction>;

/** An answer is held as a whole, and not by the pieces that it is judged by. */
export function canBeHeld(action: Action): action is HeldAction {
  const { kind } = action;
  if (kind === 'git.push') return true;
  return kind !== 'copilot.answer' && REQUEST_KINDS.some((each) => each === kind);
}

/** Of all that the request says to a server or a model; of nothing that differs from one try to the next. */
function requestDigest(action: HeldRequestAction, sha256: Sha256): string {
  return sha256(new TextEncoder().encode(canonicalJson(askedOf(action))));
}

function askedOf(action: HeldRequestAction): JsonObject {
  switch (action.kind) {
    case 'mcp.call':
      return { tool: action.tool, arguments: action.arguments };
    case 'github.api':
      return askedOfApi(action.call, action.repository);
    case 'github.write': {
      const { ref, oldId, newId } = action.update;
      // A merge is bound to its head; that its base moves on meanwhile brings nothing that nobody saw.
      const from = action.call.head === '' ? oldId : '';
      return { ...askedOfApi(action.call, action.repository), ref, from, newId };
    }
    case 'copilot.chat':
    case 'copilot.agent': {
      const { model, tools, parts } = action;
      return { model, tools: [...tools], parts: parts.map((part) => ({ ...part })) };
    }
  }
}

function askedOfApi({ name, method, request, head }: GithubCall, repository: Repository | null): JsonObject {
  return { name, method, request, head, repository: repository?.id ?? '' };
}

function pathOf(action: HeldRequestAction): string {
  switch (action.kind) {
    case 'mcp.call':
      return action.path;
    case 'github.api':
    case 'github.write':
      return action.call.path;
    case 'copilot.chat':
    case 'copilot.agent':
      return action.surface;
  }
}

/** The binding's name: SHA-256 of its canonical JSON as `sha256` writes it, lower-case hex. */
export function digestOf(binding: ApprovalBinding, sha256: Sha256): string {
  return sha256(new TextEncoder().encode(canonicalJson(bindingJson(binding))));
}

/** By code unit: a locale's order would differ between machines. */
function byId(one: RuleRef, other: RuleRef): number {
  if (one.id === other.id) return one.hash < other.hash ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
