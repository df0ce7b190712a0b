import { TypeError as CelTypeError, Environment, ParseError } from '@marcbachmann/cel-js';
import { VARIABLES } from './attributes.ts';
import { ExpressionFault } from './expression-fault.ts';
import { POLICY_LIMITS } from './limits.ts';
import type { Problem } from './policy-error.ts';
import type { Shape } from './shape.ts';
import { SIGNATURES } from './signatures.ts';

/**
 * Reads a condition with an engine that shares no code with the one that evaluates it, and checks its types. What
 * two readers of CEL do not both take for a condition is none. Throws ExpressionFault.
 */
export function checkWithSecondEngine(text: string): void {
  const { valid, type, error } = secondEngine().check(text);
  if (valid && type === 'bool') return;
  const seen = error === undefined ? `it is a ${type}, expected bool` : reasonOf(error);
  const problem: Problem = {
    code: 'engines',
    message: `two readers of CEL do not agree on the condition: ${seen}`,
    hint: 'write it more plainly: attributes, text in quotes, numbers, and one comparison at a time',
  };
  throw new ExpressionFault(problem, offsetOf(error));
}

/** Made when it is first needed; from then on it is only read. */
let made: Environment | null = null;

function secondEngine(): Environment {
  made ??= createSecondEngine(refuseToRun);
  return made;
}

/** One of the functions of ours: what stands before its dot, and its argument. */
export type OwnFunction = (name: string, receiver: unknown, argument: unknown) => boolean;

/** The language as `VARIABLES` and `SIGNATURES` say it, in the terms of the second engine. */
export function createSecondEngine(run: OwnFunction): Environment {
  const most = POLICY_LIMITS.maxExpressionChars;
  const environment = new Environment({
    limits: { maxAstNodes: most, maxDepth: most, maxListElements: most, maxCallArguments: 32 },
  });
  const known = new Set<string>();
  for (const [name, { shape }] of Object.entries(VARIABLES)) {
    environment.registerVariable(name, typeOf(shape, environment, known));
  }
  for (const [name, { forms, own }] of Object.entries(SIGNATURES)) {
    if (own !== true) continue;
    for (const { target, args, result } of forms) {
      const [receiver, given] = [target, ...args].map((shape) => typeOf(shape ?? result, environment, known));
      const answer = typeOf(result, environment, known);
      environment.registerFunction(
        `${receiver}.${name}(${given}): ${answer}`,
        (before: unknown, argument: unknown) => run(name, before, argument),
      );
    }
  }
  return environment;
}

function refuseToRun(): never {
  throw new Error('the second engine checks conditions and never evaluates one');
}

function typeOf(shape: Shape, environment: Environment, known: Set<string>): string {
  switch (shape.kind) {
    case 'bool':
    case 'int':
    case 'string':
      return shape.kind;
    case 'unknown':
      return 'dyn';
    case 'list':
      return `list<${typeOf(shape.of, environment, known)}>`;
    case 'record': {
      const name = `Countersign.${shape.name.replaceAll(/\W/gu, '')}`;
      if (known.has(name)) return name;
      known.add(name);
      const fields = Object.entries(shape.fields).map(([field, each]) => [
        field,
        typeOf(each.shape, environment, known),
      ]);
      environment.registerType(name, { fields: Object.fromEntries(fields) as Record<string, string> });
      return name;
    }
  }
}

function reasonOf(error: Error): string {
  const summary =
    error instanceof ParseError || error instanceof CelTypeError ? error.summary : error.message;
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
}

function offsetOf(error: Error | undefined): number {
  const known = error instanceof ParseError || error instanceof CelTypeError;
  return known ? (error.range?.start ?? 0) : 0;
}
