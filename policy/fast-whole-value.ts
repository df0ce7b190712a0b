import type { CelInput } from '@bufbuild/cel';
import { type ColumnField, columnField, termsField } from './fast-column.ts';
import type { Call, Column, Facts, Local } from './fast-facts.ts';
import { globsOf, isPathOf, termOf } from './fast-text.ts';
import { type Expr, literalOf } from './syntax.ts';

export type Quantifier = 'exists' | 'all';

/** One condition on a field, asked of a whole list at once; null for a quantifier that this cannot be told for. */
export interface AskedOfAll {
  readonly exists: (facts: Facts) => boolean;
  readonly all: ((facts: Facts) => boolean) | null;
}

/** What is told from the values of one field alone, or null when more has to be known. */
export function askedOfAll(expr: Expr, local: Local): AskedOfAll | null {
  if (expr.exprKind.case !== 'callExpr') {
    const field = columnField(expr, local);
    return field?.kind === 'bool' ? equality(field, true) : null;
  }
  const call = expr.exprKind.value;
  switch (call.function) {
    case '_==_':
    case '_!=_':
    case '_<_':
    case '_<=_':
    case '_>_':
    case '_>=_':
      return comparison(call, local);
    case '@in':
      return membership(call, local);
    case 'glob':
      return glob(call, local);
    case 'adds':
    case 'says': {
      const term = termOf(call, local);
      return term === null ? null : holding(termsField(local), term);
    }
    default:
      return null;
  }
}

function comparison({ function: name, args }: Call, local: Local): AskedOfAll | null {
  const [left, right] = args;
  const field = left === undefined ? null : columnField(left, local);
  const wanted = right === undefined ? null : constantOf(right);
  if (field === null || wanted === null || KIND_OF[typeof wanted] !== field.kind) return null;
  if (name === '_==_') return equality(field, wanted);
  if (name === '_!=_') return inequality(field, wanted);
  return typeof wanted === 'bigint' ? order(name, field, wanted) : null;
}

const KIND_OF: Readonly<Record<string, ColumnField['kind']>> = Object.freeze({
  bigint: 'int',
  string: 'string',
  boolean: 'bool',
});

function constantOf({ exprKind }: Expr): bigint | string | boolean | null {
  if (exprKind.case !== 'constExpr') return null;
  const { constantKind } = exprKind.value;
  if (constantKind.case === 'stringValue' || constantKind.case === 'int64Value') return constantKind.value;
  return constantKind.case === 'boolValue' ? constantKind.value : null;
}

function equality({ columnOf }: ColumnField, wanted: CelInput): AskedOfAll {
  return {
    exists: (facts) => columnOf(facts).values.has(wanted),
    all(facts) {
      const { values } = columnOf(facts);
      return values.size === 0 || (values.size === 1 && values.has(wanted));
    },
  };
}

function inequality(field: ColumnField, wanted: CelInput): AskedOfAll {
  const { exists, all } = equality(field, wanted);
  return { exists: (facts) => all?.(facts) === false, all: (facts) => !exists(facts) };
}

/** The greatest tells whether any is above a bound, the least whether all are. */
function order(name: string, { columnOf }: ColumnField, bound: bigint): AskedOfAll | null {
  const by = (any: 'least' | 'most', holds: (value: bigint) => boolean): AskedOfAll => {
    const every = any === 'most' ? 'least' : 'most';
    const value = (facts: Facts, of: 'least' | 'most'): bigint | null => columnOf(facts)[of];
    return {
      exists: (facts) => holdsOf(value(facts, any), holds, false),
      all: (facts) => holdsOf(value(facts, every), holds, true),
    };
  };
  switch (name) {
    case '_<_':
      return by('least', (value) => value < bound);
    case '_<=_':
      return by('least', (value) => value <= bound);
    case '_>_':
      return by('most', (value) => value > bound);
    case '_>=_':
      return by('most', (value) => value >= bound);
    default:
      return null;
  }
}

function holdsOf(value: bigint | null, holds: (value: bigint) => boolean, ofNone: boolean): boolean {
  return value === null ? ofNone : holds(value);
}

/** A field in a list that is written out, or a text in a field that is a list. */
function membership({ args }: Call, local: Local): AskedOfAll | null {
  const [one, list] = args;
  if (one === undefined || list === undefined) return null;
  if (list.exprKind.case !== 'listExpr') {
    const wanted = literalOf(one);
    return wanted === null ? null : holding(columnField(list, local), wanted);
  }
  const known: ReadonlySet<unknown> = new Set(list.exprKind.value.elements.map(literalOf));
  const field = columnField(one, local);
  return field?.kind !== 'string' || known.has(null) ? null : ofEach(field, (value) => known.has(value));
}

/** What any of the lists holds says nothing of each of them. */
function holding(field: ColumnField | null, wanted: string): AskedOfAll | null {
  if (field?.kind !== 'list') return null;
  return { exists: (facts) => field.columnOf(facts).values.has(wanted), all: null };
}

function glob({ target, args }: Call, local: Local): AskedOfAll | null {
  const globs = globsOf(args[0]);
  const field = target === undefined ? null : columnField(target, local);
  if (field?.kind !== 'string' || globs === null) return null;
  const asked = ofEach(field, (value, facts) => {
    if (typeof value !== 'string') throw new TypeError('a text is expected');
    return globs.some((each) => facts.text.matches(value, each));
  });
  if (!isPathOf(target, local)) return asked;
  const may = (facts: Facts): boolean => globs.some((each) => facts.paths().mayMatch(each));
  return { ...asked, exists: (facts) => may(facts) && asked.exists(facts) };
}

function ofEach(
  { columnOf }: ColumnField,
  holds: (value: CelInput | undefined, facts: Facts) => boolean,
): AskedOfAll & { readonly all: NonNullable<AskedOfAll['all']> } {
  const valuesOf = (facts: Facts): Column['values'] => {
    const { values } = columnOf(facts);
    facts.text.spend(values.size);
    return values;
  };
  return {
    exists(facts) {
      for (const value of valuesOf(facts)) if (holds(value, facts)) return true;
      return false;
    },
    all(facts) {
      for (const value of valuesOf(facts)) if (!holds(value, facts)) return false;
      return true;
    },
  };
}
