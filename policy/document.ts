import type { JsonObject } from '../protocol/json.ts';

/** A policy as its document says it, with every default written out. Frozen. */
export interface Policy {
  readonly version: 1;
  readonly hosts: HostTable;
  readonly tunnels: { readonly ipLiterals: readonly string[] };
  readonly groups: Readonly<Record<string, GroupMembers>>;
  /** What an operation gets that no rule matches. */
  readonly default: 'allow' | 'deny';
  readonly rules: readonly Rule[];
}

export type HostTable = readonly HostEntry[];

/** What a governed host speaks. */
export type HostKind = (typeof HOST_KINDS)[number];

export const HOST_KINDS = Object.freeze(['git', 'copilot'] as const);

/** `suffix` is a whole host name, or begins with a dot and stands for every name below it. */
export interface HostEntry {
  readonly suffix: string;
  readonly kind: HostKind;
}

export interface GroupMembers {
  /** Groups of the identity provider. */
  readonly groups: readonly string[];
  /** Ids of people and service accounts. */
  readonly users: readonly string[];
}

export type Rule = AllowRule | DenyRule | ApprovalRule;

export type Effect = Rule['effect'];

/** `warn` and `observe` rules are reported and decide nothing. */
export type Mode = 'enforce' | 'warn' | 'observe';

interface RuleBase {
  readonly id: string;
  /** As written: kinds, aliases and wildcards. */
  readonly on: readonly string[];
  readonly when: string;
  readonly message: string;
  readonly mode: Mode;
}

export interface AllowRule extends RuleBase {
  readonly effect: 'allow';
}

export interface DenyRule extends RuleBase {
  readonly effect: 'deny';
}

export interface ApprovalRule extends RuleBase {
  readonly effect: 'require_approval';
  /** Names of the document's groups. */
  readonly approvers: readonly string[];
  readonly holdMs: number;
  readonly validForMs: number;
}

/** What a rule's hash is taken of: all of it, so that an approval ends with any change to the rule. */
export function ruleContent(rule: Rule): JsonObject {
  return { ...rule };
}
