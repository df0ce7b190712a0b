import { rm, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { AuthorityError } from '../agent/ca/authority-error.ts';
import { openKeyStore } from '../agent/ca/key-store.ts';
import { KeyStoreError } from '../agent/ca/key-store-error.ts';
import { type RootCertificate, readRootCertificate } from '../agent/ca/root-certificate.ts';
import {
  installVerified,
  type TrustStore,
  TrustStoreError,
  uninstallVerified,
} from '../agent/ca/stores/trust-store.ts';
import { ControlClientError, controlClient } from '../agent/control/client.ts';
import { readKeychainChoice } from '../agent/keychain/keychain-choice.ts';
import { KeychainError } from '../agent/keychain/keychain-error.ts';
import type { CliContext } from './context.ts';
import { controlSocket } from './paths.ts';
import { thisSystem } from './this-system.ts';

const DONE = 0;
const FAILED = 1;
const NO_AUTHORITY = 3;
const NO_TRUST_STORE = 4;
const TRUST_STORE_REFUSED = 5;
const AGENT_RUNS = 6;

const EXIT_CODES = `
Exit codes: ${DONE} done; ${FAILED} the certificate cannot be read, or its key not be reached; ${NO_AUTHORITY} there is no certificate authority yet (the agent makes it when it starts); ${NO_TRUST_STORE} the system's trust store is none we know; ${TRUST_STORE_REFUSED} the trust store did not take the change; ${AGENT_RUNS} an agent runs that still uses it.`;

interface JsonOption {
  readonly json?: true;
}

type FindTrustStore = () => Promise<TrustStore | null>;

/** `countersign ca`. All but `renew` read the public certificate alone, so that they may run as root. */
export function caCommand(context: CliContext, findStore: FindTrustStore = thisSystem): Command {
  const command = new Command('ca')
    .description('the local certificate authority: what programs trust when the agent stands between')
    .addHelpText('after', EXIT_CODES);
  add(command, context, {
    name: 'show',
    description: 'what it is, what it may vouch for, who trusts it',
    act: (root) => show(root, findStore),
  });
  add(command, context, {
    name: 'install',
    description: "add it to the system's trust store",
    act: (root) => withStore(findStore, (store) => install(store, root)),
  });
  add(command, context, {
    name: 'uninstall',
    description: "take it out of the system's trust store",
    act: (root) => withStore(findStore, (store) => uninstall(store, root)),
  });
  add(command, context, {
    name: 'renew',
    description: 'forget it and take it out of the trust store: the agent makes another when it starts',
    act: (root) => renew(context.home, root, findStore),
  });
  add(command, context, {
    name: 'export',
    description: 'print the public certificate in PEM',
    act: (root, options: { readonly out?: string }) => exportPem(root, options.out),
  }).option('--out <file>', 'write it to a file instead');
  return command;
}

interface Subcommand<Options> {
  readonly name: string;
  readonly description: string;
  readonly act: (root: RootCertificate, options: Options) => Promise<Answer>;
}

/** What a subcommand has to say, in words and as JSON, and how it ends. */
interface Answer {
  readonly exitCode: number;
  readonly text: string;
  readonly json: object;
}

function add<Options>(
  command: Command,
  context: CliContext,
  { name, description, act }: Subcommand<Options>,
): Command {
  return command
    .command(name)
    .description(description)
    .option('--json', 'print a JSON object')
    .addHelpText('after', EXIT_CODES)
    .action(async (options: Options & JsonOption) => {
      const answer = await answerOf(context, (root) => act(root, options));
      const text = `${answer.text.trimEnd()}\n`;
      if (options.json === true) context.out(`${JSON.stringify(answer.json, null, 2)}\n`);
      else if (answer.exitCode === DONE) context.out(text);
      else context.err(text);
      process.exitCode = answer.exitCode;
    });
}

async function answerOf(
  context: CliContext,
  act: (root: RootCertificate) => Promise<Answer>,
): Promise<Answer> {
  try {
    const root = await readRootCertificate(context.home);
    return root === null ? noAuthority(context.home) : await act(root);
  } catch (error) {
    if (error instanceof TrustStoreError) return failure(TRUST_STORE_REFUSED, error);
    if (error instanceof AuthorityError) return failure(FAILED, error);
    if (error instanceof KeyStoreError || error instanceof KeychainError) return failure(FAILED, error);
    throw error;
  }
}

async function show(root: RootCertificate, findStore: FindTrustStore): Promise<Answer> {
  const store = await findStore();
  const installed = store !== null && (await store.isInstalled(root));
  const { path, fingerprint, permitted } = root;
  const { validFromDate, validToDate } = root.x509;
  const validity = { validFrom: validFromDate.toISOString(), validTo: validToDate.toISOString() };
  return {
    exitCode: DONE,
    json: { path, fingerprint, permitted, ...validity, store: store?.id ?? null, installed },
    text: [
      `certificate  ${path}`,
      `SHA-256      ${fingerprint}`,
      `valid        ${validity.validFrom} until ${validity.validTo}`,
      `vouches for  ${permitted.join(', ')} and names under them; no IP address`,
      `trusted      ${store === null ? 'unknown: no trust store that we know' : `${installed ? 'yes' : 'no'}, by ${store.name}`}`,
    ].join('\n'),
  };
}

async function withStore(
  findStore: FindTrustStore,
  act: (store: TrustStore) => Promise<Answer>,
): Promise<Answer> {
  const store = await findStore();
  if (store !== null) return act(store);
  const message = "this system's trust store is none we know";
  const hint = 'export the certificate and add it by hand, or let `countersign exec` name it to the programs';
  return failure(NO_TRUST_STORE, { code: 'no-trust-store', message, hint });
}

async function install(store: TrustStore, root: RootCertificate): Promise<Answer> {
  const changed = !(await store.isInstalled(root));
  if (changed) await installVerified(store, root);
  return {
    exitCode: DONE,
    json: { store: store.id, fingerprint: root.fingerprint, installed: true, changed },
    text: `${changed ? 'added to' : 'already in'} ${store.name}; \`countersign ca uninstall\` takes it out`,
  };
}

async function uninstall(store: TrustStore, root: RootCertificate): Promise<Answer> {
  const changed = await uninstallVerified(store, root);
  return {
    exitCode: DONE,
    json: { store: store.id, fingerprint: root.fingerprint, installed: false, changed },
    text: `${changed ? 'taken out of' : 'was not in'} ${store.name}`,
  };
}

/**
 * For an authority that ends, or that may not vouch for a host which the policy governs by now. It is taken out of the
 * trust store first: nobody finds it there again once its certificate is gone. The certificate goes last, so that a
 * renewal that was broken off can be asked for again.
 */
async function renew(home: string, root: RootCertificate, findStore: FindTrustStore): Promise<Answer> {
  if (await agentRuns(home)) {
    const message = 'an agent runs that vouches for hosts by this authority';
    return failure(AGENT_RUNS, { code: 'agent-runs', message, hint: 'stop the agent, then renew' });
  }
  const store = await findStore();
  const wasTrusted = store !== null && (await uninstallVerified(store, root));
  const { authority: prefer } = await readKeychainChoice(home);
  await openKeyStore({ home, prefer, warn: () => {} }).remove();
  await rm(root.path);
  const next = wasTrusted ? 'countersign agent, then countersign ca install' : 'countersign agent';
  return {
    exitCode: DONE,
    json: { fingerprint: root.fingerprint, store: store?.id ?? null, wasTrusted },
    text: `forgotten: ${root.fingerprint}\nthe agent makes another when it starts: ${next}`,
  };
}

async function agentRuns(home: string): Promise<boolean> {
  try {
    await controlClient(controlSocket(home)).status();
    return true;
  } catch (fault) {
    if (fault instanceof ControlClientError && fault.code === 'not-running') return false;
    throw fault;
  }
}

async function exportPem(root: RootCertificate, out: string | undefined): Promise<Answer> {
  if (out !== undefined) await writeFile(out, root.pem);
  const { fingerprint, pem } = root;
  return {
    exitCode: DONE,
    json: out === undefined ? { fingerprint, pem } : { fingerprint, out },
    text: out === undefined ? pem : `written to ${out}`,
  };
}

function noAuthority(home: string): Answer {
  const message = `there is no certificate authority in ${home} yet`;
  return failure(NO_AUTHORITY, { code: 'no-authority', message, hint: 'the agent makes it when it starts' });
}

function failure(
  exitCode: number,
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint: string },
): Answer {
  return {
    exitCode,
    json: { error: { code, message, hint } },
    text: `countersign: ${message}\n  hint: ${hint}`,
  };
}
