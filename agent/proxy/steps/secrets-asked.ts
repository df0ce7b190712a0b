import type { CompiledPolicy } from '../../../policy/compile.ts';

/**
 * What a push is searched by for the sake of this policy: its settings of secrets, as one text to compare; null
 * when no rule on pushes looks at secrets. To search is the dearest part of an inspection.
 */
export function secretsAsked({ rules, secrets }: Pick<CompiledPolicy, 'rules' | 'secrets'>): string | null {
  const asks = rules.some(({ on, when }) => on.some(concernsPushes) && /\bsecrets\b/.test(when));
  return asks ? JSON.stringify(secrets) : null;
}

const WRITES: ReadonlySet<string> = new Set([
  '*',
  'repo.write',
  'git.push',
  'git.*',
  'github.write',
  'github.*',
]);

function concernsPushes(kind: string): boolean {
  return WRITES.has(kind);
}
