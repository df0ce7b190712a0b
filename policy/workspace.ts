import { Lexer } from 'yaml';
import { canonicalJson } from '../protocol/canonical-json.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Operation } from '../protocol/operation.ts';
import { expandKind, SCOPABLE_KINDS } from './action-kind.ts';
import { checkDocument } from './check-document.ts';
import { yamlReader } from './checked-yaml.ts';
import { type CompiledPolicy, compileRules, lastOf, type Sha256, type WorkspacePolicy } from './compile.ts';
import type { GroupMembers } from './document.ts';
import { POLICY_LIMITS } from './limits.ts';
import { policyOf } from './parse.ts';
import { PolicyError, type Problem } from './policy-error.ts';
import type { RawPolicy, RawRule } from './raw-policy.ts';
import type { RecordedOperation } from './recorded-operation.ts';
import { POLICY_SCHEMA } from './schema.ts';
import { stricterForeseen, tightened } from './tighten.ts';
import type { DocumentPath, YamlSource } from './yaml-source.ts';

/** The file in which a repository's default branch says how its own policy tightens that of the organisation. */
export const WORKSPACE_FILE = '.countersign.yaml';

const ID_PREFIX = 'workspace.';
const MAX_RULES = 100;

/** The JSON Schema of such a file: rules, and nothing that the organisation settles. */
export const WORKSPACE_SCHEMA: JsonObject = {
  $schema: POLICY_SCHEMA.$schema,
  title: 'Countersign workspace policy',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'rules'],
  properties: {
    version: POLICY_SCHEMA.properties.version,
    rules: { ...POLICY_SCHEMA.properties.rules, maxItems: MAX_RULES },
  },
  definitions: POLICY_SCHEMA.definitions,
};

const readWorkspace = yamlReader<Pick<RawPolicy, 'rules'>>(WORKSPACE_SCHEMA);

/** The organisation's policy and a repository's own, as one policy for operations on that repository. */
export interface TightenedPolicy extends CompiledPolicy {
  readonly workspace: WorkspacePolicy;
}

/**
 * Compiles a repository's own policy beside `base`. Its rules deny, ask, mask or scope, on operations of a
 * repository; their groups and claims are those of `base`, who approves is one of its groups, and their ids begin
 * with `workspace.`. What it gives is never looser than what `base` says. Throws PolicyError: a file that is wrong is
 * to be mended, and until then nothing else is written to that repository.
 */
export function tightenPolicy(base: CompiledPolicy, text: string, sha256: Sha256): TightenedPolicy {
  return lastOf(tightenInSteps(base, text, sha256));
}

/** The same, with a step for reading the file and one for each of its rules. */
export function* tightenInSteps(
  base: CompiledPolicy,
  text: string,
  sha256: Sha256,
): Generator<undefined, TightenedPolicy, undefined> {
  refuseLarge(text);
  const { value, source } = readWorkspace(text);
  yield;
  for (const [index, rule] of value.rules.entries()) refuseRule(rule, ['rules', index], source);
  const raw = rawPolicy(value.rules, base);
  checkDocument(raw, source);
  const own = yield* compileRules({ policy: policyOf(raw), cases: [], source }, { text, sha256 });
  const diffTerms = [...new Set([...base.diffTerms, ...own.diffTerms])].toSorted();
  if (diffTerms.length > POLICY_LIMITS.maxDiffTerms)
    throw new PolicyError(TOO_MANY_TERMS, source.keyAt(['rules']));
  const isAbout = ({ action }: Operation) => SCOPABLE_KINDS.includes(action.kind);
  const both = { base: base.hash, workspace: own.hash };
  return Object.freeze({
    ...base,
    hash: sha256(new TextEncoder().encode(canonicalJson(both))),
    workspace: Object.freeze({ text, hash: own.hash }),
    diffTerms,
    rules: [...base.rules, ...own.rules],
    refs: [...base.refs, ...own.refs],
    evaluate(operation: Operation) {
      const decision = base.evaluate(operation);
      return isAbout(operation) ? tightened(decision, own.evaluate(operation)) : decision;
    },
    presume(operation: Operation) {
      const decision = base.presume(operation);
      return isAbout(operation) ? tightened(decision, own.presume(operation)) : decision;
    },
    foresee(recorded: RecordedOperation) {
      const foreseen = base.foresee(recorded);
      return SCOPABLE_KINDS.includes(recorded.kind)
        ? stricterForeseen(foreseen, own.foresee(recorded))
        : foreseen;
    },
    explainForeseen(recorded: RecordedOperation) {
      const [first, second] = [base.explainForeseen(recorded), own.explainForeseen(recorded)];
      const isOfRepository = SCOPABLE_KINDS.includes(recorded.kind);
      const foreseen = isOfRepository ? stricterForeseen(first.foreseen, second.foreseen) : first.foreseen;
      return { foreseen, rules: [...first.rules, ...second.rules] };
    },
    stepsFor: (operation: Operation) => base.stepsFor(operation) + own.stepsFor(operation),
    explain(operation: Operation) {
      const [first, second] = [base.explain(operation), own.explain(operation)];
      const decision = isAbout(operation) ? tightened(first.decision, second.decision) : first.decision;
      return { decision, rules: [...first.rules, ...second.rules] };
    },
  });
}

