import { expandKind, kindNames, MASKABLE_KINDS, SCOPABLE_KINDS } from './action-kind.ts';
import { isAddressRange } from './address.ts';
import { durationMs } from './duration.ts';
import { isGlob, parseGlob } from './glob.ts';
import { hostProblem } from './hosts.ts';
import { regexProblem } from './literal.ts';
import { KINDS_WITH_SECRETS, SECRETS_SLOT } from './message.ts';
import { PolicyError, type Problem } from './policy-error.ts';
import type { RawPolicy, RawRule } from './raw-policy.ts';
import { suggest } from './suggestion.ts';
import type { DocumentPath, YamlSource } from './yaml-source.ts';

/** The verdict of an allowing default names this rule. */
export const DEFAULT_RULE_ID = 'default';

const MAX_HOLD_MS = 24 * 60 * 60 * 1000;
/** As long as a host lets a token of an installation live. */
const MAX_LIFETIME_MS = 60 * 60 * 1000;
/** A day's login is as good as none that is asked for. */
const MAX_FRESH_LOGIN_MS = MAX_HOLD_MS;
const MAX_VALID_FOR_MS = 30 * MAX_HOLD_MS;

type RawGroups = Readonly<Record<string, readonly string[]>>;

/** Refuses what a schema cannot say. Throws PolicyError with the first thing that is wrong. */
export function checkDocument(raw: RawPolicy, source: YamlSource): void {
  checkHosts(raw, source);
  checkTunnels(raw, source);
  checkSecrets(raw, source);
  checkExclusions(raw, source);
  checkRules(raw, source);
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

function checkSecrets({ secrets }: RawPolicy, source: YamlSource): void {
  const seen = new Set<string>();
  for (const [index, { id, keyword, pattern }] of (secrets?.patterns ?? []).entries()) {
    const path = ['secrets', 'patterns', index];
    if (seen.has(id)) fail(duplicate(`pattern ${id}`), [...path, 'id'], source);
    seen.add(id);
    fail(regexProblem(pattern) ?? keywordProblem(keyword, pattern), [...path, 'pattern'], source);
  }
  for (const [index, domain] of (secrets?.internal_domains ?? []).entries()) {
    fail(domainProblem(domain), ['secrets', 'internal_domains', index], source);
  }
}

function checkExclusions({ content_exclusions = [] }: RawPolicy, source: YamlSource): void {
  for (const [index, pattern] of content_exclusions.entries()) {
    const parsed = parseGlob(pattern);
    fail(isGlob(parsed) ? null : parsed, ['content_exclusions', index], source);
  }
}

/** A pattern that matches without its keyword would silently find less than it says. */
function keywordProblem(keyword: string, pattern: string): Problem | null {
  if (pattern.toLowerCase().replaceAll('\\', '').includes(keyword.toLowerCase())) return null;
  const message = `the pattern does not hold its keyword '${keyword}'`;
  return {
    code: 'secret-pattern',
    message,
    hint: 'write the keyword out in the pattern, as it stands in every match',
  };
}

function domainProblem(domain: string): Problem | null {
  if (domain.startsWith('.')) {
    const message = `'${domain}' begins with a dot, and a domain here stands for all names below it`;
    return { code: 'host', message, hint: 'leave the dot out' };
  }
  if (domain.includes('.')) return hostProblem({ suffix: domain, kind: 'git' });
  const message = `'${domain}' is one word, and would be found everywhere`;
  return { code: 'host', message, hint: 'name the domain: corp.example.com' };
}

function checkRules({ rules, groups = {} }: RawPolicy, source: YamlSource): void {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const path = ['rules', index];
    if (rule.id === DEFAULT_RULE_ID) fail(RESERVED_ID, [...path, 'id'], source);
    if (seen.has(rule.id)) fail(duplicate(`rule ${rule.id}`), [...path, 'id'], source);
    seen.add(rule.id);
    for (const [each, kind] of rule.on.entries()) {
      fail(kindProblem(kind, rule), [...path, 'on', each], source);
    }
    fail(slotProblem(rule), [...path, 'message'], source);
    if (rule.approvers !== undefined) checkApprovers(rule.approvers, groups, [...path, 'approvers'], source);
    checkDuration(rule.scope?.lifetime, MAX_LIFETIME_MS, [...path, 'scope', 'lifetime'], source);
    checkDuration(rule.hold, MAX_HOLD_MS, [...path, 'hold'], source);
    checkDuration(rule.valid_for, MAX_VALID_FOR_MS, [...path, 'valid_for'], source);
  }
}

