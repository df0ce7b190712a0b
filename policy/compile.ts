import { plan } from '@bufbuild/cel';
import { canonicalJson } from '../protocol/canonical-json.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { ActionKind, Operation } from '../protocol/operation.ts';
import type { Capture, RuleRef } from '../protocol/verdict.ts';
import { ALL_KINDS, expandKind } from './action-kind.ts';
import type { CompiledRule } from './ask-rules.ts';
import { DEFAULT_RULE_ID } from './check-document.ts';
import { checkExpression } from './check-expression.ts';
import {
  type HostTable,
  type Policy,
  policyContent,
  type Retention,
  type Rule,
  ruleContent,
  type SecretSettings,
} from './document.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { type Decision, evaluateRules, presumeRules } from './evaluate.ts';
import { type Explanation, explainRules } from './explain.ts';
import { ExpressionFault } from './expression-fault.ts';
import { fastCondition } from './fast-condition.ts';
import { explainForeseen, type Foreseen, type ForeseenExplanation, foreseeRules } from './foresee.ts';
import { isGlob, parseGlob } from './glob.ts';
import { POLICY_LIMITS } from './limits.ts';
import { approvalOf } from './membership.ts';
import { type ParsedPolicy, parsePolicy } from './parse.ts';
import { PolicyError, type Position, type Problem } from './policy-error.ts';
import type { RecordedOperation } from './recorded-operation.ts';
import { regexSizeIn } from './regex-size.ts';
import { checkWithSecondEngine } from './second-engine.ts';
import { parseExpression, type Syntax } from './syntax.ts';
import { stepsFor, weightOf } from './weight.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a repository adds to its organisation's policy. */
export interface WorkspacePolicy {
  readonly text: string;
  /** As `hash` of a policy, with the groups and claims that it takes from the organisation's. */
  readonly hash: string;
}

/** A policy that can be asked. */
export interface CompiledPolicy {
  /** SHA-256 of the document's canonical JSON with defaults written out: comments and order of keys are not in it. */
  readonly hash: string;
  /** The document that it was compiled from. */
  readonly text: string;
  /** A repository's own policy that tightens it; null where none does. */
  readonly workspace: WorkspacePolicy | null;
  /** What an inspection looks for in added lines and messages, in lower case, sorted. */
  readonly diffTerms: readonly string[];
  readonly hosts: HostTable;
  readonly groups: Policy['groups'];
  readonly claims: Policy['claims'];
  readonly rules: readonly Rule[];
  /** What approvals name each of the rules by, in the same order. */
  readonly refs: readonly RuleRef[];
  readonly secrets: SecretSettings;
  readonly retention: Retention;
  readonly capture: Capture;
  /** Paths on hosts of Copilot that are judged as `copilot.service` though nothing is known of them. */
  readonly unknownPaths: readonly string[];
  /** What becomes of an uploaded file that cannot be searched. */
  readonly opaqueAttachments: 'allow' | 'deny';
  /** Pure and synchronous. Never throws for an operation as `protocol/operation.ts` types it. */
  evaluate(operation: Operation): Decision;
  /** The decision when there was no time to ask its rules: each counts as one that cannot be evaluated. */
  presume(operation: Operation): Decision;
  /** What it would have made of an operation of which only a record is left. */
  foresee(recorded: RecordedOperation): Foreseen;
  /** The same, and what every rule of the document said of what the record holds. */
  explainForeseen(recorded: RecordedOperation): ForeseenExplanation;
  /** About how many steps, of a microsecond or less, the evaluation may take; quickly told. */
  stepsFor(operation: Operation): number;
  /** The same decision, and what every rule of the document said. */
  explain(operation: Operation): Explanation;
}

/** Lower-case hex of the SHA-256 of bytes. */
export type Sha256 = (bytes: Uint8Array) => string;

/** What a large policy is compiled in: whoever drives it decides when other work has its turn. */
export type CompilingSteps = Generator<undefined, CompiledPolicy, undefined>;

/** Compiles a policy document. Throws PolicyError with the first thing that is wrong, and where. */
export function compilePolicy(text: string, sha256: Sha256): CompiledPolicy {
  return lastOf(compileInSteps(text, sha256));
}

/** The same, with a step for reading the document and one for each of its rules. */
export function* compileInSteps(text: string, sha256: Sha256): CompilingSteps {
  const parsed = parsePolicy(text);
  yield;
  return yield* compileRules(parsed, { text, sha256 });
}

