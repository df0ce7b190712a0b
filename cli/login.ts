import { Command } from 'commander';
import { KeychainError } from '../agent/keychain/keychain-error.ts';
import type { AgentTokenAnswer } from '../protocol/collector-api.ts';
import { printable } from '../protocol/printable.ts';
import type { NativeClient } from '../protocol/web-session.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { forget, forgetKept, requireNoAgent } from './login/change-account.ts';
import { agentToken, collectorAddress, nativeClientOf, pipelineAgentToken } from './login/collector-web.ts';
import { logInAfresh } from './login/fresh-login.ts';
import { type BrowserPorts, type ProviderTokens, signInWithBrowser } from './login/in-browser.ts';
import { accountName, holderOf, type KeptAccounts, keptAccounts, keptLogin } from './login/kept-login.ts';
import { dropSession, keepSession } from './login/kept-session.ts';
import { LoginError } from './login/login-error.ts';
import { pipelineToken } from './login/pipeline-token.ts';
import { atProvider, giveBack, openInBrowser } from './login/provider.ts';
import { type ServiceProof, serviceToken } from './login/service-account.ts';
import { dropSignIn, dropSignIns, keepSignIn, type SignInPlace } from './login/sign-in-token.ts';
import { signInWithDevice } from './login/with-device.ts';

interface Options {
  readonly fresh?: true;
  readonly account?: string;
  readonly device?: true;
  readonly browser: boolean;
  readonly ci?: true;
  readonly audience?: string;
  readonly serviceAccount?: string;
  readonly keyFile?: string;
  readonly keyId?: string;
  readonly secretFile?: string;
  readonly json?: true;
}

const SIGN_IN_MS = 5 * 60_000;

/** `countersign login`. `openBrowser` shows a person an address. */
export function loginCommand(
  context: CliContext,
  openBrowser: (address: string) => void = openInBrowser,
  keychain: Pick<SignInPlace, 'open'> = {},
): Command {
  return new Command('login')
    .description("sign in at a team's collector, so that the agent works in your name")
    .argument(
      '[collector]',
      'its address, like https://countersign.example.com; with --fresh the one you are signed in at',
    )
    .option('--fresh', 'log in again, to approve what asks for a fresh login; the agent keeps its token')
    .option('--account <name>', 'what this account is called here (default: who it is and where)')
    .option('--device', 'sign in with a browser on another device: shows a code to enter there')
    .option('--no-browser', 'only print the address, and open no browser')
    .option('--ci', 'sign in as the job of a pipeline that this runs in, by its OIDC token')
    .option('--audience <name>', "what GitHub makes the job's token for (default: the collector's address)")
    .option('--service-account <client>', 'sign in as this client of the identity provider, and as no person')
    .option('--key-file <file>', "the service account's private key, in PEM form")
    .option('--key-id <id>', 'its name at the provider, where that wants one')
    .option('--secret-file <file>', "the service account's secret, where it has no key")
    .option('--json', 'print a JSON object instead of text')
    .addHelpText(
      'after',
      '\nKeeps a token for the agent in COUNTERSIGN_HOME, for you alone, or in your keychain after countersign keychain use; it is good for thirty days; sign in again to renew it.\nStart the agent again afterwards. Exit code: 0 signed in, 1 not.',
    )
    .action(async (address: string | undefined, options: Options) => {
      if (options.fresh === true) {
        const { json, words } = await logInAgain(address, options, { context, openBrowser, keychain });
        context.out(options.json === true ? jsonLine(json) : words);
        return;
      }
      const collector = collectorAddress(address ?? '');
      if (options.account !== undefined) await requireNoOther(options.account, context.home);
      const agent = await agentOf(collector, options, { context, openBrowser, keychain });
      const login = { collector: collector.origin, agent };
      const account = options.account ?? accountName(login);
      await requireNoOther(account, context.home).catch(async (fault: unknown) => {
        await forget(login, context);
        throw fault;
      });
      const where = await keepSignIn({ home: context.home, ...keychain }, login, account).catch(
        async (fault: unknown) => {
          await forget(login, context);
          throw fault;
        },
      );
      const { token: _secret, ...shown } = agent;
      context.out(
        options.json === true
          ? jsonLine({ account, collector: collector.origin, ...shown, tokenIn: where })
          : `signed in at ${collector.host} as ${printable(agent.subject)}, until ${agent.expiresAt}\n${PLACES[where]}start the agent again: countersign agent\n`,
      );
    });
}

const PLACES: Readonly<Record<'keychain' | 'file', string>> = {
  keychain: '',
  file: 'its token is in a file that only you can read; your keychain has it after: countersign keychain use\n',
};

/** Throws LoginError while an agent runs for another account than this one. */
async function requireNoOther(account: string, home: string): Promise<void> {
  const holder = holderOf(home);
  if (holder !== null && holder !== account) await requireNoAgent(home);
}

/** A token for an agent of whoever this is: the job of a pipeline, a service account, or a person. */
async function agentOf(collector: URL, options: Options, ports: SignInPorts): Promise<AgentTokenAnswer> {
  if (options.ci === true) {
    const token = await pipelineToken(process.env, options.audience ?? collector.origin);
    return pipelineAgentToken(collector, token);
  }
  const client = await nativeClientOf(collector);
  const { serviceAccount } = options;
  const renew = renewed(collector, options, ports.context.home);
  if (serviceAccount !== undefined) {
    const accessToken = await serviceToken(client, serviceAccount, proofOf(options));
    return agentFor(collector, { accessToken, renew }, options);
  }
  const { accessToken, refreshToken } = await signIn(client, options, ports);
  try {
    return await agentFor(collector, { accessToken, renew }, options);
  } finally {
    await giveBack(client, refreshToken);
  }
}

