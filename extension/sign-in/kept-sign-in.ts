import { accountIn, agentTokenState, isAccessOver, type KeptAccount } from '../core/sign-in/kept-account.ts';
import { agentToken } from './collector-web.ts';
import type { OneWindow } from './one-window.ts';
import { refreshed } from './provider.ts';
import { SignInError } from './sign-in-error.ts';

export const SIGN_IN_KEY = 'countersign.account';

/** The editor's secret storage, which its windows share. */
export interface SecretPlace {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export interface KeptSignInPorts {
  readonly oneWindow: OneWindow;
  /** The provider ended the sign-in: told once, by the window that found out. */
  readonly ended: (why: SignInError) => void;
}

/**
 * What the editor keeps of whoever is signed in, and its renewal. A refresh token is good for one use, and a provider
 * that sees it again takes it for stolen: windows renew one after the other, and each looks first at what is there.
 */
export class KeptSignIn {
  readonly #secrets: SecretPlace;
  readonly #ports: KeptSignInPorts;

  constructor(secrets: SecretPlace, ports: KeptSignInPorts) {
    this.#secrets = secrets;
    this.#ports = ports;
  }

  async read(): Promise<KeptAccount | null> {
    return accountIn(await this.#secrets.get(SIGN_IN_KEY));
  }

  async keep(account: KeptAccount): Promise<KeptAccount> {
    await this.#secrets.store(SIGN_IN_KEY, JSON.stringify(account));
    return account;
  }

  async drop(): Promise<void> {
    await this.#secrets.delete(SIGN_IN_KEY);
  }

  /** With an access token that is good. Throws SignInError; `signed-out` where somebody has to sign in again. */
  withAccess(): Promise<KeptAccount> {
    return this.#ports.oneWindow.run(() => this.#withAccess());
  }

  /** With a token of the agent that is good for long. Throws SignInError as `withAccess` does. */
  withAgentToken(): Promise<KeptAccount> {
    return this.#ports.oneWindow.run(async () => {
      const account = await this.#withAccess();
      if (agentTokenState(Date.parse(account.agent.expiresAt), Date.now()) === 'good') return account;
      const ask = { accessToken: account.access.token, renew: account.agent.name };
      return this.keep({ ...account, agent: await agentToken(account.collector, ask) });
    });
  }

  async #withAccess(): Promise<KeptAccount> {
    const account = await this.read();
    if (account === null) throw new SignInError('signed-out', 'nobody is signed in');
    if (!isAccessOver(account, Date.now())) return account;
    const { client, refreshToken, collector } = account;
    if (refreshToken === null) throw ended(collector);
    try {
      const tokens = await refreshed(client, refreshToken);
      return await this.keep({ ...account, ...tokens, refreshToken: tokens.refreshToken ?? refreshToken });
    } catch (fault) {
      if (!(fault instanceof SignInError) || fault.code !== 'signed-out') throw fault;
      await this.keep({ ...account, refreshToken: null });
      const why = ended(collector);
      this.#ports.ended(why);
      throw why;
    }
  }
}

function ended(collector: string): SignInError {
  const host = new URL(collector).host;
  return new SignInError('signed-out', `your sign-in at ${host} has ended: sign in again`);
}
