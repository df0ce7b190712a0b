import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { encodePktLine, FLUSH } from '../../agent/core/git/pkt-line.ts';
import type { Repository } from './world.ts';

export const ZERO_ID = '0'.repeat(40);

/** The body of a push as git would send it: one ref update, and for `newId` all that `base` does not reach. */
export async function pushBody(
  { dev }: Pick<Repository, 'dev'>,
  update: {
    readonly ref: string;
    readonly oldId: string;
    readonly newId: string;
    readonly base: string | null;
  },
): Promise<Buffer> {
  const { ref, oldId, newId, base } = update;
  const command = encodePktLine(Buffer.from(`${oldId} ${newId} ${ref}\0 report-status`));
  const revisions = base === null ? `${newId}\n` : `${newId}\n^${base}\n`;
  const pack = newId === ZERO_ID ? Buffer.alloc(0) : await packOf(dev.clone, revisions);
  return Buffer.concat([command, FLUSH, pack]);
}

async function packOf(clone: string, revisions: string): Promise<Buffer> {
  const child = spawn('git', ['-C', clone, 'pack-objects', '--quiet', '--revs', '--stdout'], {
    env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', HOME: clone, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(revisions);
  return buffer(child.stdout);
}
