import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PROGRAMS = {
  'loopback-names': new URL('./loopback-names.ts', import.meta.url),
  origin: new URL('./origin.ts', import.meta.url),
  'model-host': new URL('./stream/model-host.ts', import.meta.url),
  'git-host': new URL('./push/git-host.ts', import.meta.url),
  ours: new URL('./contenders/ours.ts', import.meta.url),
  'our-agent': new URL('./contenders/our-agent.ts', import.meta.url),
  'our-collector': new URL('./contenders/our-collector.ts', import.meta.url),
  'http-mitm-proxy': new URL('./contenders/http-mitm-proxy.ts', import.meta.url),
  mockttp: new URL('./contenders/mockttp.ts', import.meta.url),
  mitmdump: new URL('./contenders/mitmdump.ts', import.meta.url),
  squid: new URL('./contenders/squid.ts', import.meta.url),
} as const;

export type ProgramName = keyof typeof PROGRAMS;

/** Below the repository, so that what stays outside the bundles is found in its node_modules. */
const FOLDER = new URL('../../dist/bench/', import.meta.url);

/**
 * Bundles programs to JavaScript, as what is installed is: run from TypeScript, each process would also be
 * charged for taking the types out.
 */
export async function buildPrograms(names: readonly ProgramName[]): Promise<void> {
  const wanted = names.map((name) => [name, fileURLToPath(PROGRAMS[name])]);
  const outdir = fileURLToPath(FOLDER);
  await build({
    ...BUNDLED,
    entryPoints: Object.fromEntries(wanted),
    outdir,
    outExtension: { '.js': '.mjs' },
  });
  // An agent looks for them beside its bundle; without the first a large push is judged as one that cannot be, and held.
  for (const body of THREADS) await build({ ...BUNDLED, entryPoints: [fileURLToPath(body)], outdir });
}

const THREADS = [
  new URL('../../agent/evaluation/evaluation-worker.ts', import.meta.url),
  new URL('../../agent/git/passing-worker.ts', import.meta.url),
];

const BUNDLED = {
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node24',
  logLevel: 'warning',
} as const;

/** Where the bundle of a program is. */
export function programUrl(name: ProgramName): URL {
  return new URL(`${name}.mjs`, FOLDER);
}