async function agentFor(
  collector: URL,
  ask: Parameters<typeof agentToken>[1],
  { account }: Options,
): Promise<AgentTokenAnswer> {
  try {
    return await agentToken(collector, ask);
  } catch (fault) {
    const isOthers = fault instanceof LoginError && fault.code === 'not-theirs';
    // Without a name for the account it is called after whoever signed in, who is somebody else than before.
    if (!isOthers || account !== undefined) throw fault;
    return agentToken(collector, { ...ask, renew: null });
  }
}

/** The agent whose token the new one takes the place of: that of the account of this name, else of the one in use. */
function renewed(collector: URL, { account }: Options, home: string): string | null {
  const kept = keptAccounts(home);
  const wanted = account ?? kept?.active;
  const before = kept?.accounts.find(({ name }) => name === wanted);
  return before?.collector === collector.origin ? before.agent.name : null;
}

function proofOf({ keyFile, keyId, secretFile }: Options): ServiceProof {
  if (keyFile !== undefined && secretFile === undefined)
    return { kind: 'key', file: keyFile, keyId: keyId ?? null };
  if (secretFile !== undefined && keyFile === undefined) return { kind: 'secret', file: secretFile };
  throw new LoginError(
    'bad-key',
    'a service account shows one thing for itself',
    'give either --key-file or --secret-file',
  );
}

/** `countersign logout`. */
export function logoutCommand(context: CliContext, keychain: Pick<SignInPlace, 'open'> = {}): Command {
  return new Command('logout')
    .description('forget the account in use, here and at its collector')
    .option('--all', 'forget every account')
    .addHelpText(
      'after',
      '\nThe collector takes the token no more: an agent that runs with it is worth nothing from then on. Where the collector cannot be reached, only this machine forgets it. Another account that is left is used then, for which the agent has to be stopped first. Exit code: 0 signed out, 1 not.',
    )
    .action(async ({ all }: { readonly all?: true }) => {
      const { home } = context;
      const place = { home, ...keychain };
      const kept = readableAccounts(home);
      const stuck = (fault: KeychainError): void =>
        context.err(
          `a token stays in the keychain until countersign uninstall: ${printable(fault.message)}\n`,
        );
      const leaving = (kept?.accounts ?? []).filter(({ name }) => all === true || name === kept?.active);
      if (kept !== null && all !== true && kept.accounts.length > 1) await requireNoAgent(home);
      await dropSession(place).catch((fault: unknown) => {
        if (!(fault instanceof KeychainError)) throw fault;
        stuck(fault);
      });
      for (const account of leaving) await forgetKept(place, account, context);
      if (all === true || kept === null) {
        context.out((await dropSignIns(place, leaving, stuck)) ? 'signed out\n' : 'nobody was signed in\n');
        return;
      }
      await dropSignIn(place, kept.active);
      context.out('signed out\n');
    });
}

/** Those that cannot be read are dropped like any other. */
function readableAccounts(home: string): KeptAccounts | null {
  try {
    return keptAccounts(home);
  } catch (fault) {
    if (fault instanceof LoginError) return null;
    throw fault;
  }
}

interface SignInPorts {
  readonly context: CliContext;
  readonly openBrowser: (address: string) => void;
  readonly keychain: Pick<SignInPlace, 'open'>;
}

/** Throws LoginError, which holds nothing that the provider said. */
function signIn(client: NativeClient, options: Options, ports: SignInPorts): Promise<ProviderTokens> {
  return atProvider(client, async (provider) => {
    if (options.device !== true) return signInWithBrowser(provider, client, browserPorts(options, ports));
    const show = (at: string, code: string): void =>
      ports.context.err(`open ${printable(at)}\nand check that the code there is ${printable(code)}\n`);
    return signInWithDevice(provider, client, { show, timeoutMs: SIGN_IN_MS });
  });
}

function browserPorts(
  { browser }: Pick<Options, 'browser'>,
  { context, openBrowser }: SignInPorts,
): BrowserPorts {
  const open = (at: string): void => {
    context.err(`sign in at:\n${at}\n`);
    if (browser) openBrowser(at);
  };
  return { open, timeoutMs: SIGN_IN_MS };
}

/** Logs in again, for the commands that act in a person's name for a while. */
async function logInAgain(
  address: string | undefined,
  options: Options,
  ports: SignInPorts,
): Promise<{ readonly json: object; readonly words: string }> {
  if (options.device === true || options.ci === true || options.serviceAccount !== undefined) {
    const hint = 'leave out --device, --ci and --service-account; or decide on the pages';
    throw new LoginError('refused', 'a fresh login is one of a person with a browser on this machine', hint);
  }
  const { home } = ports.context;
  const collector = collectorAddress(address ?? keptLogin(home)?.collector ?? '');
  const session = await logInAfresh(collector, browserPorts(options, ports));
  await keepSession({ home, ...ports.keychain }, { ...session, collector: collector.origin });
  const { token: _secret, ...shown } = session;
  const words = `logged in at ${collector.host} as ${printable(session.subject)}; decide until ${session.expiresAt}\n`;
  return { json: { collector: collector.origin, ...shown }, words };
}
