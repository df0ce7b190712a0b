import { createHash } from 'node:crypto';
import type { Facet } from '../search.ts';

/** What stands for a facet in the index, whatever is in its value and however long it is. */
export function facetKey({ name, value }: Facet): Buffer {
  return createHash('sha256').update(`${name}\0${value}`).digest();
}
