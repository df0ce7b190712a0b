import type { ControlClient } from '../../agent/control/client.ts';
import { ControlClientError } from '../../agent/control/client.ts';
import type { SessionAsk, SessionGrant } from '../../protocol/control.ts';
import type { CliContext } from '../context.ts';
import { collectorAddress } from './collector-web.ts';
import { endSession, logInAfresh, shownTo } from './fresh-login.ts';
import { openInBrowser } from './provider.ts';

const SIGN_IN_MS = 5 * 60_000;

/**
 * Opens a session; where the agent takes nobody's word that a person asks, has the person log in for it. What that login
 * is good for lies in no file, and ends as soon as the agent was shown it. Throws ControlClientError, LoginError.
 */
export async function openSessionAs(
  control: Pick<ControlClient, 'openSession' | 'challenge'>,
  ask: SessionAsk,
  { context, openBrowser = openInBrowser }: HumanPorts,
): Promise<SessionGrant> {
  try {
    return await control.openSession(ask);
  } catch (fault) {
    if (!(fault instanceof ControlClientError) || fault.refusal !== 'needs-login') throw fault;
  }
  const asked = await control.challenge();
  if (asked.kind === 'believed') return control.openSession(ask);
  const collector = collectorAddress(asked.collector);
  const open = (at: string): void => {
    context.err(`log in, so that the agent knows that a person asks:\n${at}\n`);
    openBrowser(at);
  };
  const session = await logInAfresh(collector, { open, timeoutMs: SIGN_IN_MS });
  try {
    return await control.openSession({ ...ask, stepUp: await shownTo(collector, session, asked) });
  } finally {
    await endSession(collector, session);
  }
}

export interface HumanPorts {
  readonly context: Pick<CliContext, 'err'>;
  readonly openBrowser?: (address: string) => void;
}
