import { readFileSync } from 'node:fs';

/** The version of the package this file was installed with. */
export const VERSION = versionOf(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

function versionOf(manifest: string): string {
  const { version } = JSON.parse(manifest) as { readonly version?: unknown };
  if (typeof version !== 'string') throw new Error('package.json has no version');
  return version;
}
