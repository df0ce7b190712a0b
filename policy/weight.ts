import type { ActionKind, Operation } from '../protocol/operation.ts';
import type { CompiledRule } from './ask-rules.ts';
import { updateIn } from './bindings.ts';
import { regexOf, regexWeight } from './regex-size.ts';
import { childrenOf, type Expr } from './syntax.ts';

/** What the conditions on one kind of operation cost, by what they grow with. */
interface KindWeight {
  /** Nodes that are visited once, once for each element of a list, and once for each pair of elements. */
  readonly nodes: readonly [number, number, number];
  /** Steps of regular expressions, which read a text character by character, for each character. */
  readonly regexes: number;
}

export type PolicyWeight = ReadonlyMap<ActionKind, KindWeight>;

/** A condition that does without the engine takes about this part of the time. */
const FAST = 1 / 8;

/** What a policy's conditions cost, found out once so that it is quickly told for each operation. */
export function weightOf(byKind: ReadonlyMap<ActionKind, readonly CompiledRule[]>): PolicyWeight {
  return new Map([...byKind].map(([kind, rules]) => [kind, kindWeight(rules)]));
}

function kindWeight(rules: readonly CompiledRule[]): KindWeight {
  const nodes: [number, number, number] = [0, 0, 0];
  let regexes = 0;
  for (const { root, fast } of rules) {
    visit(root, 0, (depth, expr) => {
      const level = Math.min(depth, 2) as 0 | 1 | 2;
      nodes[level] += fast === null ? 1 : FAST;
      const regex = regexOf(expr);
      if (regex !== null) regexes += regexWeight(regex);
    });
  }
  return { nodes, regexes };
}

function visit(expr: Expr, depth: number, seen: (depth: number, expr: Expr) => void): void {
  seen(depth, expr);
  const inside = depth + (expr.exprKind.case === 'comprehensionExpr' ? 1 : 0);
  for (const child of childrenOf(expr)) visit(child, inside, seen);
}

/**
 * About how many steps of evaluation an operation may take, from above: to be compared, not to be counted on. A
 * step is about a microsecond.
 */
export function stepsFor(weight: PolicyWeight, { action, subject }: Operation): number {
  const known = weight.get(action.kind);
  if (known === undefined) return 0;
  const elements = elementsIn(action) + subject.groups.length;
  const [once, each, pairs] = known.nodes;
  const chars = charsIn(action);
  return once + each * elements + pairs * elements ** 2 + (known.regexes + 1 / 64) * chars;
}

function elementsIn(action: Operation['action']): number {
  const update = updateIn(action);
  if (update !== null) return update.changes.length + update.commits.length;
  return 'parts' in action ? action.parts.length + action.tools.length + action.secrets.length : 1;
}

function charsIn(action: Operation['action']): number {
  const update = updateIn(action);
  if (update !== null) {
    const paths = update.changes.reduce((sum, { path }) => sum + path.length, update.ref.length);
    return update.commits.reduce((sum, { message }) => sum + message.length, paths);
  }
  if ('parts' in action) return action.parts.reduce((sum, { text }) => sum + text.length, 0);
  if ('piece' in action)
    return action.piece.kind === 'text' ? action.piece.text.length : action.piece.arguments.length;
  return 'arguments' in action ? action.arguments.length : 0;
}
