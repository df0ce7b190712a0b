import type { CredentialScope, PermissionLevel } from '../protocol/verdict.ts';

const LEVELS: readonly PermissionLevel[] = ['read', 'write', 'admin'];

/** What is within each of the scopes: their common permissions at the lower level, the shorter life; null for none. */
export function narrowest(scopes: readonly CredentialScope[]): CredentialScope | null {
  const [first, ...others] = scopes;
  return first === undefined ? null : others.reduce(within, first);
}

/** What somebody may narrow a credential to who has none to give. */
export function ceiling(scope: CredentialScope): CredentialScope {
  return { ...scope, reach: 'repository', within: 'purpose' };
}

function within(a: CredentialScope, b: CredentialScope): CredentialScope {
  const permissions = Object.entries(a.permissions).flatMap(([name, level]) => {
    const other = Object.hasOwn(b.permissions, name) ? b.permissions[name] : undefined;
    return other === undefined ? [] : [[name, lower(level, other)] as const];
  });
  return {
    reach: a.reach === 'repository' ? a.reach : b.reach,
    permissions: Object.fromEntries(permissions),
    lifetimeMs: Math.min(a.lifetimeMs, b.lifetimeMs),
    ...(a.within === undefined && b.within === undefined ? {} : { within: 'purpose' as const }),
  };
}

function lower(a: PermissionLevel, b: PermissionLevel): PermissionLevel {
  return LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b;
}
