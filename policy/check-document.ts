import { expandKind, kindNames, MASKABLE_KINDS } from './action-kind.ts';
import { isAddressRange } from './address.ts';
import { durationMs } from './duration.ts';
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
const MAX_VALID_FOR_MS = 30 * MAX_HOLD_MS;

/** Refuses what a schema cannot say. Throws PolicyError with the first thing that is wrong. */
export function checkDocument(raw: RawPolicy, source: YamlSource): void {
  checkHosts(raw, source);
  checkTunnels(raw, source);
  checkSecrets(raw, source);
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
    for (const [each, group] of (rule.approvers ?? []).entries()) {
      if (!Object.hasOwn(groups, group))
        fail(unknownGroup(group, groups), [...path, 'approvers', each], source);
    }
    checkDuration(rule.hold, MAX_HOLD_MS, [...path, 'hold'], source);
    checkDuration(rule.valid_for, MAX_VALID_FOR_MS, [...path, 'valid_for'], source);
  }
}

function kindProblem(written: string, { effect }: RawRule): Problem | null {
  const kinds = expandKind(written);
  if ('code' in kinds) return kinds;
  const other = effect === 'mask' ? kinds.find((kind) => !MASKABLE_KINDS.includes(kind)) : undefined;
  if (other === undefined) return null;
  const message = `'${written}' holds ${other}, in which nothing can be masked`;
  return {
    code: 'wrong-kind',
    message,
    hint: 'mask on: ["copilot.*", "mcp.*"], and deny what holds a secret elsewhere',
  };
}

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
