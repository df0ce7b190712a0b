import { type CelInput, isCelList } from '@bufbuild/cel';
import type { Local, Read, Test } from './fast-facts.ts';
import { readable } from './fast-value.ts';
import { type Expr, literalOf } from './syntax.ts';

/** `==`, `!=` of texts, numbers and bools, and the order of numbers. */
export function comparisonTest(
  name: string,
  [left, right]: readonly [Expr, Expr],
  local: Local | null,
): Test | null {
  const [a, b] = [readable(left, local), readable(right, local)];
  if (a === null || b === null || a.shape.kind !== b.shape.kind) return null;
  const isScalar = ['string', 'int', 'bool'].includes(a.shape.kind);
  if (name === '_==_' && isScalar)
    return (facts, element) => a.read(facts, element) === b.read(facts, element);
  if (name === '_!=_' && isScalar)
    return (facts, element) => a.read(facts, element) !== b.read(facts, element);
  return a.shape.kind === 'int' ? orderTest(name, a.read, b.read) : null;
}

function orderTest(name: string, a: Read, b: Read): Test | null {
  const by = (holds: (order: bigint) => boolean): Test => {
    return (facts, element) => holds(numberOf(a(facts, element)) - numberOf(b(facts, element)));
  };
  switch (name) {
    case '_<_':
      return by((order) => order < 0n);
    case '_<=_':
      return by((order) => order <= 0n);
    case '_>_':
      return by((order) => order > 0n);
    case '_>=_':
      return by((order) => order >= 0n);
    default:
      return null;
  }
}

function numberOf(value: CelInput | undefined): bigint {
  if (typeof value !== 'bigint') throw new TypeError('a number is expected');
  return value;
}

/** A text `in` a list that is written out or is an attribute. */
export function membershipTest(one: Expr, list: Expr, local: Local | null): Test | null {
  const value = readable(one, local);
  if (value?.shape.kind !== 'string') return null;
  if (list.exprKind.case === 'listExpr') {
    const literals = list.exprKind.value.elements.map(literalOf);
    const known: ReadonlySet<unknown> = new Set(literals);
    return known.has(null) ? null : (facts, element) => known.has(value.read(facts, element));
  }
  const listed = readable(list, local);
  if (listed?.shape.kind !== 'list' || listed.shape.of.kind !== 'string') return null;
  return (facts, element) => {
    const found = listed.read(facts, element);
    if (!isCelList(found)) throw new TypeError('a list is expected');
    const wanted = value.read(facts, element);
    facts.text.spend(1 + found.size);
    for (const each of found) if (each === wanted) return true;
    return false;
  };
}
