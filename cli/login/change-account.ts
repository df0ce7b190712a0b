import { controlClient } from '../../agent/control/client.ts';
import { KeychainError } from '../../agent/keychain/keychain-error.ts';
import { printable } from '../../protocol/printable.ts';
import type { CliContext } from '../context.ts';
import { controlSocket } from '../paths.ts';
import { forgetAgentToken } from './collector-web.ts';
import type { Account } from './kept-login.ts';
import { LoginError } from './login-error.ts';
import { type OpenedLogin, opened, type SignInPlace } from './sign-in-token.ts';

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
  { collector, agent }: Pick<OpenedLogin, 'collector' | 'agent'>,
  context: Pick<CliContext, 'err'>,
): Promise<void> {
  if (await forgetAgentToken(new URL(collector), agent.token)) return;
  context.err('the collector was not told: its token ends by itself\n');
}

/**
 * The same of an account whose token may be anywhere. One that cannot be had ends by itself: whoever signs out is not
 * kept from it by a keychain that is gone.
 */
export async function forgetKept(
  place: SignInPlace,
  account: Account,
  context: Pick<CliContext, 'err'>,
): Promise<void> {
  try {
    await forget(await opened(place, account), context);
  } catch (fault) {
    if (!(fault instanceof LoginError || fault instanceof KeychainError)) throw fault;
    context.err(`the collector was not told, and its token ends by itself: ${printable(fault.message)}\n`);
  }
}