/** A host shows the file of any repository, so that it is bounded before it is read as YAML. */
function refuseLarge(text: string): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > POLICY_LIMITS.maxWorkspaceBytes)
    throw tooLarge(`${bytes} bytes, at most ${POLICY_LIMITS.maxWorkspaceBytes} are expected`);
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    if (/^[\s#]/u.test(token)) continue;
    if (++tokens > POLICY_LIMITS.maxWorkspaceTokens)
      throw tooLarge(`more than ${POLICY_LIMITS.maxWorkspaceTokens} words and signs`);
  }
}

function tooLarge(has: string): PolicyError {
  const hint = 'join rules that differ in little';
  return new PolicyError({ code: 'too-large', message: `the file has ${has}`, hint }, { line: 1, column: 1 });
}

/** Whether a rule is of a repository's own policy; no other can have such an id. */
export function isWorkspaceRule({ id }: Pick<RawRule, 'id'>): boolean {
  return id.startsWith(ID_PREFIX);
}

/** What no rule of its own matches is what the organisation's policy says. */
function rawPolicy(rules: readonly RawRule[], { groups, claims }: CompiledPolicy): RawPolicy {
  return {
    hosts: [],
    default: 'allow',
    claims,
    groups: Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, namesOf(members)])),
    rules: rules.map((rule) => ({ ...rule, id: `${ID_PREFIX}${rule.id}` })),
  };
}

function namesOf({ groups, users }: GroupMembers): readonly string[] {
  return [...groups.map((name) => `group:${name}`), ...users.map((id) => `user:${id}`)];
}

function refuseRule(rule: RawRule, path: DocumentPath, source: YamlSource): void {
  const { effect, on } = rule;
  if (effect === 'allow') throw new PolicyError(LOOSENS, source.valueAt([...path, 'effect']));
  const person = approversNamed(rule).find((name) => name.startsWith('user:'));
  if (person !== undefined) throw new PolicyError(ownPerson(person), source.valueAt([...path, 'approvers']));
  for (const [index, written] of on.entries()) {
    const kinds = expandKind(written);
    const other = 'code' in kinds ? undefined : kinds.find((kind) => !SCOPABLE_KINDS.includes(kind));
    if (other !== undefined)
      throw new PolicyError(foreign(written, other), source.valueAt([...path, 'on', index]));
  }
}

function approversNamed({ approvers = [] }: RawRule): readonly string[] {
  if ('length' in approvers) return approvers;
  const { any_of = [], all_of = [], break_glass = [] } = approvers;
  return [...any_of, ...all_of, ...break_glass];
}

/** Whoever may change the file would otherwise choose who reviews them. */
function ownPerson(name: string): Problem {
  return {
    code: 'workspace',
    message: `'${name}' is to approve, and who reviews is up to the organisation`,
    hint: 'name groups of the organisation’s policy',
  };
}

const LOOSENS: Problem = {
  code: 'workspace',
  message: 'a rule allows, and the policy of a repository only tightens that of its organisation',
  hint: 'write deny, require_approval, mask or scope; what is allowed is up to the organisation',
};

function foreign(written: string, other: string): Problem {
  const message = `'${written}' holds ${other}, which is no operation on a repository`;
  return {
    code: 'workspace',
    message,
    hint: `write on: [repo.write], or one of ${SCOPABLE_KINDS.join(', ')}`,
  };
}

const TOO_MANY_TERMS: Problem = {
  code: 'cost',
  message: `both policies look for more than ${POLICY_LIMITS.maxDiffTerms} words`,
  hint: 'look for fewer words',
};
