import { bypass, type Check, ok, skipped } from './check.ts';
import { type Ran, type RunOptions, runProgram } from './run-program.ts';

type Run = (program: string, args: readonly string[], options: RunOptions) => Promise<Ran>;

export interface BypassOptions {
  /** Names, without a port. */
  readonly hosts: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly run?: Run;
}

/** What of this person's could go round the agent to a governed host. Nothing that is found is shown or kept. */
export async function bypassChecks({
  run = runProgram,
  ...options
}: BypassOptions): Promise<readonly Check[]> {
  const found = options.hosts.map((host) => {
    const asked = { ...options, run, host };
    return Promise.all([sshCheck(asked), ghCheck(asked), helperCheck(asked)]);
  });
  return [...(await Promise.all(found)).flat(), tokenCheck(options)];
}

type Options = Omit<Required<BypassOptions>, 'hosts'> & { readonly host: string };

const SSH = { id: 'bypass-ssh', title: 'No SSH key works' };
const GH = { id: 'bypass-gh', title: '`gh` is not signed in' };
const HELPER = { id: 'bypass-credentials', title: 'No stored credential of Git works' };
const TOKEN = { id: 'bypass-environment', title: 'No token stands in the environment' };

/** Git hosts greet a key that they know and then end: nobody gets a shell there. */
const GREETING = /successfully authenticated|^welcome to |logged in as /im;

async function sshCheck({ host, environment, run }: Options): Promise<Check> {
  const args = [
    ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'StrictHostKeyChecking=no'],
    ...['-o', 'UserKnownHostsFile=/dev/null', '-o', 'GlobalKnownHostsFile=/dev/null', `git@${host}`],
  ];
  const ran = await run('ssh', args, { env: { ...environment, LC_ALL: 'C' } });
  if (ran.exitCode === null) return skipped(SSH, 'ssh is not here, or did not end in time');
  if (ran.exitCode !== 0 && !GREETING.test(ran.stdout + ran.stderr)) return ok(SSH, host);
  return bypass(
    SSH,
    `${host} takes a key of yours`,
    `take the key out of your account at ${host}, or have SSH closed there`,
  );
}

async function ghCheck({ host, environment, run }: Options): Promise<Check> {
  const ran = await run('gh', ['auth', 'token', '--hostname', host], { env: environment });
  if (ran.exitCode === null) return ok(GH, '`gh` is not here');
  if (ran.exitCode !== 0 || ran.stdout.trim() === '') return ok(GH, host);
  return bypass(GH, `it holds a token for ${host}`, `gh auth logout --hostname ${host}`);
}

async function helperCheck({ host, environment, run }: Options): Promise<Check> {
  const env = { ...environment, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', SSH_ASKPASS: 'true' };
  const input = `protocol=https\nhost=${host}\n\n`;
  const ran = await run('git', ['credential', 'fill'], { env, input });
  if (ran.exitCode === null) return skipped(HELPER, 'git is not here, or did not end in time');
  if (ran.exitCode !== 0 || !/^password=./m.test(ran.stdout)) return ok(HELPER, host);
  const mend = `printf 'protocol=https\\nhost=${host}\\n\\n' | git credential reject`;
  return bypass(HELPER, `a helper of Git holds one for ${host}`, mend);
}

const TOKEN_NAMES = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];

function tokenCheck({ environment }: Pick<BypassOptions, 'environment'>): Check {
  const found = TOKEN_NAMES.filter((name) => (environment[name] ?? '') !== '');
  if (found.length === 0) return ok(TOKEN, '');
  return bypass(TOKEN, found.join(', '), `unset ${found.join(' ')}`);
}
