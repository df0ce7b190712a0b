import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenRow, TokensTable } from '../store/tokens.ts';
import { NOT_VOUCHED, type Role } from './caller.ts';
import { hashToken } from './known-tokens.ts';
import { replaceSecretFile } from './secret-file.ts';

/**
 * The people of a collector without an identity provider. They are different people to the rules; the agent is
 * the developer's, and a gateway is nobody's.
 */
const PEOPLE: readonly Omit<TokenRow, 'hash' | 'expiresAt' | 'vouched'>[] = [
  { name: 'agent', role: 'agent', subject: 'developer', groups: ['developers'] },
  { name: 'developer', role: 'developer', subject: 'developer', groups: ['developers'] },
  { name: 'reviewer', role: 'reviewer', subject: 'reviewer', groups: ['reviewers'] },
  { name: 'auditor', role: 'auditor', subject: 'auditor', groups: ['auditors'] },
  {
    name: 'policy-publisher',
    role: 'policy-publisher',
    subject: 'policy-publisher',
    groups: ['policy-publishers'],
  },
  { name: 'gateway', role: 'gateway', subject: 'gateway', groups: [] },
  { name: 'admin', role: 'admin', subject: 'admin', groups: ['admins'] },
];

const TOKEN_BYTES = 32;

/** Where each role's token is, below the collector's directory. */
export function localTokenPaths(directory: string): Readonly<Record<Role, string>> {
  const path = (role: Role): string => join(directory, 'tokens', `${role}.token`);
  return {
    agent: path('agent'),
    developer: path('developer'),
    reviewer: path('reviewer'),
    auditor: path('auditor'),
    'policy-publisher': path('policy-publisher'),
    gateway: path('gateway'),
    admin: path('admin'),
  };
}

/**
 * Makes the tokens that are missing. The files are the only place where they can be read; a file that was
 * removed or is not the one whose hash is known gets a new token, and the old one is worth nothing.
 */
export async function ensureLocalTokens(
  directory: string,
  tokens: Pick<TokensTable, 'all' | 'put'>,
): Promise<void> {
  const paths = localTokenPaths(directory);
  mkdirSync(join(directory, 'tokens'), { recursive: true, mode: 0o700 });
  const known = new Map((await tokens.all()).map((token) => [token.name, token]));
  for (const person of PEOPLE) {
    const path = paths[person.role];
    const expected = known.get(person.name)?.hash;
    const seen = readToken(path);
    if (expected !== undefined && seen !== null && hashToken(seen).equals(expected)) continue;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await tokens.put({ ...person, hash: hashToken(token), expiresAt: null, vouched: NOT_VOUCHED });
    replaceSecretFile(path, `${token}\n`);
  }
}

function readToken(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