function checkApprovers(
  approvers: NonNullable<RawRule['approvers']>,
  groups: RawGroups,
  path: DocumentPath,
  source: YamlSource,
): void {
  if ('length' in approvers) {
    checkNames(approvers, groups, path, source);
    return;
  }
  checkDuration(approvers.fresh_login, MAX_FRESH_LOGIN_MS, [...path, 'fresh_login'], source);
  for (const key of ['any_of', 'all_of', 'break_glass'] as const) {
    checkNames(approvers[key] ?? [], groups, [...path, key], source);
  }
  const deciding = [...(approvers.any_of ?? []), ...(approvers.all_of ?? [])];
  if (deciding.length === 0) fail(NOBODY, path, source);
  const people = namedPeople(deciding, groups);
  const count = approvers.count ?? 1;
  if (people === null || people >= count) return;
  const message = `${count} people have to approve, and only ${people} can`;
  fail(
    { code: 'approvers', message, hint: 'name more people, or a group of the identity provider' },
    path,
    source,
  );
}

function checkNames(
  names: readonly string[],
  groups: RawGroups,
  path: DocumentPath,
  source: YamlSource,
): void {
  for (const [index, name] of names.entries()) {
    if (name.startsWith('user:') || Object.hasOwn(groups, name)) continue;
    fail(unknownGroup(name, groups), [...path, index], source);
  }
}

/** How many different people these names stand for; null where only the identity provider knows. */
function namedPeople(names: readonly string[], groups: RawGroups): number | null {
  const members = names.flatMap((name) => (name.startsWith('user:') ? [name] : (groups[name] ?? [])));
  return members.every((member) => member.startsWith('user:')) ? new Set(members).size : null;
}

const NOBODY: Problem = {
  code: 'approvers',
  message: 'nobody but for an emergency is named who approves',
  hint: 'name groups or people in any_of or all_of',
};

function kindProblem(written: string, { effect }: RawRule): Problem | null {
  const kinds = expandKind(written);
  if ('code' in kinds) return kinds;
  const misfit = MISFITS.find((each) => each.effect === effect);
  const other = misfit === undefined ? undefined : kinds.find((kind) => !misfit.kinds.includes(kind));
  if (misfit === undefined || other === undefined) return null;
  return { code: 'wrong-kind', message: `'${written}' holds ${other}, ${misfit.why}`, hint: misfit.hint };
}

/** Effects that are for some kinds of operation only. */
const MISFITS = [
  {
    effect: 'mask',
    kinds: MASKABLE_KINDS,
    why: 'in which nothing can be masked',
    hint: 'mask on: [copilot.prompt, copilot.answer, mcp.call], and deny what holds a secret elsewhere',
  },
  {
    effect: 'scope',
    kinds: SCOPABLE_KINDS,
    why: 'which is of no repository that a credential could be narrowed to',
    hint: 'scope on: [repo.write, git.fetch, github.api]',
  },
] as const;

function slotProblem({ on, message }: RawRule): Problem | null {
  if (message?.includes(SECRETS_SLOT) !== true) return null;
  const kinds = on.flatMap((written) => {
    const expanded = expandKind(written);
    return 'code' in expanded ? [] : expanded;
  });
  const other = kinds.find((kind) => !KINDS_WITH_SECRETS.includes(kind));
  if (other === undefined) return null;
  const seen = `the message tells of ${SECRETS_SLOT}, and the rule is on ${other}, which has none`;
  return {
    code: 'wrong-kind',
    message: seen,
    hint: `write on: [${kindNames(KINDS_WITH_SECRETS).join(', ')}]`,
  };
}

function checkDuration(
  text: string | undefined,
  maxMs: number,
  path: DocumentPath,
  source: YamlSource,
): void {
  if (text === undefined || (durationMs(text) ?? Number.POSITIVE_INFINITY) <= maxMs) return;
  const most = maxMs < MAX_HOLD_MS ? `${maxMs / MAX_LIFETIME_MS}h` : `${maxMs / MAX_HOLD_MS}d`;
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
