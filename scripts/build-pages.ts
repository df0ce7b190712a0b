import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const OUT = 'dist/pages';

/** The pages of the browser as files that the collector serves; `npm run setup` builds them where it runs from source. */
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: { app: 'webview-ui/app.tsx', style: 'webview-ui/styles/app.css' },
  outdir: OUT,
  bundle: true,
  format: 'esm',
  target: 'es2023',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
});
for (const name of ['index.html', 'icon.svg']) await copyFile(`webview-ui/${name}`, `${OUT}/${name}`);
