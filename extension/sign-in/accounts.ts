import * as vscode from 'vscode';
import type { StepUpSession } from '../../protocol/step-up.ts';
import type { NativeClient } from '../../protocol/web-session.ts';
import { agentTokenState, isAccessOver, type KeptAccount } from '../core/sign-in/kept-account.ts';
import { signInWay } from '../core/sign-in/sign-in-way.ts';
import { offer } from '../offer.ts';
import { agentToken, endAgentToken, nativeClientOf, stepUpQuestion, stepUpSession } from './collector-web.ts';
import { deviceSignIn } from './device-sign-in.ts';
import { KeptSignIn, SIGN_IN_KEY } from './kept-sign-in.ts';
import type { OneWindow } from './one-window.ts';
import { type BrowserPorts, logInWithBrowser, revoke, signInWithBrowser, type Tokens } from './provider.ts';
import { SignInError } from './sign-in-error.ts';
import type { UriCallback } from './uri-callback.ts';

const PROVIDER = 'countersign';
const LABEL = 'Countersign';
const LOOK_MS = 6 * 3600_000;

export interface AccountPorts {
  readonly context: Pick<vscode.ExtensionContext, 'secrets' | 'extension'>;
  readonly callback: UriCallback;
  readonly oneWindow: OneWindow;
  /** Gives the agent that runs the token that it goes on with. */
  readonly handOver: (account: KeptAccount) => Promise<void>;
  /** Somebody signed out: resolves once no agent works in their name any more. */
  readonly signedOut: () => Promise<void>;
  readonly log: (text: string) => void;
}

/**
 * Who is signed in at the organisation's collector. All of it lies in the editor's secret storage, shared by windows;
 * the agent is given its own token and no other. What the editor hands to other extensions as our session holds no
 * token at all: nobody decides in a reviewer's name by asking the editor. Owner of the account.
 */
