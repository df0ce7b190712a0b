import type { WrittenCase } from './cases.ts';
import { checkDocument } from './check-document.ts';
import { yamlReader } from './checked-yaml.ts';
import type { Approvers, GroupMembers, HostEntry, Policy, Rule, SecretSettings } from './document.ts';
import { durationMs } from './duration.ts';
import type { RawApprovers, RawHost, RawPolicy, RawRule, RawSecrets } from './raw-policy.ts';
import { POLICY_SCHEMA } from './schema.ts';
import type { YamlSource } from './yaml-source.ts';

/** A policy, and where in its text each part of it stands. */
export interface ParsedPolicy {
  readonly policy: Policy;
  readonly cases: readonly WrittenCase[];
  readonly source: YamlSource;
}

const readPolicy = yamlReader<RawPolicy>(POLICY_SCHEMA);

/**
 * Reads a policy document: YAML, schema, and what a schema cannot say. Conditions are not looked into, that is
 * `compilePolicy`. Throws PolicyError with the first thing that is wrong.
 */
export function parsePolicy(text: string): ParsedPolicy {
  const { value: raw, source } = readPolicy(text);
  checkDocument(raw, source);
  return { policy: policyOf(raw), cases: raw.tests ?? [], source };
}

function hostOf({ suffix, kind, ssh = 'warn', enforced_by }: RawHost): HostEntry {
  return { suffix, kind, ssh, enforcedBy: enforced_by ?? null };
}

/** A policy of what a checked document says, with defaults written out; frozen. */
export function policyOf(raw: RawPolicy): Policy {
  return freezeDeep<Policy>({
    version: 1,
    hosts: raw.hosts.map(hostOf),
    tunnels: { ipLiterals: raw.tunnels?.ip_literals ?? [] },
    groups: Object.fromEntries(
      Object.entries(raw.groups ?? {}).map(([name, members]) => [name, membersOf(members)]),
    ),
    claims: raw.claims ?? {},
    secrets: secretsOf(raw.secrets ?? {}),
    contentExclusions: raw.content_exclusions ?? [],
    retention: { contentMs: durationMs(raw.retention?.content ?? '') ?? null },
    capture: raw.capture ?? 'masked',
    unknownPaths: raw.unknown_paths ?? [],
    opaqueAttachments: raw.opaque_attachments ?? 'deny',
    default: raw.default ?? 'deny',
    rules: raw.rules.map(ruleOf),
  });
}

function secretsOf({ patterns = [], allowed, internal_domains = [] }: RawSecrets): SecretSettings {
  return { patterns, allowed: allowed ?? { salt: '', hmacs: [] }, internalDomains: internal_domains };
}

function membersOf(members: readonly string[]): GroupMembers {
  const named = (prefix: string) =>
    members.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
  return { groups: named('group:'), users: named('user:') };
}

function ruleOf(raw: RawRule): Rule {
  const { id, on, mode = 'enforce' } = raw;
  const base = { id, on, when: raw.when?.trim() ?? 'true', mode };
  switch (raw.effect) {
    case 'allow':
      return { ...base, effect: raw.effect, message: raw.message ?? `allowed by rule ${id}` };
    case 'deny':
      return { ...base, effect: raw.effect, message: raw.message ?? `refused by rule ${id}` };
    case 'mask': {
      const message = raw.message ?? `masked by rule ${id}`;
      return { ...base, effect: raw.effect, message, detectors: raw.detectors?.toSorted() ?? null };
    }
    case 'scope': {
      const { reach = 'repository', permissions = {}, lifetime = '10m' } = raw.scope ?? {};
      const scope = { reach, permissions, lifetimeMs: durationMs(lifetime) ?? 0 };
      return { ...base, effect: raw.effect, message: raw.message ?? `narrowed by rule ${id}`, scope };
    }
    case 'require_approval':
      return {
        ...base,
        effect: raw.effect,
        message: raw.message ?? `rule ${id} asks for an approval`,
        approvers: approversIn(raw.approvers ?? []),
        holdMs: durationMs(raw.hold ?? '15m') ?? 0,
        validForMs: durationMs(raw.valid_for ?? '1h') ?? 0,
      };
  }
}

function approversIn(raw: readonly string[] | RawApprovers): Approvers {
  const {
    any_of = [],
    all_of = [],
    count,
    reason = 'optional',
    break_glass = [],
    fresh_login,
  } = 'length' in raw ? { any_of: raw } : raw;
  return {
    anyOf: any_of,
    allOf: all_of,
    count: count ?? Math.max(1, all_of.length),
    reason,
    breakGlass: break_glass,
    ...(fresh_login === undefined ? {} : { freshLoginMs: durationMs(fresh_login) ?? 0 }),
  };
}

function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) freezeDeep(each);
  return Object.freeze(value);
}
