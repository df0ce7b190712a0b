import { controlClient } from '../../agent/control/client.ts';
import type { CliContext } from '../context.ts';
import { controlSocket } from '../paths.ts';
import { forgetAgentToken } from './collector-web.ts';
import type { KeptLogin } from './kept-login.ts';
import { LoginError } from './login-error.ts';

/** An agent works for one account from its start to its end. Throws LoginError while one runs. */
export async function requireNoAgent(home: string): Promise<void> {
  const isRunning = await controlClient(controlSocket(home))
    .status()
    .then(
      () => true,
      () => false,
    );
  if (!isRunning) return;
  const message = 'an agent runs for the account in use, with what it has not sent yet';
  throw new LoginError('agent-running', message, 'stop it, then try again');
}

/** Has the collector take the account's token no more. */
export async function forget(
  { collector, agent }: KeptLogin,
  context: Pick<CliContext, 'err'>,
): Promise<void> {
  if (await forgetAgentToken(new URL(collector), agent.token)) return;
  context.err('the collector was not told: its token ends by itself\n');
}
