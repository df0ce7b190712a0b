import { type CelInput, isCelList } from '@bufbuild/cel';
import type { Column, Facts, Local, Read } from './fast-facts.ts';
import { readable } from './fast-value.ts';
import type { Expr } from './syntax.ts';

/** A field of a list's elements, and what all of them hold in it. */
export interface ColumnField {
  readonly kind: 'bool' | 'int' | 'string' | 'list';
  readonly columnOf: (facts: Facts) => Column;
}

/** The field of an element that an expression reads, or null when it is anything else. */
export function columnField(expr: Expr, local: Local): ColumnField | null {
  const path = pathBelow(expr, local.name);
  const value = path === null ? null : readable(expr, local);
  if (path === null || value === null) return null;
  const { kind } = value.shape;
  return kind === 'record' || kind === 'unknown' ? null : { kind, columnOf: reader(local, path, value.read) };
}

/** The words of `adds()` and `says()`. */
export function termsField({ list, fields }: Local): ColumnField | null {
  const read = fields.get('terms');
  if (read === undefined) return null;
  return { kind: 'list', columnOf: reader({ list }, '.terms', (_facts, element) => read(element)) };
}

function reader({ list }: Pick<Local, 'list'>, path: string, read: Read): (facts: Facts) => Column {
  const name = `${list}${path}`;
  return (facts) =>
    facts.column(name, () => {
      const elements = facts.listOf(list) as readonly never[];
      facts.text.spend(1 + elements.length);
      return columnOf(elements.map((element) => read(facts, element)));
    });
}

function columnOf(read: readonly (CelInput | undefined)[]): Column {
  const values = new Set<CelInput | undefined>();
  for (const value of read) {
    if (!isCelList(value)) values.add(value);
    else for (const each of value) values.add(each);
  }
  let least: bigint | null = null;
  let most: bigint | null = null;
  for (const value of values) {
    if (typeof value !== 'bigint') continue;
    if (least === null || value < least) least = value;
    if (most === null || value > most) most = value;
  }
  return { values, least, most };
}

function pathBelow({ exprKind }: Expr, name: string): string | null {
  if (exprKind.case === 'identExpr') return exprKind.value.name === name ? '' : null;
  if (exprKind.case !== 'selectExpr' || exprKind.value.operand === undefined) return null;
  const above = pathBelow(exprKind.value.operand, name);
  return above === null ? null : `${above}.${exprKind.value.field}`;
}