export class Accounts implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #ports: AccountPorts;
  readonly #kept: KeptSignIn;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #registered: vscode.Disposable;
  readonly #timer: NodeJS.Timeout;
  #shown: vscode.AuthenticationSession | null = null;
  /** What a fresh login is good for, in this window alone. */
  #afresh: StepUpSession | null = null;

  readonly onDidChangeSessions = this.#changed.event;

  constructor(ports: AccountPorts) {
    this.#ports = ports;
    this.#kept = new KeptSignIn(ports.context.secrets, {
      oneWindow: ports.oneWindow,
      ended: (why) => void askAgain(why).catch(() => ports.log(why.message)),
    });
    this.#registered = vscode.Disposable.from(
      vscode.authentication.registerAuthenticationProvider(PROVIDER, LABEL, this),
      ports.context.secrets.onDidChange(({ key }) => {
        if (key === SIGN_IN_KEY) void this.#tell();
      }),
    );
    this.#timer = setInterval(() => void this.renew(), LOOK_MS);
    this.#timer.unref();
  }

  async getSessions(): Promise<vscode.AuthenticationSession[]> {
    const account = await this.#kept.read();
    this.#shown = account === null ? null : sessionOf(account);
    return this.#shown === null ? [] : [this.#shown];
  }

  /** For the accounts menu, and whoever asks the editor for a session of ours. */
  async createSession(): Promise<vscode.AuthenticationSession> {
    const collector = vscode.workspace.getConfiguration('countersign').get<string>('collector.url') ?? '';
    if (collector === '') throw new SignInError('no-collector', 'connect to a collector first');
    return sessionOf(await this.signIn(collector));
  }

  async removeSession(): Promise<void> {
    this.#afresh = null;
    const account = await this.#kept.read();
    await this.#kept.drop();
    if (account === null) return;
    // What the agent still sends goes out with its token.
    await this.#ports.signedOut();
    const { client, refreshToken, collector, agent } = account;
    // The tokens are gone from here in any case; a provider that is away lets its own end by itself.
    if (refreshToken !== null) await revoke(client, refreshToken).catch(() => undefined);
    await endAgentToken(collector, agent.token).catch((fault: unknown) => {
      const why = fault instanceof Error ? fault.message : 'it was not asked';
      this.#ports.log(`the token of the agent is good until ${agent.expiresAt}: ${why}`);
    });
  }

  /** Signs somebody in at this collector, in the place of whoever was. Throws SignInError. */
  async signIn(collector: string): Promise<KeptAccount> {
    const { origin } = new URL(collector);
    const client = await nativeClientOf(origin);
    const tokens = await this.#tokensFrom(client);
    const before = await this.#kept.read();
    const renew = before?.collector === origin ? before.agent.name : null;
    const agent = await agentToken(origin, { accessToken: tokens.access.token, renew });
    return this.#kept.keep({ collector: origin, client, ...tokens, agent });
  }

  /** Has whoever decides here log in again, whoever they are at the provider. Throws SignInError. */
  async logInAgain(collector: string): Promise<void> {
    const { origin } = new URL(collector);
    const client = await nativeClientOf(origin);
    if (this.#way() === 'device') {
      throw new SignInError(
        'refused',
        `log in and decide at ${origin}: no browser comes back to this window`,
      );
    }
    const { nonce } = await stepUpQuestion(origin);
    const login = await logInWithBrowser(client, await this.#browser(), nonce);
    this.#afresh = await stepUpSession(origin, login);
    this.#changed.fire({ added: [], removed: [], changed: this.#shown === null ? [] : [this.#shown] });
  }

  /** What the agent works with at this collector; null where nobody signed in there. Throws SignInError. */
  async agentTokenFor(collector: string): Promise<string | null> {
    const account = await this.#kept.read();
    if (account?.collector !== new URL(collector).origin) return null;
    if (stateOf(account) !== 'over') return account.agent.token;
    return (await this.#kept.withAgentToken()).agent.token;
  }

  /** A person's own access token, as an `Authorization` header (RFC 6750, 2.1); null while nobody is signed in. */
  async authorization(): Promise<string | null> {
    if (this.#afresh !== null && Date.now() < Date.parse(this.#afresh.expiresAt))
      return `Bearer ${this.#afresh.token}`;
    const account = await this.#kept.read();
    if (account === null) return null;
    if (!isAccessOver(account, Date.now())) return `Bearer ${account.access.token}`;
    try {
      return `Bearer ${(await this.#kept.withAccess()).access.token}`;
    } catch (fault) {
      if (!(fault instanceof SignInError)) throw fault;
      this.#ports.log(fault.message);
      return null;
    }
  }

  /** Gets the agent a token in the place of one that ends soon; says so where that cannot be done. */
  async renew(): Promise<void> {
    const account = await this.#kept.read();
    if (account === null || stateOf(account) === 'good') return;
    try {
      await this.#ports.handOver(await this.#kept.withAgentToken());
    } catch (fault) {
      this.#ports.log(fault instanceof Error ? fault.message : 'the token of the agent was not renewed');
      const until = account.agent.expiresAt.slice(0, 10);
      await vscode.window.showWarningMessage(
        `Countersign: your sign-in ends on ${until}. Sign in again with "Countersign: Sign In".`,
      );
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#registered.dispose();
    this.#changed.dispose();
  }

  #tokensFrom(client: NativeClient): Promise<Tokens> {
    switch (this.#way()) {
      case 'device':
        return deviceSignIn(client);
      case 'browser':
        return this.#browser().then((ports) => signInWithBrowser(client, ports));
    }
  }

  #way(): 'browser' | 'device' {
    const wanted = vscode.workspace.getConfiguration('countersign').get<string>('signIn') ?? 'auto';
    const { remoteName, uiKind } = vscode.env;
    return signInWay({ wanted, remoteName, isDesktop: uiKind === vscode.UIKind.Desktop });
  }

  async #browser(): Promise<BrowserPorts> {
    const { callback, context } = this.#ports;
    return {
      redirectUri: await callback.redirectUri(context.extension.id),
      open: openAsWritten,
      comeBack: (state) => callback.comeBack(state),
    };
  }

  async #tell(): Promise<void> {
    const was = this.#shown;
    const [now] = await this.getSessions();
    if (was?.id === now?.id) return;
    this.#changed.fire({
      added: now === undefined ? [] : [now],
      removed: was === null ? [] : [was],
      changed: [],
    });
  }
}

/**
 * An address within an address keeps its escapes only as a text: the editor takes one where its types say URI, and
 * writes a URI anew, in which the inner one's query becomes the outer one's.
 */
async function openAsWritten(address: string): Promise<void> {
  await vscode.env.openExternal(address as unknown as vscode.Uri);
}

function stateOf({ agent }: KeptAccount): ReturnType<typeof agentTokenState> {
  return agentTokenState(Date.parse(agent.expiresAt), Date.now());
}

function askAgain({ message }: SignInError): Promise<void> {
  const signIn = () => vscode.commands.executeCommand('countersign.signIn');
  return offer('warning', `Countersign: ${message}.`, { 'Sign In': signIn });
}

const NO_TOKEN = 'kept by Countersign';

function sessionOf({ collector, agent }: KeptAccount): vscode.AuthenticationSession {
  const label = `${agent.subject} at ${new URL(collector).host}`;
  return {
    id: `${collector} ${agent.subject}`,
    accessToken: NO_TOKEN,
    account: { id: agent.subject, label },
    scopes: [],
  };
}
