import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createVSIX } from '@vscode/vsce';

/**
 * `npm run package`: the extension as one VSIX for every platform. It is put together in a folder of its own, since
 * the repository's manifest is also that of the npm package, which ships other files.
 */
const STAGE = 'dist/vsix';
const MAX_BYTES = 3 * 1024 * 1024;
const SHIPPED = [
  'LICENSE',
  'CHANGELOG.md',
  'dist/extension.cjs',
  'dist/agent.js',
  'dist/evaluation-worker.js',
  'dist/passing-worker.js',
  'dist/panel',
  'extension/media',
  'dist/policy.schema.json',
  'dist/policy-cases.schema.json',
];
/** As the manifest's walkthrough names them. */
const WALKTHROUGH_PICTURES = ['dark', 'light', 'hc-dark', 'hc-light'].map(
  (theme) => `docs/images/panel-approvals-${theme}.png`,
);
/** Of the manifest: what an editor or its marketplace reads. */
const FIELDS = [
  'name',
  'displayName',
  'description',
  'version',
  'publisher',
  'license',
  'type',
  'engines',
  'categories',
  'keywords',
  'icon',
  'galleryBanner',
  'main',
  'activationEvents',
  'extensionKind',
  'capabilities',
  'contributes',
];

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await rm(STAGE, { recursive: true, force: true });
await mkdir(STAGE, { recursive: true });
await mkdir('dist/panel', { recursive: true });
for (const path of SHIPPED) await cp(path, `${STAGE}/${path}`, { recursive: true });
await writeFile(`${STAGE}/README.md`, await withPictures('extension/README.md'));
for (const picture of WALKTHROUGH_PICTURES) await cp(picture, `${STAGE}/${picture}`);
const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
await writeFile(`${STAGE}/package.json`, `${JSON.stringify(shippedManifest(manifest), null, 2)}\n`);

// A bundle that lacks a part of itself ends before it has said anything.
for (const script of ['dist/agent.js', 'dist/extension.cjs']) await mustLoad(`${STAGE}/${script}`);

const vsix = `dist/${manifest.name}-${manifest.version}.vsix`;
await createVSIX({
  cwd: STAGE,
  packagePath: fileURLToPath(new URL(`../${vsix}`, import.meta.url)),
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
  // The catalogue of secrets holds an example of each kind.
  allowPackageAllSecrets: true,
});
const { size } = await stat(vsix);
if (size > MAX_BYTES) throw new Error(`${vsix} has ${size} bytes, expected at most ${MAX_BYTES}`);
process.stdout.write(`${vsix}: ${(size / 1024).toFixed(0)} KiB\n`);

/** A page without an address of its own to load pictures from carries them itself. */
async function withPictures(readme: string): Promise<string> {
  let text = await readFile(readme, 'utf8');
  for (const [, picture = ''] of text.matchAll(/!\[[^\]]*\]\(([^)]+\.png)\)/g)) {
    const bytes = await readFile(join(dirname(readme), picture));
    text = text.replace(`(${picture})`, `(data:image/png;base64,${bytes.toString('base64')})`);
  }
  return text;
}

/** The extension asks for the editor, which is not here: that it gets as far as that will do. */
async function mustLoad(script: string): Promise<void> {
  const ran = await promisify(execFile)(process.execPath, [script, '--version']).catch(
    (fault: Error) => fault,
  );
  const isLoaded = !(ran instanceof Error) || ran.message.includes("Cannot find module 'vscode'");
  if (!isLoaded) throw new Error(`${script} cannot be run`, { cause: ran });
}

interface Manifest extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
}

function shippedManifest(whole: Manifest): object {
  const uninstall = 'vscode:uninstall';
  const kept = FIELDS.map((field) => [field, whole[field]]);
  return { ...Object.fromEntries(kept), scripts: { [uninstall]: whole.scripts[uninstall] } };
}
