import type { CelInput } from '@bufbuild/cel';
import type { Bindings } from './bindings.ts';
import type { Glob } from './glob.ts';
import type { FieldsOf } from './lazy-record.ts';
import type { PathIndex } from './path-index.ts';
import type { Shape } from './shape.ts';
import type { Expr } from './syntax.ts';

/** What a condition is asked of. */
export interface Facts {
  readonly bindings: Bindings;
  readonly text: TextTools;
  listOf(name: string): readonly unknown[];
  /** Of the paths of all changes; made when it is first asked for. */
  paths(): PathIndex;
  /** What one field of a list holds, `changes.size`; made by `make` when it is first asked for. */
  column(name: string, make: () => Column): Column;
}

/** What one field of all elements of a list holds, each value once; of a field that is a list, what any of them holds. */
export interface Column {
  readonly values: ReadonlySet<CelInput | undefined>;
  /** Of numbers; null when there is none. */
  readonly least: bigint | null;
  readonly most: bigint | null;
}

/** Text functions that count what they cost. */
export interface TextTools {
  spend(steps: number): void;
  matches(text: string, glob: Glob): boolean;
}

/** What an expression gives, with the element that a macro is at. */
export type Test = (facts: Facts, element: never) => boolean;
export type Read = (facts: Facts, element: never) => CelInput | undefined;

export interface Value {
  readonly shape: Shape;
  readonly read: Read;
}

/** The element that a macro goes through. */
export interface Local {
  readonly name: string;
  readonly list: string;
  readonly shape: Extract<Shape, { kind: 'record' }>;
  readonly fields: FieldsOf<never>;
}

export type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];
export type Fold = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];
