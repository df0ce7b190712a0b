import { canonicalJson } from '../protocol/canonical-json.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Operation } from '../protocol/operation.ts';
import { expandKind, SCOPABLE_KINDS } from './action-kind.ts';
import { checkDocument } from './check-document.ts';
import { yamlReader } from './checked-yaml.ts';
import { type CompiledPolicy, compileParsed, type Sha256 } from './compile.ts';
import type { GroupMembers } from './document.ts';
import type { Decision } from './evaluate.ts';
import type { Explanation } from './explain.ts';
import { POLICY_LIMITS } from './limits.ts';
import { policyOf } from './parse.ts';
import { PolicyError, type Problem } from './policy-error.ts';
import type { RawPolicy, RawRule } from './raw-policy.ts';
import { POLICY_SCHEMA } from './schema.ts';
import { tightened } from './tighten.ts';
import type { DocumentPath, YamlSource } from './yaml-source.ts';

/** The file in which a repository's default branch says how its own policy tightens that of the organisation. */
export const WORKSPACE_FILE = '.countersign.yaml';

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

/** The organisation's policy and a repository's own, for operations on that repository. */
export interface TightenedPolicy {
  readonly hash: string;
  /** Of both, in lower case, sorted. */
  readonly diffTerms: readonly string[];
  /** Never looser than what the organisation's policy says of it. */
  evaluate(operation: Operation): Decision;
  explain(operation: Operation): Explanation;
}

/**
 * Compiles a repository's own policy beside `base`. Its rules deny, ask, mask or scope, on operations of a
 * repository; their groups and claims are those of `base`, and their ids begin with `workspace.`. Throws
 * PolicyError: a file that is wrong is to be mended, and until then nothing is written to that repository.
 */
export function tightenPolicy(base: CompiledPolicy, text: string, sha256: Sha256): TightenedPolicy {
  const { value, source } = readWorkspace(text);
  for (const [index, rule] of value.rules.entries()) refuseRule(rule, ['rules', index], source);
  const raw = rawPolicy(value.rules, base);
  checkDocument(raw, source);
  const own = compileParsed({ policy: policyOf(raw), cases: [], source }, { text, sha256 });
  const diffTerms = [...new Set([...base.diffTerms, ...own.diffTerms])].toSorted();
  if (diffTerms.length > POLICY_LIMITS.maxDiffTerms)
    throw new PolicyError(TOO_MANY_TERMS, source.keyAt(['rules']));
  const isAbout = ({ action }: Operation) => SCOPABLE_KINDS.includes(action.kind);
  const both = { base: base.hash, workspace: own.hash };
  return Object.freeze({
    hash: sha256(new TextEncoder().encode(canonicalJson(both))),
    diffTerms,
    evaluate(operation: Operation) {
      const decision = base.evaluate(operation);
      return isAbout(operation) ? tightened(decision, own.evaluate(operation)) : decision;
    },
    explain(operation: Operation) {
      const [first, second] = [base.explain(operation), own.explain(operation)];
      const decision = isAbout(operation) ? tightened(first.decision, second.decision) : first.decision;
      return { decision, rules: [...first.rules, ...second.rules] };
    },
  });
}

/** What no rule of its own matches is what the organisation's policy says. */
function rawPolicy(rules: readonly RawRule[], { groups, claims }: CompiledPolicy): RawPolicy {
  return {
    hosts: [],
    default: 'allow',
    claims,
    groups: Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, namesOf(members)])),
    rules: rules.map((rule) => ({ ...rule, id: `workspace.${rule.id}` })),
  };
}

function namesOf({ groups, users }: GroupMembers): readonly string[] {
  return [...groups.map((name) => `group:${name}`), ...users.map((id) => `user:${id}`)];
}

function refuseRule({ effect, on }: RawRule, path: DocumentPath, source: YamlSource): void {
  if (effect === 'allow') throw new PolicyError(LOOSENS, source.valueAt([...path, 'effect']));
  for (const [index, written] of on.entries()) {
    const kinds = expandKind(written);
    const other = 'code' in kinds ? undefined : kinds.find((kind) => !SCOPABLE_KINDS.includes(kind));
    if (other !== undefined)
      throw new PolicyError(foreign(written, other), source.valueAt([...path, 'on', index]));
  }
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
