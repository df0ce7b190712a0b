/** Where a reader is. Addresses hold ids and nothing secret. */
export type Route =
  | { readonly kind: 'approvals' }
  | { readonly kind: 'approval'; readonly id: string }
  | { readonly kind: 'activity' }
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'overview' }
  | { readonly kind: 'log' }
  | { readonly kind: 'policy' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'unknown' };

export function routeOf(path: string): Route {
  const [first = '', second = '', ...more] = path.split('/').slice(1);
  const id = decoded(second);
  if (more.length > 0 || id === null) return { kind: 'unknown' };
  if (first === '' && id === '') return { kind: 'approvals' };
  if (first === 'approvals') return id === '' ? { kind: 'approvals' } : { kind: 'approval', id };
  if (first === 'activity') return id === '' ? { kind: 'activity' } : { kind: 'session', id };
  const place = PLACES.find((each) => each === first);
  return place === undefined || id !== '' ? { kind: 'unknown' } : { kind: place };
}

/** Pages that are one, and are named in the address as they are here. */
const PLACES = ['overview', 'log', 'policy', 'settings'] as const;

export function pathOf(route: Route): string {
  switch (route.kind) {
    case 'approvals':
    case 'unknown':
      return '/';
    case 'approval':
      return `/approvals/${encodeURIComponent(route.id)}`;
    case 'activity':
      return '/activity';
    case 'overview':
    case 'log':
    case 'policy':
    case 'settings':
      return `/${route.kind}`;
    case 'session':
      return `/activity/${encodeURIComponent(route.id)}`;
  }
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
