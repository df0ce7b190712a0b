import { isCelError, plan } from '@bufbuild/cel';
import { bindingsOf } from '../../policy/bindings.ts';
import { createBudget } from '../../policy/budget.ts';
import { createEnvironment } from '../../policy/environment.ts';
import { factsOf } from '../../policy/facts.ts';
import { fastCondition } from '../../policy/fast-condition.ts';
import { parseExpression } from '../../policy/syntax.ts';
import type { Operation } from '../../protocol/operation.ts';

/** What a condition gives without the engine (null where only the engine does it), and with it. */
export function askBoth(
  when: string,
  operation: Operation,
): { readonly fast: boolean | null; readonly engine: unknown } {
  const environment = createEnvironment();
  environment.begin(createBudget(1_000_000));
  const { root } = parseExpression(when);
  const bindings = bindingsOf(operation, {});
  const fast = fastCondition(root);
  const engine = plan(environment.cel, root)(bindings);
  return {
    fast: fast === null ? null : fast(factsOf(operation, bindings, environment.text)),
    engine: isCelError(engine) ? engine.message : engine,
  };
}
