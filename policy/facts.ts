import type { Operation } from '../protocol/operation.ts';
import { type Bindings, LONG_LISTS, updateIn } from './bindings.ts';
import type { Environment } from './environment.ts';
import type { Facts } from './fast-facts.ts';
import { indexPaths, type PathIndex } from './path-index.ts';

/** What fast conditions are asked of. What all changes have in common is found out once, when first asked for. */
export function factsOf(operation: Operation, bindings: Bindings, text: Environment['text']): Facts {
  const changes = updateIn(operation.action)?.changes ?? [];
  let paths: PathIndex | null = null;
  let terms: ReadonlySet<string> | null = null;
  return {
    bindings,
    text,
    listOf: (name) => LONG_LISTS.get(name)?.elementsOf(operation) ?? [],
    paths() {
      paths ??= indexPaths(changes.map(({ path }) => text.segmentsOf(path)));
      return paths;
    },
    addedTerms() {
      terms ??= new Set(changes.flatMap((change) => change.terms));
      return terms;
    },
  };
}
