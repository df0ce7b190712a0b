import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Two rules of the house that no linter knows: every file with code in a pure part has its test beside it, and
 * what `protocol` exports changes only on purpose. `--write` pins the present exports.
 */
const PURE = ['protocol/**/*.ts', 'policy/**/*.ts', 'agent/core/**/*.ts', 'extension/core/**/*.ts'];
const PINNED = 'protocol/exports.txt';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const broken = [...untested(), ...unpinned()];
for (const line of broken) process.stderr.write(`${line}\n`);
process.exitCode = broken.length === 0 ? 0 : 1;

function untested(): readonly string[] {
  return sources(PURE)
    .filter((path) => hasCode(path) && !existsSync(path.replace(/\.ts$/, '.test.ts')))
    .map((path) => `${path} has no test file beside it`);
}

function unpinned(): readonly string[] {
  const found = exportsOf(sources(['protocol/**/*.ts']));
  if (process.argv.includes('--write')) writeFileSync(PINNED, `${found.join('\n')}\n`);
  const pinned = existsSync(PINNED) ? readFileSync(PINNED, 'utf8').trimEnd().split('\n') : [];
  const added = found
    .filter((line) => !pinned.includes(line))
    .map((line) => `protocol exports, but does not pin: ${line}`);
  const removed = pinned
    .filter((line) => !found.includes(line))
    .map((line) => `protocol pins, but does not export: ${line}`);
  const changed = [...added, ...removed];
  return changed.length === 0 ? [] : [...changed, 'if that is meant: node scripts/house-rules.ts --write'];
}

function sources(patterns: readonly string[]): readonly string[] {
  return globSync([...patterns])
    .filter((path) => !path.endsWith('.test.ts') && !path.endsWith('.d.ts') && !path.includes('test-support'))
    .sort();
}

/** False for a file of types: nothing is left once they are taken out. */
function hasCode(path: string): boolean {
  const code = stripTypeScriptTypes(readFileSync(path, 'utf8'))
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^\s*export \{\};?$/gm, '')
    .replace(/^\s*import\b.*$/gm, '');
  return code.trim() !== '';
}

function exportsOf(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const names = readFileSync(path, 'utf8').matchAll(
      /^export (?:declare )?(?:async )?(?:type|interface|const|function|class) (\w+)/gm,
    );
    return [...names].map(([, name]) => `${path} ${name}`).sort();
  });
}