/** What steps end in, for whoever has nothing else to do. */
export function lastOf<T>(steps: Generator<undefined, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

interface CompiledAs {
  readonly text: string;
  readonly sha256: Sha256;
}

/** The same for a document that was read and checked already. Throws PolicyError for what is wrong in conditions. */
export function* compileRules(
  { policy, source }: ParsedPolicy,
  { text, sha256 }: CompiledAs,
): CompilingSteps {
  const hash = (value: JsonValue) => sha256(new TextEncoder().encode(canonicalJson(value)));
  const environment = createEnvironment();
  const terms = new Set<string>();
  let regexSizes = 0;
  const rules: CompiledRule[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const ref = { id: rule.id, hash: hash(boundContent(rule, policy.groups)) };
    const claims = Object.keys(policy.claims);
    const compiled = compileRule(rule, { index, source, claims, environment, ref });
    for (const term of compiled.terms) terms.add(term);
    refuseTerms(terms, index, source);
    regexSizes += regexSizeIn(compiled.root);
    if (regexSizes > POLICY_LIMITS.maxRegexSizes)
      throw new PolicyError(TOO_MUCH_REGEX, source.valueAt(['rules', index, 'when']));
    rules.push(compiled);
    yield;
  }
  const defaultRule = Object.freeze({ id: DEFAULT_RULE_ID, hash: hash({ default: policy.default }) });
  const byKind = new Map(ALL_KINDS.map((kind) => [kind, rules.filter(({ kinds }) => kinds.has(kind))]));
  const weight = weightOf(byKind);
  const excluded = policy.contentExclusions.map(parseGlob).filter(isGlob);
  const ruleset = { policy, rules, byKind, environment, excluded, defaultRule };
  return Object.freeze({
    hash: hash(policyContent(policy)),
    text,
    workspace: null,
    diffTerms: Object.freeze([...terms].toSorted()),
    hosts: policy.hosts,
    groups: policy.groups,
    claims: policy.claims,
    rules: policy.rules,
    refs: rules.map(({ ref }) => ref),
    secrets: policy.secrets,
    retention: policy.retention,
    capture: policy.capture,
    unknownPaths: policy.unknownPaths,
    opaqueAttachments: policy.opaqueAttachments,
    evaluate: (operation: Operation) => evaluateRules(ruleset, operation),
    presume: (operation: Operation) => presumeRules(ruleset, operation),
    foresee: (recorded: RecordedOperation) => foreseeRules(ruleset, recorded),
    explainForeseen: (recorded: RecordedOperation) => explainForeseen(ruleset, recorded),
    stepsFor: (operation: Operation) => stepsFor(weight, operation),
    explain: (operation: Operation) => explainRules(ruleset, operation),
  });
}

/** What an approval is bound to: the rule with its groups spelt out, so that it ends with a change of those. */
function boundContent(rule: Rule, groups: Policy['groups']): JsonObject {
  if (rule.effect !== 'require_approval') return ruleContent(rule);
  const { approvers, quorum } = approvalOf(rule.approvers, groups);
  return { ...ruleContent(rule), people: { approvers, ...quorum } };
}

interface Compiling {
  readonly index: number;
  readonly claims: readonly string[];
  readonly source: YamlSource;
  readonly environment: Environment;
  readonly ref: RuleRef;
}

function compileRule(
  rule: Rule,
  { index, source, claims, environment, ref }: Compiling,
): CompiledRule & { readonly terms: readonly string[] } {
  const kinds = kindsOf(rule);
  const { syntax, terms } = readCondition(rule, { kinds, claims }, (offset) =>
    source.insideAt(['rules', index, 'when'], offset),
  );
  const condition = plan(environment.cel, syntax.root);
  const { root } = syntax;
  return {
    rule,
    ref: Object.freeze(ref),
    kinds: new Set(kinds),
    root,
    condition,
    fast: fastCondition(root),
    terms,
  };
}

function readCondition(
  rule: Rule,
  { kinds, claims }: { readonly kinds: readonly ActionKind[]; readonly claims: readonly string[] },
  place: (offset: number) => Position,
): { syntax: Syntax; terms: readonly string[] } {
  try {
    const syntax = parseExpression(rule.when);
    const terms = checkExpression(syntax, kinds, claims);
    checkWithSecondEngine(syntax.text);
    return { syntax, terms };
  } catch (cause) {
    if (cause instanceof ExpressionFault) throw new PolicyError(cause.problem, place(cause.offset));
    throw cause;
  }
}

function kindsOf({ on }: Rule): readonly ActionKind[] {
  return on.flatMap((written) => {
    const kinds = expandKind(written);
    return 'code' in kinds ? [] : kinds;
  });
}

const TOO_MUCH_REGEX: Problem = {
  code: 'cost',
  message: `the regular expressions of the policy together are too large, at most ${POLICY_LIMITS.maxRegexSizes} characters and classes are expected with repetitions written out`,
  hint: 'repeat less: + or * for what may be long, or glob()',
};

/** The whole policy's words together are what one automaton looks for. */
function refuseTerms(terms: ReadonlySet<string>, index: number, source: YamlSource): void {
  if (terms.size <= POLICY_LIMITS.maxDiffTerms) return;
  const message = `the policy looks for more than ${POLICY_LIMITS.maxDiffTerms} words`;
  throw new PolicyError(
    { code: 'cost', message, hint: 'look for fewer words' },
    source.valueAt(['rules', index, 'when']),
  );
}
