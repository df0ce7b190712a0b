import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { PRIVATE_NETWORK } from './support/environment.ts';

/**
 * Runs the tests in VS Code, each file in name spaces of its own: names of the real GitHub lead to stand-ins there,
 * whatever goes round the proxy is caught, and no process outlives the tests. Where the machine does not permit name
 * spaces, the tests that need them are reported as skipped, with the reason.
 *
 * The windows of others are driven from outside, and both sides are in a hurry: a file that failed is run once more,
 * from a new editor, and the last lines say so.
 */
const SPACES = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
const WAYS: readonly (readonly string[])[] = [SPACES, ['--map-root-user', ...SPACES]];

if (process.platform !== 'linux' || process.arch !== 'x64') {
  process.stderr.write(
    'countersign: SKIPPED: the VS Code of these tests is published for Linux on x86-64 alone\n',
  );
  process.exit(0);
}
const way = WAYS.find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0);
if (way === undefined) {
  process.stderr.write(
    'countersign: unshare is not permitted here; what needs a private network is skipped\n',
  );
}
const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync('test/vscode/*.editor.ts').toSorted();
const repeated: string[] = [];
const failed: string[] = [];
for (const file of files) {
  if (await passes(file)) continue;
  repeated.push(file);
  if (!(await passes(file))) failed.push(file);
}
for (const file of repeated) {
  process.stderr.write(
    `countersign: ${file} ${failed.includes(file) ? 'failed twice' : 'passed at the second go'}\n`,
  );
}
process.exitCode = failed.length === 0 ? 0 : 1;

async function passes(file: string): Promise<boolean> {
  const vitest = ['vitest', 'run', '--config', 'test/vscode/vitest.config.ts', file];
  const [program = '', ...args] =
    way === undefined
      ? vitest
      : ['unshare', ...way, 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...vitest];
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, [PRIVATE_NETWORK]: way === undefined ? '' : '1' },
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}
