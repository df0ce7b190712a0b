import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { feedPath } from '../../agent/feed/pin.ts';
import { replaceSecretFile } from '../../collector/identity/secret-file.ts';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER } from '../../protocol/collector-schema.ts';
import { closed, INSTANT, list, open, text } from '../../protocol/schema.ts';
import { LoginError } from './login-error.ts';

/** Whom an agent of this home works for, and at which collector. */
export interface KeptLogin {
  readonly collector: string;
  readonly agent: KeptAgent;
}

/** Its token is null where the user's keychain has it. */
export type KeptAgent = Omit<AgentTokenAnswer, 'token'> & { readonly token: string | null };

/** One of several. */
export interface Account extends KeptLogin {
  readonly name: string;
}

export interface KeptAccounts {
  /** Name of the one that the agent of this home works for. */
  readonly active: string;
  readonly accounts: readonly Account[];
}

const MAX_ACCOUNTS = 20;
/** Of an agent whose token is elsewhere. */
const KNOWN = {
  name: text(60),
  subject: text(200),
  groups: list(text(200), { max: 1000 }),
  expiresAt: INSTANT,
};
const AGENT = { anyOf: [AGENT_TOKEN_ANSWER, open({ ...KNOWN, token: { type: 'null' } })] };
const LOGIN = { collector: text(500), agent: AGENT };
const ajv = new Ajv({ allowUnionTypes: true });
const isLogin = ajv.compile<KeptLogin>(open(LOGIN));
const isAccounts = ajv.compile<KeptAccounts>(
  closed({
    active: text(300),
    accounts: list(open({ ...LOGIN, name: text(300) }), { min: 1, max: MAX_ACCOUNTS }),
  }),
);

/**
 * The account in use; null where nobody signed in. Throws LoginError where what is kept cannot be read: an agent that
 * took that for no sign-in would work for another collector, without a word.
 */
export function keptLogin(home: string): Account | null {
  const kept = keptAccounts(home);
  return kept?.accounts.find(({ name }) => name === kept.active) ?? null;
}

/** Null where nobody signed in. Throws LoginError. */
export function keptAccounts(home: string): KeptAccounts | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(pathIn(home), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(home);
  }
  const kept = isLogin(value) ? onlyAccount(value) : value;
  if (!isAccounts(kept) || !kept.accounts.some(({ name }) => name === kept.active)) throw unreadable(home);
  return kept;
}

/** As accounts are called unless somebody says another name. */
export function accountName({ collector, agent }: KeptLogin): string {
  return `${agent.subject}@${new URL(collector).host}`;
}

/** Keeps an account in the place of the one of its name, and uses it; for its owner alone. Throws LoginError. */
export function keepLogin(home: string, login: KeptLogin, called = accountName(login)): void {
  const account = { ...login, name: called };
  const kept = keptAccounts(home);
  const others = (kept?.accounts ?? []).filter(({ name }) => name !== account.name);
  if (others.length >= MAX_ACCOUNTS) {
    const hint = 'remove one: countersign accounts remove NAME';
    throw new LoginError('too-many', `${others.length} accounts are kept, which is the limit`, hint);
  }
  changeHands(home, holderOf(home) ?? account.name, account.name);
  write(home, { active: account.name, accounts: [...others, account] });
}

/** Whose the agent of this home is: the account in use, else the one that was left last. Throws LoginError. */
export function holderOf(home: string): string | null {
  const kept = keptAccounts(home);
  if (kept !== null) return kept.active;
  const path = holderFile(home);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Keeps another token for the agent of an account; which account is used stays as it is. Throws LoginError. */
export function keepAgent(home: string, name: string, agent: KeptAgent): void {
  const kept = keptAccounts(home);
  if (kept === null || !kept.accounts.some((each) => each.name === name)) throw unknown(name);
  const accounts = kept.accounts.map((each) => (each.name === name ? { ...each, agent } : each));
  write(home, { ...kept, accounts });
}

/** Throws LoginError where there is no such account. */
export function useAccount(home: string, name: string): Account {
  const kept = keptAccounts(home);
  const account = kept?.accounts.find((each) => each.name === name);
  if (kept === null || account === undefined) throw unknown(name);
  changeHands(home, kept.active, name);
  write(home, { ...kept, active: name });
  return account;
}

/** Forgets one account and what its agent had; of those that are left the last is used. */
export function dropAccount(home: string, name: string): void {
  const kept = keptAccounts(home);
  const left = (kept?.accounts ?? []).filter((each) => each.name !== name);
  const next = left.at(-1);
  if (kept === null || left.length === kept.accounts.length) throw unknown(name);
  if (next === undefined) {
    dropLogins(home);
    return;
  }
  const active = kept.active === name ? next.name : kept.active;
  changeHands(home, kept.active, active);
  rmSync(folderOf(home, name), { recursive: true, force: true });
  write(home, { active, accounts: left });
}

/**
 * Forgets all of them; whether there was any. The agent stays, for when the same person signs in again: what it has not
 * sent yet is theirs.
 */
export function dropLogins(home: string): boolean {
  const was = existsSync(pathIn(home));
  const holder = readableHolder(home);
  if (was && holder !== null) {
    mkdirSync(dirname(holderFile(home)), { recursive: true, mode: 0o700 });
    writeFileSync(holderFile(home), holder, { mode: 0o600 });
  }
  rmSync(pathIn(home), { force: true });
  return was;
}

/**
 * An agent is enrolled for one person at one collector, by a key of its own: what it has lies beside while another
 * account is used, its records that were not sent yet among it. A feed that the home was enrolled with binds all of
 * them: nobody leaves it by signing in as somebody else.
 */
function changeHands(home: string, from: string, to: string): void {
  if (from === to) return;
  const agent = join(home, 'agent');
  const [left, taken] = [join(folderOf(home, from), 'agent'), join(folderOf(home, to), 'agent')];
  const [feed, theirFeed] = [feedPath(home), feedPath(folderOf(home, to))];
  if (existsSync(feed) && !existsSync(theirFeed)) {
    mkdirSync(taken, { recursive: true, mode: 0o700 });
    cpSync(feed, theirFeed, { recursive: true });
  }
  if (existsSync(agent)) {
    mkdirSync(dirname(left), { recursive: true, mode: 0o700 });
    renameSync(agent, left);
  }
  if (existsSync(taken)) renameSync(taken, agent);
}

/** A name is no path. */
function folderOf(home: string, name: string): string {
  return join(home, 'accounts', createHash('sha256').update(name).digest('hex').slice(0, 32));
}

function onlyAccount(login: KeptLogin): KeptAccounts {
  const name = accountName(login);
  return { active: name, accounts: [{ ...login, name }] };
}

function write(home: string, kept: KeptAccounts): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  replaceSecretFile(pathIn(home), `${JSON.stringify(kept)}\n`);
  rmSync(holderFile(home), { force: true });
}

function unknown(name: string): LoginError {
  return new LoginError(
    'unknown-account',
    `no account is called ${name}`,
    'list them: countersign accounts list',
  );
}

function unreadable(home: string): LoginError {
  const hint = 'sign out and in again: countersign logout --all, countersign login URL';
  return new LoginError('unreadable-login', `${pathIn(home)} holds no sign-in that can be read`, hint);
}

function readableHolder(home: string): string | null {
  try {
    return holderOf(home);
  } catch (fault) {
    if (fault instanceof LoginError) return null;
    throw fault;
  }
}

function holderFile(home: string): string {
  return join(home, 'accounts', 'holder');
}

function pathIn(home: string): string {
  return join(home, 'login.json');
}
