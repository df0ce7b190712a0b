import { writeFile } from 'node:fs/promises';
import { type BuildOptions, build } from 'esbuild';
import { CASE_FILE_SCHEMA } from '../policy/case-schema.ts';
import { POLICY_SCHEMA } from '../policy/schema.ts';
import './build-pages.ts';

/** CommonJS inside bundled libraries needs a `require` of its own. */
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";
/** The Node inside the oldest editor that the manifest admits. */
const EDITOR_NODE = 'node22.15';

const bundled: BuildOptions = {
  bundle: true,
  platform: 'node',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // Its CommonJS asks for its own files in a way that no bundler follows.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
};

/** The command line as one file, for installations: Node strips no types below node_modules. */
await build({
  ...bundled,
  entryPoints: ['cli/main.ts'],
  outfile: 'dist/cli.js',
  target: 'node24',
  format: 'esm',
  external: ['@napi-rs/keyring'],
  banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
});

/** The editor's side: what runs in the extension host, and the agent that it starts. */
await build({
  ...bundled,
  entryPoints: ['extension/main.ts'],
  outfile: 'dist/extension.cjs',
  target: EDITOR_NODE,
  format: 'cjs',
  external: ['vscode'],
});
await build({
  ...bundled,
  entryPoints: ['cli/editor.ts'],
  outfile: 'dist/agent.js',
  target: EDITOR_NODE,
  format: 'esm',
  external: ['@napi-rs/keyring'],
  banner: { js: REQUIRE },
});

/** The threads that either agent judges large operations and reads large packs on. */
for (const [entry, outfile] of [
  ['agent/evaluation/evaluation-worker.ts', 'dist/evaluation-worker.js'],
  ['agent/git/passing-worker.ts', 'dist/passing-worker.js'],
] as const) {
  await build({
    ...bundled,
    entryPoints: [entry],
    outfile,
    target: EDITOR_NODE,
    format: 'esm',
    banner: { js: REQUIRE },
  });
}

/** What the editor completes and checks policy files by. */
await writeFile('dist/policy.schema.json', JSON.stringify(POLICY_SCHEMA));
await writeFile('dist/policy-cases.schema.json', JSON.stringify(CASE_FILE_SCHEMA));
