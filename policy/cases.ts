import type { Verdict } from '../protocol/verdict.ts';
import { CASE_FILE_SCHEMA, OPERATION_FILE_SCHEMA } from './case-schema.ts';
import { type CheckedYaml, yamlReader } from './checked-yaml.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Decision } from './evaluate.ts';
import type { WrittenOperation } from './written.ts';
import { operationOf } from './written-operation.ts';

/** An operation, and what the policy is expected to make of it. */
export interface WrittenCase {
  readonly name: string;
  readonly operation: WrittenOperation;
  readonly expect: Verdict['kind'];
  readonly rule?: string;
  readonly rules?: readonly string[];
  readonly mask?: Decision['obligations']['mask']['kind'];
  readonly matched?: readonly string[];
}

export interface CaseResult {
  readonly name: string;
  /** What was expected and is not so, in words; empty when the case passes. */
  readonly failures: readonly string[];
}

export interface CaseReport {
  readonly results: readonly CaseResult[];
  /** Rules that matched in some case, and those that never did, in the order of the document. */
  readonly covered: readonly string[];
  readonly uncovered: readonly string[];
}

/** Reads a file of cases. Throws PolicyError. */
export const readCases: (text: string) => CheckedYaml<{ readonly tests: readonly WrittenCase[] }> =
  yamlReader(CASE_FILE_SCHEMA);

/** Reads a file that holds one operation. Throws PolicyError. */
export const readOperation: (text: string) => CheckedYaml<WrittenOperation> =
  yamlReader(OPERATION_FILE_SCHEMA);

/** Puts every case before the policy. */
export function runCases(policy: CompiledPolicy, cases: readonly WrittenCase[]): CaseReport {
  const decided = cases.map((each) => ({
    each,
    decision: policy.evaluate(operationOf(each.operation, policy.diffTerms)),
  }));
  const matched = new Set(decided.flatMap(({ decision }) => decision.matched.map(({ rule }) => rule.id)));
  const ids = policy.rules.map(({ id }) => id);
  return {
    results: decided.map(({ each, decision }) => ({ name: each.name, failures: failuresOf(each, decision) })),
    covered: ids.filter((id) => matched.has(id)),
    uncovered: ids.filter((id) => !matched.has(id)),
  };
}

/** The rules behind a verdict: the one that allows or refuses, or all that ask; `default` where there is none. */
export function rulesBehind(verdict: Verdict): readonly string[] {
  if (verdict.kind === 'require_approval') return verdict.requirements.map(({ rule }) => rule.id);
  return [verdict.rule?.id ?? 'default'];
}

function failuresOf(expected: WrittenCase, { verdict, obligations, matched }: Decision): readonly string[] {
  const rules = [...(expected.rules ?? []), ...(expected.rule === undefined ? [] : [expected.rule])];
  return [
    difference('verdict', [expected.expect], [verdict.kind]),
    rules.length === 0 ? null : difference('rule', rules, rulesBehind(verdict)),
    expected.mask === undefined ? null : difference('mask', [expected.mask], [obligations.mask.kind]),
    expected.matched === undefined
      ? null
      : difference(
          'matched',
          expected.matched,
          matched.map(({ rule }) => rule.id),
        ),
  ].filter((each) => each !== null);
}

function difference(what: string, expected: readonly string[], seen: readonly string[]): string | null {
  const [wanted, found] = [expected, seen].map((each) => each.toSorted().join(', '));
  return wanted === found ? null : `${what} is ${found || 'none'}, expected ${wanted || 'none'}`;
}
