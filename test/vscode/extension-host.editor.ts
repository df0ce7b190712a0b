import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The suite as an editor's extension host loads it: one file of CommonJS. */
async function bundledSuite(folder: string): Promise<string> {
  const outfile = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(ROOT, 'test/vscode/suite.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

test('the suite passes in the extension host, by the program that a desktop uses for it', async () => {
  const world = await openWorld();
  // The extension starts one of its own.
  await world.agent().close();
  const folder = await mkdtemp(join(tmpdir(), 'countersign-suite-'));
  const said: string[] = [];
  const heard = new Writable({
    write(chunk: Buffer, _encoding, done) {
      said.push(chunk.toString());
      done();
    },
  });
  const ended = await runTests({
    vscodeExecutablePath: join(ROOT, 'test/vscode/launcher.ts'),
    extensionDevelopmentPath: join(ROOT, 'dist/vsix'),
    extensionTestsPath: await bundledSuite(folder),
    extensionTestsEnv: { COUNTERSIGN_HOME: world.home },
    launchArgs: [folder, `--user-data-dir=${join(folder, 'data')}`],
    stdout: heard,
    stderr: heard,
  }).catch((fault: unknown) => fault);
  const results = said.join('').match(/^(?:ok|failed): .*/gm) ?? [said.join('')];
  expect(ended, results.join('\n')).toBe(0);
  expect(results.length).toBeGreaterThan(1);
  await world.close();
  await rm(folder, { recursive: true, force: true });
});
