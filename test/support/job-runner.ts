import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One step, or one whole script, as the runner of a provider would run it. */
export interface StepResult {
  readonly name: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string>>;

export interface JobOptions {
  /** Where the runner keeps its files. */
  readonly folder: string;
  readonly workspace: string;
  /** Of the machine and of the provider; they come before what the file says. */
  readonly environment: Variables;
  /** In the place of the file's own. */
  readonly variables: Variables;
  /** What the provider's own checkout does. */
  readonly checkout: string;
}

interface Step {
  readonly name: string;
  readonly script: string;
  readonly always: boolean;
  readonly environment: Variables;
}

/** Runs the steps of a GitHub Actions workflow that has one job, as far as these tests need it: real shells. */
export async function runGithubJob(text: string, options: JobOptions): Promise<readonly StepResult[]> {
  const { jobs } = parse(text) as {
    jobs: Record<string, { env: Variables; steps: readonly Readonly<Record<string, string>>[] }>;
  };
  const [job] = Object.values(jobs);
  const files = Object.fromEntries(
    ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(options.folder, name)]),
  );
  for (const file of Object.values(files)) await writeFile(file, '');
  const steps = (job?.steps ?? []).flatMap(({ name = '', run, uses = '', if: when }) => {
    const script = run ?? (uses.startsWith('actions/checkout@') ? options.checkout : null);
    return script === null ? [] : [{ name, script, always: when === 'always()', environment: {} }];
  });
  return runSteps(steps, options, {
    fixed: {
      ...job?.env,
      ...options.variables,
      ...files,
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: options.folder,
    },
    after: async (environment) => ({
      ...environment,
      ...githubVariables(await readFile(files['GITHUB_ENV'] ?? '', 'utf8')),
      PATH: [...lines(await readFile(files['GITHUB_PATH'] ?? '', 'utf8')), options.environment['PATH']].join(
        ':',
      ),
    }),
  });
}

/** The same of Azure Pipelines: what steps hand on is read off their output, and has names in capitals. */
export function runAzureJob(text: string, options: JobOptions): Promise<readonly StepResult[]> {
  const pipeline = parse(text) as {
    variables: Variables;
    steps: readonly (Readonly<Record<string, string>> & { env?: Variables })[];
  };
  const steps = pipeline.steps.flatMap(({ displayName = '', bash, checkout, condition, env = {} }) => {
    const script = bash ?? (checkout === undefined ? null : options.checkout);
    return script === null
      ? []
      : [{ name: displayName, script, always: condition === 'always()', environment: env }];
  });
  return runSteps(steps, options, {
    fixed: {
      ...pipeline.variables,
      ...options.variables,
      TF_BUILD: 'True',
      AGENT_TEMPDIRECTORY: options.folder,
    },
    after: async (environment, { stdout }) => {
      const found = [...stdout.matchAll(/##vso\[task\.(setvariable variable=(\w+)|prependpath)\](.*)/g)];
      const next: Record<string, string> = { ...environment };
      for (const [, , name, value = ''] of found) {
        const plain = value.replaceAll('%AZP25', '%');
        if (name === undefined) next['PATH'] = `${plain}:${next['PATH']}`;
        else next[name.toUpperCase()] = plain;
      }
      return next;
    },
  });
}

/** A job of GitLab CI: its commands are one script. */
export async function runGitlabJob(text: string, options: JobOptions): Promise<StepResult> {
  const [job] = Object.values(
    parse(text) as Record<string, { variables: Variables; script: readonly string[] }>,
  );
  // Its runner has the sources before there is an agent.
  const sources = `(export GIT_SSL_CAINFO="$NODE_EXTRA_CA_CERTS"; ${options.checkout})`;
  const script = [sources, ...(job?.script ?? [])].join('\n');
  return runStep(
    { name: 'script', script, always: false, environment: {} },
    { ...job?.variables, ...options.variables, ...options.environment, GITLAB_CI: 'true' },
    options,
  );
}

interface Handing {
  readonly fixed: Variables;
  readonly after: (environment: Variables, result: StepResult) => Promise<Variables>;
}

async function runSteps(
  steps: readonly Step[],
  options: JobOptions,
  { fixed, after }: Handing,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let environment: Variables = { ...fixed, ...options.environment };
  for (const step of steps) {
    if (results.some(({ code }) => code !== 0) && !step.always) continue;
    const result = await runStep(step, environment, options);
    results.push(result);
    environment = await after(environment, result);
  }
  return results;
}

async function runStep(step: Step, environment: Variables, options: JobOptions): Promise<StepResult> {
  const file = join(options.folder, `${randomUUID()}.sh`);
  await writeFile(file, step.script);
  const env = { ...environment, ...resolved(step.environment, environment) };
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
      cwd: options.workspace,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ name: step.name, code: code ?? 1, stdout, stderr }));
  });
}

/** `$(System.AccessToken)` is a variable of the provider's. */
function resolved(given: Variables, environment: Variables): Variables {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value === '$(System.AccessToken)' ? (environment['SYSTEM_RIGHT'] ?? '') : value,
    ]),
  );
}

function githubVariables(text: string): Variables {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name = '', , value = '']) => [
      name,
      value,
    ]),
  );
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
