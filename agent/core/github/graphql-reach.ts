import { type FieldNode, type SelectionSetNode, valueFromASTUntyped } from 'graphql';
import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import { type Fragments, fieldsOf } from './graphql-document.ts';
import { INSIDE, NAMING, PEOPLE, PLUMBING, WITHOUT_REPOSITORY } from './graphql-fields.ts';

/** What a document reads. */
export interface Reach {
  /** `owner/name`, as the document writes it. */
  readonly repositories: readonly string[];
  /** Node ids of what may be in a repository. */
  readonly nodes: readonly string[];
  /** Whether it may read of repositories beyond these. */
  readonly isWide: boolean;
}

export interface ReachContext {
  readonly fragments: Fragments;
  /** Of the operation, defaults among them. */
  readonly variables: JsonObject;
}

export const NO_REACH: Reach = Object.freeze({ repositories: [], nodes: [], isWide: false });
const WIDE: Reach = Object.freeze({ ...NO_REACH, isWide: true });

/**
 * What fields at the root of a query read. Only what is known to stay within a repository counts as doing so: any other
 * field, and an argument that cannot be read, makes the reach wide.
 */
export function reachOf(roots: readonly FieldNode[], context: ReachContext): Reach {
  return joinedReach(roots.map((root) => reachOfRoot(root, context)));
}

/** What a mutation answers with: of what it changed, names of other things at most, or else it is wide. */
export function reachOfAnswer(mutation: FieldNode, fragments: Fragments): Reach {
  return staysWithin(mutation.selectionSet, 'inside', fragments) ? NO_REACH : WIDE;
}

export function joinedReach(reaches: readonly Reach[]): Reach {
  return {
    repositories: [...new Set(reaches.flatMap(({ repositories }) => repositories))],
    nodes: [...new Set(reaches.flatMap(({ nodes }) => nodes))],
    isWide: reaches.some(({ isWide }) => isWide),
  };
}

function reachOfRoot(root: FieldNode, context: ReachContext): Reach {
  const name = root.name.value;
  if (WITHOUT_REPOSITORY.has(name)) return NO_REACH;
  switch (name) {
    case 'repository':
      return repositoryReach(root, argument(root, 'owner', context), context);
    case 'node':
      return nodesReach(root, [argument(root, 'id', context)], context);
    case 'nodes': {
      const ids = argument(root, 'ids', context);
      return Array.isArray(ids) ? nodesReach(root, ids, context) : WIDE;
    }
    case 'organization':
    case 'user':
    case 'repositoryOwner':
    case 'viewer':
      return ownerReach(root, context);
    default:
      return WIDE;
  }
}

const NAME = /^[A-Za-z0-9._-]{1,100}$/;

function repositoryReach(field: FieldNode, owner: JsonValue, context: ReachContext): Reach {
  const name = argument(field, 'name', context);
  if (typeof owner !== 'string' || typeof name !== 'string') return WIDE;
  if (!NAME.test(owner) || !NAME.test(name)) return WIDE;
  const isWide = !staysWithin(field.selectionSet, 'inside', context.fragments);
  return { repositories: [`${owner}/${name}`], nodes: [], isWide };
}

function nodesReach(field: FieldNode, ids: readonly JsonValue[], { fragments }: ReachContext): Reach {
  const nodes = ids.filter((id) => typeof id === 'string');
  const isWide = nodes.length < ids.length || !staysWithin(field.selectionSet, 'inside', fragments);
  return { repositories: [], nodes, isWide };
}

/** Of a person or an organization what they say of themselves is read, names, and single repositories. */
function ownerReach(root: FieldNode, context: ReachContext): Reach {
  const owner = argument(root, 'login', context);
  const below = root.selectionSet === undefined ? [] : fieldsOf(root.selectionSet, context.fragments);
  return joinedReach(
    below.map((field) => {
      if (field.name.value === 'repository') return repositoryReach(field, owner, context);
      return staysWithin(field.selectionSet, 'names', context.fragments) ? NO_REACH : WIDE;
    }),
  );
}

/** `inside` is below a repository; `names` below something else, of which nothing but names may be read. */
type Place = 'inside' | 'names';

function staysWithin(root: SelectionSetNode | undefined, at: Place, fragments: Fragments): boolean {
  const seen = new Set<string>();
  const sets = root === undefined ? [] : [{ set: root, place: at }];
  for (let next = sets.pop(); next !== undefined; next = sets.pop()) {
    const { set, place } = next;
    for (const selection of set.selections) {
      if (selection.kind === 'Field') {
        const below = placeBelow(selection, place);
        if (below === null) return false;
        if (selection.selectionSet !== undefined) sets.push({ set: selection.selectionSet, place: below });
      } else if (selection.kind === 'InlineFragment') {
        sets.push({ set: selection.selectionSet, place });
      } else {
        const { value: name } = selection.name;
        const fragment = fragments.get(name);
        if (fragment === undefined) return false;
        // A fragment may lead back to itself, and many lead to the same one.
        if (seen.has(`${place} ${name}`)) continue;
        seen.add(`${place} ${name}`);
        sets.push({ set: fragment.selectionSet, place });
      }
    }
  }
  return true;
}

/** Null for a field that may lead anywhere. */
function placeBelow({ name: { value: name }, selectionSet }: FieldNode, place: Place): Place | null {
  if (selectionSet === undefined) return place === 'inside' || NAMING.has(name) ? place : null;
  if (place === 'inside') return INSIDE.has(name) ? 'inside' : 'names';
  return PLUMBING.has(name) || PEOPLE.has(name) ? 'names' : null;
}

function argument(field: FieldNode, name: string, { variables }: ReachContext): JsonValue {
  const found = field.arguments?.find((each) => each.name.value === name);
  return found === undefined ? null : ((valueFromASTUntyped(found.value, variables) ?? null) as JsonValue);
}
