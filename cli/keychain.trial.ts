/**
 * Tries the keychain for real: `node cli/keychain.trial.ts`. A Secret Service of its own (GNOME Keyring on a message
 * bus that nobody else has) keeps the authority's key, a token, and that of a sign-in; the agent's parts open both; then all of it goes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '../agent/ca/authority.ts';
import { openKeyStore } from '../agent/ca/key-store.ts';
import { readCredentialSettings } from '../agent/credential/settings.ts';
import { readKeptToken } from '../agent/keychain/kept-token.ts';
import { openSystemEntry } from '../agent/keychain/keychain.ts';
import { readKeychainChoice } from '../agent/keychain/keychain-choice.ts';
import { keychainCommand } from './keychain.ts';
import { keptLogin } from './login/kept-login.ts';
import { dropSignIn, keepSignIn, openedLogin } from './login/sign-in-token.ts';
import { leaveKeychain } from './uninstall/leave-keychain.ts';

const INSIDE = 'inside-session';
const TOKEN = 'glpat-of-a-trial';
const LOGIN = {
  collector: 'https://countersign.example.com',
  agent: {
    ...{ name: 'agent-1', token: 'token-of-a-sign-in-of-a-trial', subject: 'robin', groups: [] },
    expiresAt: '2099-01-01T00:00:00.000Z',
  },
};

if (process.argv[2] === INSIDE) await trial(process.argv[3] ?? '');
else process.exitCode = enterSession();

/** The keyring's files lie in a folder of their own, and so does its socket. */
function enterSession(): number {
  const scratch = mkdtempSync(join(tmpdir(), 'countersign-keychain-'));
  try {
    const runtime = join(scratch, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const inside =
      'printf trial | gnome-keyring-daemon --unlock --components=secrets >"$1/daemon" && exec "$2" "$3" "$4" "$1/home"';
    const { status, error } = spawnSync(
      'dbus-run-session',
      ['--', 'sh', '-c', inside, 'sh', scratch, process.execPath, process.argv[1] ?? '', INSIDE],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(scratch, 'data') },
      },
    );
    if (error !== undefined) say(`cannot start a session bus: ${error.message}`);
    return status ?? 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function trial(home: string): Promise<void> {
  const before = await fingerprint(home);
  await run(home, ['use']);
  await run(home, ['set', 'gitlab'], `${TOKEN}\n`);
  must(await keepSignIn({ home }, LOGIN, 'robin'), 'keychain', 'the sign-in is in a file');
  must(
    (await openedLogin({ home }))?.agent.token ?? null,
    LOGIN.agent.token,
    'the sign-in has another token',
  );
  must(await fingerprint(home), before, 'the authority is another one');
  writeFileSync(
    join(home, 'credentials.yaml'),
    'credentials: [{ provider: keychain, hosts: [gitlab.example], token: gitlab }]\n',
    { mode: 0o600 },
  );
  const [entry] = await readCredentialSettings(home);
  must(entry?.provider === 'stored' ? entry.token : null, TOKEN, 'the token is not the one that was kept');
  for (const { path, text } of await filesOf(home)) {
    const secrets = ['PRIVATE KEY', TOKEN, LOGIN.agent.token];
    must(
      secrets.some((secret) => text.includes(secret)),
      false,
      `a secret lies in ${path}`,
    );
  }
  say('the key and the tokens are in the keychain, and in no file');
  await run(home, ['leave']);
  must(keptLogin(home)?.agent.token ?? null, LOGIN.agent.token, 'the sign-in is not in its file again');
  must(await fingerprint(home), before, 'the authority is another one');
  await run(home, ['use']);
  must(keptLogin(home)?.agent.token ?? null, null, 'the sign-in is still in its file');
  await dropSignIn({ home }, 'robin');
  must((await readKeychainChoice(home)).tokens.join(), 'gitlab', 'the sign-in left its token');
  await keepSignIn({ home }, LOGIN, 'robin');
  must((await leaveKeychain(home)).outcome, 'undone', 'the keychain was not left');
  must(await openedLogin({ home }).catch(() => null), null, 'the token of the sign-in is still there');
  must(await readKeptToken({ home, name: 'gitlab' }), null, 'the token is still there');
  const account = `certificate authority of ${home}`;
  must(await (await openSystemEntry(account)).getSecret(), null, 'the key is still there');
  say('nothing of it is left in the keychain');
}

async function fingerprint(home: string): Promise<string> {
  const { authority: prefer } = await readKeychainChoice(home);
  const keyStore = openKeyStore({ home, prefer, warn: () => {} });
  const permitted = ['github.com'];
  return (await openAuthority({ home, permitted, keyStore, clock: () => new Date() })).fingerprint;
}

async function run(home: string, words: readonly string[], input: string | null = null): Promise<void> {
  const context = { home, environment: {}, out: say, err: say };
  const command = keychainCommand(context, { open: openSystemEntry, input: async () => input });
  await command.parseAsync(['node', 'keychain', ...words]);
}

async function filesOf(folder: string): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'latin1') })));
}

function must<T>(seen: T, expected: T, otherwise: string): void {
  if (seen !== expected) throw new Error(otherwise);
}

function say(text: string): void {
  process.stdout.write(`${text.trimEnd()}\n`);
}
