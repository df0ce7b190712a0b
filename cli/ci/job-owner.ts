import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CiError } from './ci-error.ts';
import { jobName } from './pipeline.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const FILE = 'job';

/** Notes whose the agent of this home is, once it runs. */
export async function ownHome(home: string, environment: Environment): Promise<void> {
  await writeFile(join(home, FILE), jobName(environment) ?? '', { mode: 0o600 });
}

/** Throws CiError where another job started the agent of this home. */
export function requireOwn(home: string, environment: Environment): void {
  const [owner, own] = [ownerOf(home), jobName(environment)];
  if (owner === '' || own === null || owner === own) return;
  throw new CiError('not-own', `the agent of ${home} is another job's, and goes on`, EACH_ITS_OWN);
}

/** What jobs that share a home are told. */
export const EACH_ITS_OWN =
  'give each job a home of its own: leave COUNTERSIGN_HOME unset, or set one for each';

function ownerOf(home: string): string {
  try {
    return readFileSync(join(home, FILE), 'utf8');
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return '';
    throw fault;
  }
}
