import type { Operation } from '../protocol/operation.ts';
import { type Bindings, LONG_LISTS, updateIn } from './bindings.ts';
import type { Environment } from './environment.ts';
import type { Column, Facts } from './fast-facts.ts';
import { indexPaths, type PathIndex } from './path-index.ts';

/** What fast conditions are asked of. What all elements of a list have in common is found out once, when first asked for. */
export function factsOf(operation: Operation, bindings: Bindings, text: Environment['text']): Facts {
  const changes = updateIn(operation.action)?.changes ?? [];
  let paths: PathIndex | null = null;
  const columns = new Map<string, Column>();
  return {
    bindings,
    text,
    listOf: (name) => LONG_LISTS.get(name)?.elementsOf(operation) ?? [],
    paths() {
      if (paths !== null) return paths;
      const named = changes.map(({ path }) => path);
      text.spend(named.reduce((sum, { length }) => sum + length, 0));
      paths = indexPaths(named);
      return paths;
    },
    column(name, make) {
      const known = columns.get(name);
      if (known !== undefined) return known;
      const made = make();
      columns.set(name, made);
      return made;
    },
  };
}
