import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Which processes show this credential in their arguments or their environment, at this moment: as it is sent, and as it
 * is without its scheme. Environments are those that this user may read, where the system tells.
 */
export function processesThatShow(authorization: string): readonly string[] {
  const [scheme = '', sent = ''] = authorization.split(' ');
  const password = Buffer.from(sent, 'base64').toString('latin1').split(':').slice(1).join(':');
  const wanted = [sent, scheme === 'Basic' ? password : sent].filter((text) => text !== '');
  return listing().filter((text) => wanted.some((each) => text.includes(each)));
}

function listing(): readonly string[] {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'latin1' }).split('\n');
  }
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.flatMap((pid) =>
    ['cmdline', 'environ'].map((file) => readIfThere(`/proc/${pid}/${file}`)),
  );
}

/** Processes end, and those of others keep their environment to themselves. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
