import { spawn, spawnSync } from 'node:child_process';
import { PRIVATE_NETWORK } from './support/environment.ts';

/**
 * Runs the tests in VS Code, in name spaces of their own: names of the real GitHub lead to stand-ins there, whatever
 * goes round the proxy is caught, and no process outlives the tests. Where the machine does not permit name spaces,
 * the tests that need them are reported as skipped, with the reason.
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
const vitest = ['vitest', 'run', '--config', 'test/vscode/vitest.config.ts', ...process.argv.slice(2)];
const command =
  way === undefined
    ? vitest
    : ['unshare', ...way, 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...vitest];
if (way === undefined) {
  process.stderr.write(
    'countersign: unshare is not permitted here; what needs a private network is skipped\n',
  );
}
const [program = '', ...args] = command;
const child = spawn(program, args, {
  stdio: 'inherit',
  env: { ...process.env, [PRIVATE_NETWORK]: way === undefined ? '' : '1' },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
