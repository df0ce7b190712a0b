import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { allowInsecureRequests, type Configuration, discovery, None } from 'openid-client';
import type { AgentTokenAnswer } from '../protocol/collector-api.ts';
import { printable } from '../protocol/printable.ts';
import type { NativeClient } from '../protocol/web-session.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import {
  agentToken,
  collectorAddress,
  forgetAgentToken,
  nativeClientOf,
  pipelineAgentToken,
} from './login/collector-web.ts';
import { signInWithBrowser } from './login/in-browser.ts';
import { dropLogin, type KeptLogin, keepLogin, keptLogin } from './login/kept-login.ts';
import { LoginError } from './login/login-error.ts';
import { pipelineToken } from './login/pipeline-token.ts';
import { type ServiceProof, serviceToken } from './login/service-account.ts';
import { signInWithDevice } from './login/with-device.ts';

interface Options {
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
const PROVIDER_TIMEOUT_S = 30;

/** `countersign login`. `openBrowser` shows a person an address. */
export function loginCommand(
  context: CliContext,
  openBrowser: (address: string) => void = openInBrowser,
): Command {
  return new Command('login')
    .description("sign in at a team's collector, so that the agent works in your name")
    .argument('<collector>', 'its address, like https://countersign.example.com')
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
      '\nKeeps a token for the agent in COUNTERSIGN_HOME, for you alone, good for thirty days; sign in again to renew it.\nStart the agent again afterwards. Exit code: 0 signed in, 1 not.',
    )
    .action(async (address: string, options: Options) => {
      const collector = collectorAddress(address);
      const agent = await agentOf(collector, options, { context, openBrowser });
      keepLogin(context.home, { collector: collector.origin, agent });
      const { token: _secret, ...shown } = agent;
      context.out(
        options.json === true
          ? jsonLine({ collector: collector.origin, ...shown })
          : `signed in at ${collector.host} as ${printable(agent.subject)}, until ${agent.expiresAt}\nstart the agent again: countersign agent\n`,
      );
    });
}

/** A token for an agent of whoever this is: the job of a pipeline, a service account, or a person. */
async function agentOf(collector: URL, options: Options, ports: SignInPorts): Promise<AgentTokenAnswer> {
  if (options.ci === true) {
    const token = await pipelineToken(process.env, options.audience ?? collector.origin);
    return pipelineAgentToken(collector, token);
  }
  const client = await nativeClientOf(collector);
  const { serviceAccount } = options;
  const accessToken =
    serviceAccount === undefined
      ? await signIn(client, options, ports)
      : await serviceToken(client, serviceAccount, proofOf(options));
  const before = keptLogin(ports.context.home);
  const renew = before?.collector === collector.origin ? before.agent.name : null;
  return agentToken(collector, { accessToken, renew });
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
export function logoutCommand(context: CliContext): Command {
  return new Command('logout')
    .description('forget the sign-in at a collector, here and there')
    .addHelpText(
      'after',
      '\nThe collector takes the token no more: an agent that runs with it is worth nothing from then on. Where the collector cannot be reached, only this machine forgets it. Exit code: 0 in any case.',
    )
    .action(async () => {
      const login = readableLogin(context.home);
      const isForgotten =
        login === null || (await forgetAgentToken(new URL(login.collector), login.agent.token));
      const was = dropLogin(context.home);
      context.out(was ? 'signed out\n' : 'nobody was signed in\n');
      if (was && !isForgotten) context.err('the collector was not told: its token ends by itself\n');
    });
}

/** One that cannot be read is dropped like any other. */
function readableLogin(home: string): KeptLogin | null {
  try {
    return keptLogin(home);
  } catch (fault) {
    if (fault instanceof LoginError) return null;
    throw fault;
  }
}

interface SignInPorts {
  readonly context: CliContext;
  readonly openBrowser: (address: string) => void;
}

/** Returns the access token. Throws LoginError, which holds nothing that the provider said. */
async function signIn(
  client: NativeClient,
  options: Options,
  { context, openBrowser }: SignInPorts,
): Promise<string> {
  try {
    const provider = await providerOf(client);
    if (options.device === true) {
      const show = (at: string, code: string): void =>
        context.err(`open ${printable(at)}\nand check that the code there is ${printable(code)}\n`);
      return await signInWithDevice(provider, client, { show, timeoutMs: SIGN_IN_MS });
    }
    const open = (at: string): void => {
      context.err(`sign in at:\n${at}\n`);
      if (options.browser) openBrowser(at);
    };
    return await signInWithBrowser(provider, client, { open, timeoutMs: SIGN_IN_MS });
  } catch (fault) {
    if (fault instanceof LoginError) throw fault;
    throw new LoginError(
      'provider-failed',
      `the sign-in at ${new URL(client.issuer).host} failed or was refused`,
      'try again; with --device where no browser can come back to this machine',
    );
  }
}

function providerOf({ issuer, clientId }: NativeClient): Promise<Configuration> {
  const url = new URL(issuer);
  const isLocal = url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
  return discovery(url, clientId, undefined, None(), {
    timeout: PROVIDER_TIMEOUT_S,
    ...(isLocal ? { execute: [allowInsecureRequests] } : {}),
  });
}

/** The address is an argument of its own, and no shell reads it. That nothing opens is no fault: it is printed too. */
function openInBrowser(address: string): void {
  const [program, ...before] = OPENERS[process.platform] ?? ['xdg-open'];
  if (program === undefined) return;
  const opened = spawn(program, [...before, address], { stdio: 'ignore', detached: true });
  opened.on('error', () => {});
  opened.unref();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
