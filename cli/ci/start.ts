import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlClient } from '../../agent/control/client.ts';
import { feedPath, readPin } from '../../agent/feed/pin.ts';
import { openPrivateFolder } from '../../agent/private-folder.ts';
import type { AgentStatus, SessionGrant } from '../../protocol/control.ts';
import { closedEnvironment, sessionEnvironment } from '../../protocol/session-environment.ts';
import type { CliContext } from '../context.ts';
import { askedHost } from '../doctor/asked-host.ts';
import { linkChecks } from '../doctor/link-checks.ts';
import { enrollCommand } from '../enroll.ts';
import { explain } from '../explain.ts';
import { collectorAddress, pipelineAgentToken } from '../login/collector-web.ts';
import { keepLogin } from '../login/kept-login.ts';
import { pipelineToken } from '../login/pipeline-token.ts';
import { controlSocket } from '../paths.ts';
import { type BackgroundAgent, startInBackground, statusOf } from './background-agent.ts';
import type { Channel } from './channel.ts';
import { CiError } from './ci-error.ts';
import { EACH_ITS_OWN, ownHome } from './job-owner.ts';
import { withoutRights } from './pipeline.ts';

export interface StartOptions {
  readonly audience?: string;
  readonly fingerprint?: string;
  readonly feed?: string;
  readonly policy?: string;
  readonly actor: 'ci' | 'ai';
  readonly timeout: number;
}

interface StartPorts {
  readonly context: CliContext;
  readonly environment: NodeJS.ProcessEnv;
  readonly channel: Channel;
}

/**
 * Later steps reach governed hosts through an agent of this job, or not at all: until it is there, and whenever it does not
 * come to be, their proxy is one that nobody answers at. Gives the exit code.
 */
export async function startJob(address: string, options: StartOptions, ports: StartPorts): Promise<number> {
  const { context, environment, channel } = ports;
  await openPrivateFolder(context.home);
  channel.shut({ COUNTERSIGN_HOME: context.home, ...closedEnvironment(environment) });
  let agent: BackgroundAgent | null = null;
  try {
    if ((await statusOf(context.home)) !== null) {
      const hint = `stop it first: countersign ci stop; where it is another job's, ${EACH_ITS_OWN}`;
      throw new CiError('running', `an agent runs already for ${context.home}`, hint);
    }
    const collector = collectorAddress(address);
    const token = await pipelineToken(environment, options.audience ?? collector.origin);
    keepLogin(context.home, {
      collector: collector.origin,
      agent: await pipelineAgentToken(collector, token),
    });
    const policy = await policyArguments(context, options, address);
    agent = await startInBackground({
      home: context.home,
      args: ['--port', '0', ...policy],
      environment: withoutRights(environment),
      timeoutMs: options.timeout * 1000,
    });
    await ownHome(context.home, environment);
    const grant = await checkedSession(agent.status, options, context.home);
    channel.open(
      { COUNTERSIGN_HOME: context.home, ...sessionEnvironment(grant, environment) },
      { secrets: secretsOf(grant), path: ownProgram(context.home) },
    );
    channel.note(startedText(agent.status));
    return 0;
  } catch (fault) {
    agent?.abandon();
    channel.fail(explain(fault));
    return 1;
  }
}

/** What of a session must stand in no log: the secret, and the form in which clients send it. */
function secretsOf({ proxyUrl }: SessionGrant): readonly string[] {
  const { username, password } = new URL(proxyUrl);
  return [password, Buffer.from(`${username}:${password}`).toString('base64')];
}

/** A job says which policy it is under: nobody else would notice that it is under one that the agent began with. */
async function policyArguments(
  context: CliContext,
  { fingerprint, feed, policy }: StartOptions,
  collector: string,
): Promise<readonly string[]> {
  const isEnrolled = (await readPin(context.home)) !== null;
  if (isEnrolled && policy === undefined) return [];
  if (fingerprint !== undefined && policy === undefined) {
    const quiet = { ...context, out: () => {} };
    const args = [feed ?? collector, '--fingerprint', fingerprint];
    await enrollCommand(quiet, null).parseAsync(args, { from: 'user' });
    return [];
  }
  if (policy !== undefined && fingerprint === undefined && !isEnrolled) return ['--policy', policy];
  if (policy === undefined && existsSync(join(context.home, 'policy.yaml'))) return [];
  throw new CiError(
    'no-policy',
    policy === undefined
      ? 'the job is under no policy'
      : `a policy file is ignored beside ${feedPath(context.home)}`,
    "give the fingerprint of your feed's root with --fingerprint, or a file with --policy",
  );
}

/** A session of the job, once it was seen that an agent which enforces is what it leads through. Throws CiError. */
async function checkedSession(
  status: AgentStatus,
  { actor }: StartOptions,
  home: string,
): Promise<SessionGrant> {
  if (status.policy.kind === 'none') {
    throw new CiError('not-enforcing', `the agent enforces no policy: ${status.policy.reason}`, '');
  }
  const control = controlClient(controlSocket(home));
  const ask = { actor, program: 'pipeline', parent: null, folders: [process.cwd()] } as const;
  const grant = await control.openSession(ask);
  const checks = await linkChecks(await askedHost(home, status), grant);
  const broken = checks.find(({ outcome }) => outcome === 'failed');
  if (broken === undefined) return grant;
  throw new CiError('not-through', `${broken.title}: not so. ${broken.detail}`, broken.mend);
}

function startedText({ subject, policy, proxy, collector }: AgentStatus): string {
  const version =
    policy.kind === 'enforced' && policy.version !== null ? `version ${policy.version}` : 'a file';
  return `countersign: later steps go through the agent on 127.0.0.1:${proxy.port}, as ${subject}, under the policy of ${version}; records go to ${collector.url}`;
}

/** A folder with this program as `countersign`, for steps after this one; null where there are no shell scripts. */
function ownProgram(home: string): string | null {
  if (process.platform === 'win32') return null;
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'countersign');
  const words = [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  writeFileSync(file, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(file, 0o700);
  return folder;
}
