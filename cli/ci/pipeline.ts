import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** How steps of a job hand variables on. `shell`: in one shell, which sources a file. */
export type PipelineKind = 'github-actions' | 'azure-pipelines' | 'shell';

/** GitLab's jobs are one shell; so is whatever is not known. */
export function pipelineKind(environment: Environment): PipelineKind {
  if (environment['GITHUB_ACTIONS'] === 'true' && environment['GITHUB_ENV'] !== undefined)
    return 'github-actions';
  return environment['TF_BUILD'] === 'True' ? 'azure-pipelines' : 'shell';
}

/**
 * Where the state of a job's agent lives, unless COUNTERSIGN_HOME says: below the folder that the provider empties with
 * the job, or one of the job's own. It is the same in each step of the job.
 */
export function jobHome(environment: Environment): string {
  const folder = environment['RUNNER_TEMP'] ?? environment['AGENT_TEMPDIRECTORY'];
  if (folder !== undefined && folder !== '') return join(folder, 'countersign');
  const job = environment['CI_JOB_ID'] ?? '';
  return join(tmpdir(), `countersign-job-${/^\d{1,20}$/.test(job) ? job : 'here'}`);
}

/** What tells a job from others that run on the machine, as providers say it in each of its steps. */
const JOB_NAMES = [
  ...['CI_JOB_ID', 'GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT', 'GITHUB_JOB', 'RUNNER_NAME'],
  ...['SYSTEM_JOBID', 'AGENT_NAME'],
] as const;

/** Null where the provider is none that says so. */
export function jobName(environment: Environment): string | null {
  const names = JOB_NAMES.flatMap((name) => environment[name] ?? []);
  return names.length === 0 ? null : names.join(' ');
}

/** What the agent has no use for: rights of the job that later steps have to ask for anew. */
const RIGHTS = [
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'SYSTEM_ACCESSTOKEN',
  'CI_JOB_TOKEN',
  'COUNTERSIGN_ID_TOKEN',
] as const;

export function withoutRights(environment: Environment): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = { ...environment };
  for (const name of RIGHTS) delete kept[name];
  return kept;
}
