import { text as readAll } from 'node:stream/consumers';
import { Command } from 'commander';
import { fileKeyStore } from '../agent/ca/file-key-store.ts';
import type { KeyStore } from '../agent/ca/key-store.ts';
import { KeyStoreError } from '../agent/ca/key-store-error.ts';
import { keychainKeyStore } from '../agent/ca/keychain-key-store.ts';
import { moveKey } from '../agent/ca/move-key.ts';
import { dropToken, keepToken } from '../agent/keychain/kept-token.ts';
import { type OpenEntry, openSystemEntry } from '../agent/keychain/keychain.ts';
import {
  type KeychainChoice,
  readKeychainChoice,
  writeKeychainChoice,
} from '../agent/keychain/keychain-choice.ts';
import { KeychainError } from '../agent/keychain/keychain-error.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { dropSession } from './login/kept-session.ts';
import { isSignIn, moveSignIns } from './login/sign-in-token.ts';

interface KeychainPorts {
  readonly open: OpenEntry;
  /** What comes on standard input; null from a terminal, which would show it. */
  readonly input: () => Promise<string | null>;
}

const SYSTEM: KeychainPorts = {
  open: openSystemEntry,
  input: async () => (process.stdin.isTTY ? null : readAll(process.stdin)),
};

/** `countersign keychain`. It asks the keychain for nothing before it is told to. */
export function keychainCommand(context: CliContext, ports: KeychainPorts = SYSTEM): Command {
  const { home } = context;
  const { open } = ports;
  const stores = { file: fileKeyStore(home), keychain: keychainKeyStore({ home, open }) };
  const command = new Command('keychain')
    .description(
      "what is kept in the system's keychain instead of files: the authority's key, tokens of sign-ins and of hosts",
    )
    .addHelpText(
      'after',
      '\nOn Linux this is the Secret Service (GNOME Keyring, KWallet), on macOS the Keychain, on Windows the Credential Manager.\nA keychain that is locked keeps the agent from starting. The extension of VS Code carries no keychain: it wants the key and the sign-in in files.\nExit code: 0 done, 1 failed.',
    );
  command
    .command('status')
    .description('what is kept where, and whether there is a keychain')
    .option('--json', 'print a JSON object')
    .action(async ({ json }: { readonly json?: true }) => {
      const status = await statusOf(home, stores);
      context.out(json === true ? jsonLine(status) : textOf(status));
    });
  command
    .command('use')
    .description("move the authority's private key and the tokens of sign-ins into the keychain")
    .action(() => move(context, { ...stores, open }, 'keychain'));
  command
    .command('leave')
    .description('move all of that back into files')
    .action(() => move(context, { ...stores, open }, 'file'));
  command
    .command('set')
    .description('keep the token on standard input, for an entry `provider: keychain` of credentials.yaml')
    .argument('<name>', 'what credentials.yaml calls it')
    .action(async (name: string) => {
      await keepToken({ home, name, open }, await tokenFrom(ports.input));
      context.out(`the keychain has ${name}; start the agent again to use it\n`);
    });
  command
    .command('remove')
    .description('take a token out again')
    .argument('<name>')
    .action(async (name: string) => {
      const wasThere = await dropToken({ home, name, open });
      context.out(wasThere ? `taken out: ${name}\n` : `the keychain had no ${name}\n`);
    });
  return command;
}

interface Stores {
  readonly file: KeyStore;
  readonly keychain: KeyStore;
}

async function move(
  context: CliContext,
  { open, ...stores }: Stores & Pick<KeychainPorts, 'open'>,
  authority: KeychainChoice['authority'],
): Promise<void> {
  const { home } = context;
  const choice = await readKeychainChoice(home);
  const to = stores[authority];
  // Asked even where there is no key yet: who chooses a keychain that cannot be used hears of it at once.
  await to.read();
  const from = authority === 'keychain' ? stores.file : stores.keychain;
  await moveKey(from, to, () => writeKeychainChoice(home, { ...choice, authority }));
  // What is good for minutes is had again.
  await dropSession({ home, open });
  await moveSignIns({ home, open }, authority);
  context.out(`the authority's key is kept in ${to.place}\n`);
}

async function tokenFrom(input: KeychainPorts['input']): Promise<string> {
  const given = await input();
  if (given !== null) return given.replace(/\r?\n$/, '');
  throw new KeychainError(
    'bad-token',
    'a terminal would show the token while you type it',
    'pipe it in: read -rs T; printf %s "$T" | countersign keychain set NAME',
  );
}

interface Status {
  readonly authority: KeychainChoice['authority'];
  readonly place: string;
  /** A file that was to be removed and is still there. */
  readonly leftOver: string | null;
  readonly tokens: readonly string[];
  /** How many sign-ins have their token in the keychain. */
  readonly signIns: number;
  /** Null: it can be used. */
  readonly fault: string | null;
}

async function statusOf(home: string, { file, keychain }: Stores): Promise<Status> {
  const { authority, tokens } = await readKeychainChoice(home);
  const isLeft = authority === 'keychain' && (await file.read()) !== null;
  return {
    authority,
    place: (authority === 'keychain' ? keychain : file).place,
    leftOver: isLeft ? file.place : null,
    tokens: tokens.filter((name) => !isSignIn(name)),
    signIns: tokens.filter(isSignIn).length,
    fault: await faultOf(keychain),
  };
}

async function faultOf(keychain: KeyStore): Promise<string | null> {
  try {
    await keychain.read();
    return null;
  } catch (fault) {
    if (fault instanceof KeyStoreError) return fault.message;
    throw fault;
  }
}

function textOf({ place, leftOver, tokens, signIns, fault }: Status): string {
  const lines = [
    `authority's key  ${place}`,
    ...(leftOver === null ? [] : [`left over        ${leftOver}: countersign keychain use takes it away`]),
    `sign-ins         ${signIns} in the keychain`,
    `tokens           ${tokens.length === 0 ? 'none' : tokens.join(', ')}`,
    `keychain         ${fault === null ? 'can be used' : fault}`,
  ];
  return `${lines.join('\n')}\n`;
}
