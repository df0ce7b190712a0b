import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');

const page = read('docs/architecture.md');
const [parts = '', invariants = ''] = page.split('## Invariants');

describe('the invariants', () => {
  it('are each held by a test', () => {
    const each = invariants.split(/^\d+\. /m).slice(1);
    expect(each.length).toBe(11);
    expect(each.filter((text) => testsOf(text).length === 0)).toEqual([]);
  });

  it.each(testsOf(invariants))('name a test that exists: %s, %s', (path, name) => {
    expect(read(path)).toContain(name);
  });
});

it.each(pathsOf(parts))('the map names what exists: %s', (path) => {
  expect(existsSync(`${ROOT}${path}`)).toBe(true);
});

const limits = [
  'agent/config.ts',
  'agent/proxy/limits.ts',
  'agent/proxy/workspace/limits.ts',
  'agent/feed/limits.ts',
  'agent/evaluation/evaluator.ts',
  'agent/control/windows.ts',
  'agent/git/limits.ts',
  'agent/gateway/limits.ts',
  'agent/masking/masking.ts',
  'agent/revocation/limits.ts',
  'agent/activity/activity.ts',
  'agent/identity/step-ups.ts',
  'agent/audit/journal-limits.ts',
  'agent/credential/open-broker.ts',
  'agent/proxy/upstream-pool.ts',
  'agent/audit/content-log.ts',
  'agent/core/secrets/vault.ts',
  'extension/sign-in/one-window.ts',
];
const owners = [...limits, 'agent/ca/leaf-cache.ts', 'collector/limits.ts'].map(read).join('\n');

it.each([...parts.matchAll(/`(max\w+)`/g)].map(([, name = '']) => name))('%s is a limit', (name) => {
  expect(owners).toContain(`readonly ${name}: number`);
});

/** Every `file.test.ts`: *name*, *name*, as pairs. */
function testsOf(text: string): readonly (readonly [path: string, name: string])[] {
  return [...text.matchAll(/^ +- `([^`]+\.test\.ts)`: ((?:.|\n(?! *-|\d))*)/gm)].flatMap(
    ([, path = '', names = '']) =>
      [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => [path, name] as const),
  );
}

/** Folders and files of the tree that are named in code font. */
function pathsOf(text: string): readonly string[] {
  return [
    ...text.matchAll(/`((?:protocol|policy|agent|collector|cli|test|extension|webview-ui)\/[\w./-]*)`/g),
  ].map(([, path = '']) => path);
}
