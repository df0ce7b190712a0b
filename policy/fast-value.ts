import { type CelInput, isCelList, isCelMap } from '@bufbuild/cel';
import { VARIABLES } from './attributes.ts';
import { LONG_LISTS } from './bindings.ts';
import type { Call, Local, Read, Value } from './fast-facts.ts';
import { BOOL, INT, type Shape, STRING } from './shape.ts';
import type { Expr } from './syntax.ts';

/** The element of a list that is gone through, or null when that is no long list. */
export function localOf(range: Expr, name: string): Local | null {
  if (range.exprKind.case !== 'identExpr') return null;
  const list = range.exprKind.value.name;
  const shape = VARIABLES[list]?.shape;
  const known = LONG_LISTS.get(list);
  if (known === undefined || shape?.kind !== 'list' || shape.of.kind !== 'record') return null;
  return { name, list, shape: shape.of, fields: known.fields };
}

/** What an expression gives, or null when only the engine knows. */
export function readable(expr: Expr, local: Local | null): Value | null {
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'constExpr':
      return constantOf(exprKind.value);
    case 'identExpr':
      return variableOf(exprKind.value.name, local);
    case 'selectExpr':
      return fieldOf(exprKind.value, local);
    case 'callExpr':
      return sizeOf(exprKind.value, local);
    case 'listExpr':
    case 'structExpr':
    case 'comprehensionExpr':
    case undefined:
      return null;
  }
}

function constantOf({
  constantKind,
}: Extract<Expr['exprKind'], { case: 'constExpr' }>['value']): Value | null {
  if (constantKind.case === 'stringValue') return constant(STRING, constantKind.value);
  if (constantKind.case === 'int64Value') return constant(INT, constantKind.value);
  return constantKind.case === 'boolValue' ? constant(BOOL, constantKind.value) : null;
}

function constant(shape: Shape, value: CelInput): Value {
  return { shape, read: () => value };
}

/** The element itself is a record, and of a record only fields are read. */
function variableOf(name: string, local: Local | null): Value | null {
  const variable = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  // What may be absent is left to the engine, which knows how an error goes through && and ||.
  if (variable === undefined || variable.optional === true || name === local?.name) return null;
  return { shape: variable.shape, read: ({ bindings }) => bindings[name] };
}

type Select = Extract<Expr['exprKind'], { case: 'selectExpr' }>['value'];

function fieldOf({ operand, field, testOnly }: Select, local: Local | null): Value | null {
  if (operand === undefined || testOnly) return null;
  if (local !== null && operand.exprKind.case === 'identExpr' && operand.exprKind.value.name === local.name) {
    const make = local.fields.get(field);
    const found = local.shape.fields[field];
    return make === undefined || found === undefined || found.optional === true
      ? null
      : { shape: found.shape, read: (_facts, element) => make(element) };
  }
  const record = readable(operand, local);
  const shape = record?.shape.kind === 'record' ? record.shape.fields[field]?.shape : undefined;
  if (record === null || shape === undefined) return null;
  const read: Read = (facts, element) => {
    const found = record.read(facts, element);
    return isCelMap(found) ? (found.get(field) as CelInput) : undefined;
  };
  return { shape, read };
}

/** `list.size()`; the size of a text is counted by the engine. */
function sizeOf({ function: name, target, args }: Call, local: Local | null): Value | null {
  const list = name === 'size' ? (target ?? args[0]) : undefined;
  const long = list?.exprKind.case === 'identExpr' ? list.exprKind.value.name : '';
  if (LONG_LISTS.has(long) && local?.name !== long) {
    return { shape: INT, read: (facts) => BigInt(facts.listOf(long).length) };
  }
  const value = list === undefined ? null : readable(list, local);
  if (value?.shape.kind !== 'list') return null;
  const read: Read = (facts, element) => {
    const found = value.read(facts, element);
    if (!isCelList(found)) throw new TypeError('a list is expected');
    return BigInt(found.size);
  };
  return { shape: INT, read };
}
