import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { statusOf } from '../../agent/proxy/answer.ts';
import type { RefusalCode } from '../../agent/proxy/refusal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

/** Where the codes are declared and given a status; naming one there is not using it. */
const DECLARING = ['agent/proxy/refusal.ts', 'agent/proxy/answer.ts'];

/** Nobody is there to read the status. */
const UNANSWERED = '–';

const codes = declared();
const documented = table();

it('documents every refusal code, in the order of the type', () => {
  expect(documented.map(([code]) => code)).toEqual(codes);
});

it.each(documented)('documents the status that %s is answered with', (code, status) => {
  if (status !== UNANSWERED) expect(Number(status)).toBe(statusOf(code as RefusalCode));
});

it.each(codes)('refuses with %s somewhere', (code) => {
  expect(naming(code, globSync('agent/**/*.ts', { cwd: ROOT, exclude: isTest }))).not.toEqual([]);
});

it.each(codes)('asserts %s in a test', (code) => {
  expect(naming(code, globSync('{agent,cli,test}/**/*.test.ts', { cwd: ROOT }))).not.toEqual([]);
});

function declared(): readonly string[] {
  const [, union = ''] = /export type RefusalCode =([^;]+);/.exec(read('agent/proxy/refusal.ts')) ?? [];
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
}

function table(): readonly (readonly [code: string, status: string])[] {
  const rows = read('docs/errors.md').matchAll(/^\| `([a-z-]+)` \| ([^ |]+) \|/gm);
  return [...rows].map(([, code = '', status = '']) => [code, status]);
}

function naming(code: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !DECLARING.includes(path) && read(path).includes(`'${code}'`));
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}
