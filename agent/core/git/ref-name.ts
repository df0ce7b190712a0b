import type { RefKind } from '../../../protocol/operation.ts';

const MAX_LENGTH = 1_024;
/** Control characters, space and what git-check-ref-format lists as special. */
const FORBIDDEN = /[\p{Cc} ~^:?*[\\]|\.\.|@\{/u;

/**
 * Whether a push may name this ref: a full name by the rules of git-check-ref-format. Stricter in three
 * points: no component ends with a dot (on some file systems `main.` is `main`), no control character beyond
 * ASCII (a terminal obeys it), and at most 1,024 characters.
 */
export function isRefName(name: string): boolean {
  if (!name.startsWith('refs/') || name.length > MAX_LENGTH) return false;
  if (!name.isWellFormed() || FORBIDDEN.test(name)) return false;
  return name.split('/').every(isComponent);
}

function isComponent(component: string): boolean {
  return (
    component !== '' && !component.startsWith('.') && !component.endsWith('.') && !component.endsWith('.lock')
  );
}

/** Which rules a ref falls under, and its name as people say it: `main`, `v1.0`, or the full name. */
export function classifyRef(ref: string): { readonly kind: RefKind; readonly name: string } {
  const branch = below(ref, 'refs/heads/');
  if (branch !== null) return { kind: 'branch', name: branch };
  const tag = below(ref, 'refs/tags/');
  if (tag !== null) return { kind: 'tag', name: tag };
  return { kind: 'other', name: ref };
}

function below(ref: string, prefix: string): string | null {
  return ref.startsWith(prefix) && ref.length > prefix.length ? ref.slice(prefix.length) : null;
}
