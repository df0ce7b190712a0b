import type { JsonObject } from '../protocol/json.ts';
import type { Capture, CredentialScope, PermissionLevel } from '../protocol/verdict.ts';

/** A policy as its document says it, with every default written out. Frozen. */
export interface Policy {
  readonly version: 1;
  readonly hosts: HostTable;
  readonly tunnels: { readonly ipLiterals: readonly string[] };
  readonly groups: Readonly<Record<string, GroupMembers>>;
  /** Names of claims, and what they are called in a subject's token. */
  readonly claims: Readonly<Record<string, string>>;
  readonly secrets: SecretSettings;
  /** Patterns of paths whose content is put before no model. */
  readonly contentExclusions: readonly string[];
  readonly retention: Retention;
  readonly capture: Capture;
  /** Paths on hosts of Copilot that are let through though nothing is known of them. */
  readonly unknownPaths: readonly string[];
  /** What becomes of an uploaded file in which no secret could be found: an image, a document. */
  readonly opaqueAttachments: 'allow' | 'deny';
  /** What an operation gets that no rule matches. */
  readonly default: 'allow' | 'deny';
  readonly rules: readonly Rule[];
}

export type HostTable = readonly HostEntry[];

/** What a governed host speaks. */
export type HostKind = (typeof HOST_KINDS)[number];

/** What editors do about remotes over SSH, which an agent cannot read. */
export type SshRemotes = (typeof SSH_REMOTES)[number];

export const SSH_REMOTES = Object.freeze(['warn', 'rewrite'] as const);

export const HOST_KINDS = Object.freeze(['git', 'copilot'] as const);

/** `suffix` is a whole host name, or begins with a dot and stands for every name below it. */
export interface HostEntry {
  readonly suffix: string;
  readonly kind: HostKind;
  readonly ssh: SshRemotes;
  /** `gateway`: the host takes nothing that a gateway has not let through. Whoever signs the policy vouches for it. */
  readonly enforcedBy: 'gateway' | null;
}

/** How long a collector keeps what was said; null for good. What happened is always kept. */
export interface Retention {
  readonly contentMs: number | null;
}

/** What the organisation adds to the built-in detectors, and what it takes out. */
export interface SecretSettings {
  readonly patterns: readonly SecretPattern[];
  readonly allowed: AllowedValues;
  /** Domains whose names, and all names below, are kept back like secrets. In lower case. */
  readonly internalDomains: readonly string[];
}

/** A detector of the organisation's own. */
export interface SecretPattern {
  readonly id: string;
  /** Stands in every match, in any letter case; nothing is tried where it is not seen. */
  readonly keyword: string;
  /** What RE2 and the detector both read. A group `(?<secret>…)` is what is masked; without one the whole match is. */
  readonly pattern: string;
}

/** Values that are no secrets, known by their HMAC-SHA256 under `salt` so that the document does not hold them. */
export interface AllowedValues {
  readonly salt: string;
  /** Lower-case hex. */
  readonly hmacs: readonly string[];
}

export interface GroupMembers {
  /** Groups of the identity provider. */
  readonly groups: readonly string[];
  /** Ids of people and service accounts. */
  readonly users: readonly string[];
}

export type Rule = AllowRule | DenyRule | ApprovalRule | MaskRule | ScopeRule;

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
  readonly approvers: Approvers;
  readonly holdMs: number;
  readonly validForMs: number;
}

/**
 * Who approves. Names are the document's groups, or `user:ID`. A type and not an interface, so that it is JSON as
 * a rule's hash is taken of it.
 */
export type Approvers = {
  /** Of whom one at least approves, when any are named. */
  readonly anyOf: readonly string[];
  /** Of each of which one at least approves. */
  readonly allOf: readonly string[];
  /** Different people who approve. */
  readonly count: number;
  readonly reason: 'required' | 'optional';
  /** Of whom one alone approves, and says why. */
  readonly breakGlass: readonly string[];
  /** How long ago, at most, they have logged in; absent: the rule does not ask. */
  readonly freshLoginMs?: number;
};

/** Adds to what is done with an exchange; lets nothing pass by itself. */
export interface MaskRule extends RuleBase {
  readonly effect: 'mask';
  /** Ids of detectors, built-in or of `secrets.patterns`; null for all of them. */
  readonly detectors: readonly string[] | null;
}

/** Narrows the credential that an operation goes out with; lets nothing pass by itself. */
export interface ScopeRule extends RuleBase {
  readonly effect: 'scope';
  readonly scope: ScopeData;
}

/** As `CredentialScope`; a type and not an interface, so that it is JSON. */
export type ScopeData = {
  readonly reach: CredentialScope['reach'];
  readonly permissions: { readonly [name: string]: PermissionLevel };
  readonly lifetimeMs: number;
};

/** What a rule's hash is taken of: all of it, so that an approval ends with any change to the rule. */
export function ruleContent(rule: Rule): JsonObject {
  return { ...rule };
}

/** What a policy's hash is taken of, and what two policies differ in. */
export function policyContent(policy: Policy): JsonObject {
  const {
    version,
    hosts,
    tunnels,
    groups,
    claims,
    secrets,
    contentExclusions,
    retention,
    capture,
    unknownPaths,
    opaqueAttachments,
    default: fallback,
    rules,
  } = policy;
  const { patterns, allowed, internalDomains } = secrets;
  return {
    version,
    hosts: hosts.map(({ suffix, kind, ssh, enforcedBy }) => ({ suffix, kind, ssh, enforcedBy })),
    tunnels: { ipLiterals: tunnels.ipLiterals },
    groups: Object.fromEntries(
      Object.entries(groups).map(([name, { groups: members, users }]) => [name, { groups: members, users }]),
    ),
    claims,
    contentExclusions,
    retention: { contentMs: retention.contentMs },
    secrets: {
      patterns: patterns.map(({ id, keyword, pattern }) => ({ id, keyword, pattern })),
      allowed: { salt: allowed.salt, hmacs: allowed.hmacs },
      internalDomains,
    },
    capture,
    unknownPaths,
    opaqueAttachments,
    default: fallback,
    rules: rules.map(ruleContent),
  };
}
