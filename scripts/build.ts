import { build } from 'esbuild';
import './build-pages.ts';

/**
 * The command line as one file, for installations: Node strips no types below node_modules. CommonJS inside
 * bundled libraries needs a `require` of its own.
 */
await build({
  entryPoints: ['cli/main.ts'],
  outfile: 'dist/cli.js',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  external: ['@napi-rs/keyring'],
  banner: {
    js: "#!/usr/bin/env node\nimport{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
});
