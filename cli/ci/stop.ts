import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agentConfig } from '../../agent/config.ts';
import { controlClient } from '../../agent/control/client.ts';
import { type ShippedRest, shipRest } from '../../agent/ship-rest.ts';
import type { AgentStatus } from '../../protocol/control.ts';
import type { SessionView } from '../../protocol/panel-view.ts';
import { closedEnvironment } from '../../protocol/session-environment.ts';
import type { CliContext } from '../context.ts';
import { localCollector } from '../defaults.ts';
import { explain } from '../explain.ts';
import { logger } from '../logger.ts';
import { forgetAgentToken } from '../login/collector-web.ts';
import { dropLogins } from '../login/kept-login.ts';
import { openedLogin } from '../login/sign-in-token.ts';
import { controlSocket } from '../paths.ts';
import { VERSION } from '../version.ts';
import { statusOf } from './background-agent.ts';
import type { Channel } from './channel.ts';
import { CiError } from './ci-error.ts';
import { requireOwn } from './job-owner.ts';
import { summaryMarkdown } from './summary.ts';

interface StopPorts {
  readonly context: CliContext;
  readonly environment: NodeJS.ProcessEnv;
  readonly channel: Channel;
  readonly timeoutMs: number;
}

/**
 * Ends the agent of this job once the collector has all of its records, and says what went through it. Gives the exit
 * code: not 0 where records are left, or the agent had ended before, since nobody knows why. A second time does nothing.
 */
export async function stopJob(ports: StopPorts): Promise<number> {
  const { context, environment, channel } = ports;
  if (!existsSync(join(context.home, 'login.json'))) {
    channel.note('countersign: no agent of this job is left');
    return 0;
  }
  channel.shut({ COUNTERSIGN_HOME: context.home, ...closedEnvironment(environment) });
  try {
    await stop(ports);
    return 0;
  } catch (fault) {
    channel.fail(explain(fault));
    return 1;
  }
}

async function stop({ context, environment, channel, timeoutMs }: StopPorts): Promise<void> {
  const { home } = context;
  const until = Date.now() + timeoutMs;
  const status = await statusOf(home);
  if (status !== null) requireOwn(home, environment);
  const sessions = status === null ? [] : await lastWords(home);
  if (status !== null) await ended(status, { home, until });
  const rest = await shipped(home, until);
  const login = await openedLogin({ home });
  const told = { subject: login?.agent.subject ?? '', collector: login?.collector ?? '' };
  channel.summary(summaryMarkdown({ ...told, ...rest, sessions }));
  if (rest.left > 0) {
    throw new CiError(
      'not-shipped',
      `the collector does not have ${rest.left} of this job's ${rest.records} records`,
      `they lie in ${join(home, 'agent', 'journal')}; \`countersign ci stop\` tries again`,
    );
  }
  if (login !== null) await forgetAgentToken(new URL(login.collector), login.agent.token);
  dropLogins(home);
  channel.note(`countersign: the collector has all ${rest.records} records of this job`);
  if (status === null) {
    const hint = `what was done meanwhile went nowhere, or past it; its log is ${join(home, 'agent.log')}`;
    throw new CiError('ended-early', 'the agent of this job had ended before the job did', hint);
  }
}

async function lastWords(home: string): Promise<readonly SessionView[]> {
  return (await controlClient(controlSocket(home)).activity()).sessions;
}

const LOOK_EVERY_MS = 100;

/** It finishes what is in flight first. */
async function ended({ pid }: AgentStatus, { home, until }: { home: string; until: number }): Promise<void> {
  await controlClient(controlSocket(home)).stop();
  while (isRunning(pid)) {
    if (Date.now() > until) {
      throw new CiError('not-shipped', 'the agent does not end: something is still going through it', '');
    }
    await delay(LOOK_EVERY_MS);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ESRCH') return false;
    throw fault;
  }
}

const MIN_SHIPPING_MS = 1000;

async function shipped(home: string, until: number): Promise<ShippedRest> {
  const config = agentConfig({
    home,
    port: 0,
    collector: await localCollector(home, {}),
    policyPath: join(home, 'policy.yaml'),
  });
  const surroundings = { version: VERSION, log: logger('error'), clock: () => new Date() };
  return shipRest(config, surroundings, Math.max(MIN_SHIPPING_MS, until - Date.now()));
}
