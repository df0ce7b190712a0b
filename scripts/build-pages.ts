import { copyFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const OUT = 'dist/pages';

const COMMON: BuildOptions = {
  bundle: true,
  target: 'es2023',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** The pages of the browser as files that the collector serves; `npm run setup` builds them where it runs from source. */
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: { app: 'webview-ui/app.tsx', style: 'webview-ui/styles/app.css' },
  outdir: OUT,
  format: 'esm',
  // What only some pages need comes when they do.
  splitting: true,
  ...COMMON,
});
for (const name of ['index.html', 'icon.svg']) await copyFile(`webview-ui/${name}`, `${OUT}/${name}`);

/** The panel in the editor. A webview's policy lets one script in by its nonce, and nothing that it would import. */
await build({
  entryPoints: { panel: 'webview-ui/panel/panel.tsx', style: 'webview-ui/styles/panel.css' },
  outdir: 'dist/panel',
  format: 'iife',
  ...COMMON,
});
