import { spawn } from 'node:child_process';

/** `npm run check`: what must hold before a test is worth running, quick ones first. */
const PARTS = [
  'protocol',
  'policy',
  'agent',
  'collector',
  'cli',
  'extension',
  'webview-ui',
  'scripts',
  'test',
];

const CHECKS: readonly (readonly [string, ...string[]])[] = [
  ['biome', 'ci', '--error-on-warnings', '.'],
  ['tsc', '-b'],
  ['oxlint', '--type-aware', '--deny-warnings', ...PARTS],
  ['knip'],
  ['node', 'scripts/house-rules.ts'],
];

for (const [command, ...args] of CHECKS) {
  process.stdout.write(`> ${command} ${args.join(' ')}\n`);
  const code = await run(command, args);
  if (code !== 0) {
    process.stderr.write(`check failed: ${command} ended with ${code}\n`);
    process.exit(1);
  }
}

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(`node_modules/.bin/${command}`, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
