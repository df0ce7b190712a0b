import { Ajv } from 'ajv';
import { expandKind } from './action-kind.ts';
import { isAddressRange } from './address.ts';
import type { GroupMembers, HostEntry, Policy, Rule } from './document.ts';
import { durationMs } from './duration.ts';
import { hostProblem } from './hosts.ts';
import { POLICY_LIMITS } from './limits.ts';
import { PolicyError, type Problem } from './policy-error.ts';
import { POLICY_SCHEMA } from './schema.ts';
import { describeSchemaError } from './schema-problem.ts';
import { suggest } from './suggestion.ts';
import { type DocumentPath, readYaml, type YamlSource } from './yaml-source.ts';

/** A policy, and where in its text each part of it stands. */
export interface ParsedPolicy {
  readonly policy: Policy;
  readonly source: YamlSource;
}

/** What the schema promises of a document. */
interface RawPolicy {
  readonly hosts: readonly HostEntry[];
  readonly tunnels?: { readonly ip_literals?: readonly string[] };
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly default?: 'allow' | 'deny';
  readonly rules: readonly RawRule[];
}

interface RawRule {
  readonly id: string;
  readonly on: readonly string[];
  readonly when?: string;
  readonly effect: Rule['effect'];
  readonly approvers?: readonly string[];
  readonly hold?: string;
  readonly valid_for?: string;
  readonly message?: string;
  readonly mode?: Rule['mode'];
}

/** The verdict of an allowing default names this rule. */
export const DEFAULT_RULE_ID = 'default';

const MAX_HOLD_MS = 24 * 60 * 60 * 1000;
const MAX_VALID_FOR_MS = 30 * MAX_HOLD_MS;

const validate = new Ajv({ verbose: true, strict: true, allErrors: true }).compile<RawPolicy>(POLICY_SCHEMA);

/**
 * Reads a policy document: YAML, schema, and what a schema cannot say. Conditions are not looked into, that is
 * `compilePolicy`. Throws PolicyError with the first thing that is wrong.
 */
export function parsePolicy(text: string): ParsedPolicy {
  refuseLargeText(text);
  const source = readYaml(text);
  const raw = checkSchema(source);
  checkHosts(raw, source);
  checkTunnels(raw, source);
  checkRules(raw, source);
  return { policy: freezeDeep(policyOf(raw)), source };
}

function refuseLargeText(text: string): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= POLICY_LIMITS.maxDocumentBytes && text.isWellFormed()) return;
  const message = `the document has ${bytes} bytes, at most ${POLICY_LIMITS.maxDocumentBytes} of UTF-8 are expected`;
  throw new PolicyError(
    { code: 'too-large', message, hint: 'join rules that differ in little' },
    { line: 1, column: 1 },
  );
}

function checkSchema(source: YamlSource): RawPolicy {
  const { value } = source;
  if (validate(value)) return value;
  // A misspelt key is also a missing one, and the misspelling is what can be mended.
  const errors = validate.errors ?? [];
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error === undefined) throw new Error('ajv refused a document without saying why');
  const { problem, path, part } = describeSchemaError(error);
  throw new PolicyError(problem, part === 'key' ? source.keyAt(path) : source.valueAt(path));
}

function checkHosts({ hosts }: RawPolicy, source: YamlSource): void {
  const seen = new Set<string>();
  for (const [index, host] of hosts.entries()) {
    const path = ['hosts', index, 'suffix'];
    fail(hostProblem(host), path, source);
    if (seen.has(host.suffix)) fail(duplicate(`host ${host.suffix}`), path, source);
    seen.add(host.suffix);
  }
}

function checkTunnels({ tunnels }: RawPolicy, source: YamlSource): void {
  for (const [index, entry] of (tunnels?.ip_literals ?? []).entries()) {
    if (isAddressRange(entry)) continue;
    const message = `'${entry}' is no IP address`;
    const hint = 'write four decimal numbers or IPv6, with /bits for a range: 10.0.0.0/8';
    fail({ code: 'address', message, hint }, ['tunnels', 'ip_literals', index], source);
  }
}

function checkRules({ rules, groups = {} }: RawPolicy, source: YamlSource): void {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const path = ['rules', index];
    if (rule.id === DEFAULT_RULE_ID) fail(RESERVED_ID, [...path, 'id'], source);
    if (seen.has(rule.id)) fail(duplicate(`rule ${rule.id}`), [...path, 'id'], source);
    seen.add(rule.id);
    for (const [each, kind] of rule.on.entries()) {
      const kinds = expandKind(kind);
      if ('code' in kinds) fail(kinds, [...path, 'on', each], source);
    }
    for (const [each, group] of (rule.approvers ?? []).entries()) {
      if (!Object.hasOwn(groups, group))
        fail(unknownGroup(group, groups), [...path, 'approvers', each], source);
    }
    checkDuration(rule.hold, MAX_HOLD_MS, [...path, 'hold'], source);
    checkDuration(rule.valid_for, MAX_VALID_FOR_MS, [...path, 'valid_for'], source);
  }
}

function checkDuration(
  text: string | undefined,
  maxMs: number,
  path: DocumentPath,
  source: YamlSource,
): void {
  if (text === undefined || (durationMs(text) ?? Number.POSITIVE_INFINITY) <= maxMs) return;
  const most = `${maxMs / MAX_HOLD_MS}d`;
  const message = `${text} is too long, at most ${most} is expected`;
  fail({ code: 'duration', message, hint: `write ${most} or less` }, path, source);
}

const RESERVED_ID: Problem = {
  code: 'duplicate',
  message: `the id ${DEFAULT_RULE_ID} stands for what happens without a rule`,
  hint: 'give the rule another id',
};

function duplicate(what: string): Problem {
  const message = `${what} is there already`;
  return { code: 'duplicate', message, hint: 'give each its own name, or leave one out' };
}

function unknownGroup(group: string, groups: object): Problem {
  const known = Object.keys(groups);
  const hint =
    known.length === 0 ? `define it: groups: { ${group}: ["group:${group}"] }` : suggest(group, known);
  return { code: 'unknown-group', message: `there is no group '${group}'`, hint };
}

function fail(problem: Problem | null, path: DocumentPath, source: YamlSource): void {
  if (problem !== null) throw new PolicyError(problem, source.valueAt(path));
}

function policyOf(raw: RawPolicy): Policy {
  return {
    version: 1,
    hosts: raw.hosts,
    tunnels: { ipLiterals: raw.tunnels?.ip_literals ?? [] },
    groups: Object.fromEntries(
      Object.entries(raw.groups ?? {}).map(([name, members]) => [name, membersOf(members)]),
    ),
    default: raw.default ?? 'deny',
    rules: raw.rules.map(ruleOf),
  };
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
    case 'require_approval':
      return {
        ...base,
        effect: raw.effect,
        message: raw.message ?? `rule ${id} asks for an approval`,
        approvers: raw.approvers ?? [],
        holdMs: durationMs(raw.hold ?? '15m') ?? 0,
        validForMs: durationMs(raw.valid_for ?? '1h') ?? 0,
      };
  }
}

function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) freezeDeep(each);
  return Object.freeze(value);
}
