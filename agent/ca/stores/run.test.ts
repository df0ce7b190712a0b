import { expect, it } from 'vitest';
import { systemRunner } from './run.ts';

const NODE = process.execPath;

it('hands arguments over as they are, with no shell between', async () => {
  const args = [
    '-e',
    'process.stdout.write(process.argv.slice(1).join("|"))',
    '--',
    '$HOME',
    '; echo x',
    '`id`',
    '*',
  ];
  const result = await systemRunner(1000)({ program: NODE, args, asRoot: false });
  expect(result).toEqual({ exitCode: 0, stdout: '$HOME|; echo x|`id`|*', stderr: '' });
});

it('gives the exit code and what was said', async () => {
  const args = ['-e', 'process.stderr.write("no"); process.exitCode = 7'];
  expect(await systemRunner(0)({ program: NODE, args, asRoot: true })).toEqual({
    exitCode: 7,
    stdout: '',
    stderr: 'no',
  });
});

it('tells a program that is not there from one that failed', async () => {
  expect(await systemRunner(0)({ program: '/nonexistent/tool', args: [], asRoot: false })).toMatchObject({
    exitCode: 127,
    stderr: expect.stringContaining('/nonexistent/tool'),
  });
});
