import { createHash } from 'node:crypto';
import { dropToken, keepToken, readKeptToken, type TokenPlace } from '../../agent/keychain/kept-token.ts';
import type { OpenEntry } from '../../agent/keychain/keychain.ts';
import { readKeychainChoice } from '../../agent/keychain/keychain-choice.ts';
import { KeychainError } from '../../agent/keychain/keychain-error.ts';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import {
  type Account,
  dropAccount,
  dropLogins,
  keepAgent,
  keepLogin,
  keptAccounts,
  keptLogin,
} from './kept-login.ts';
import { LoginError } from './login-error.ts';

/** Where the token of a sign-in is, for the home that it belongs to. */
export interface SignInPlace {
  readonly home: string;
  readonly open?: OpenEntry;
}

/** How the names of their tokens in the keychain begin; an account may have any name. */
export const SIGN_IN = 'sign-in-';

export function isSignIn(tokenName: string): boolean {
  return tokenName.startsWith(SIGN_IN);
}

/** A login with its token, wherever that is kept. */
export interface OpenedLogin {
  readonly name: string;
  readonly collector: string;
  readonly agent: AgentTokenAnswer;
}

/**
 * The account in use, with its token; null where nobody signed in. A keychain is asked only where it has the token.
 * Throws LoginError, KeychainError.
 */
export async function openedLogin(place: SignInPlace): Promise<OpenedLogin | null> {
  const login = keptLogin(place.home);
  return login === null ? null : opened(place, login);
}

/** Throws LoginError where the keychain has no token of it, and KeychainError where it cannot be asked. */
export async function opened(place: SignInPlace, account: Account): Promise<OpenedLogin> {
  const token = account.agent.token ?? (await readKeptToken(entryOf(place, account.name)));
  if (token !== null) return { ...account, agent: { ...account.agent, token } };
  throw new LoginError(
    'unreadable-login',
    `the keychain has no token of the sign-in ${account.name}`,
    'sign out and in again: countersign logout --all, countersign login URL',
  );
}

/**
 * Keeps a sign-in, its token in the keychain where the authority's key is to be, else in a file; says where. Throws
 * KeychainError before anything of it is kept.
 */
export async function keepSignIn(
  place: SignInPlace,
  { collector, agent }: Omit<OpenedLogin, 'name'>,
  name: string,
): Promise<'keychain' | 'file'> {
  const { authority } = await readKeychainChoice(place.home);
  await keepSecret(place, { name, token: agent.token, where: authority });
  keepLogin(
    place.home,
    { collector, agent: authority === 'keychain' ? { ...agent, token: null } : agent },
    name,
  );
  return authority;
}

/** Keeps another token for the agent of an account, where the one before was. Throws LoginError, KeychainError. */
export async function keepNextToken(
  place: SignInPlace,
  account: Account,
  agent: AgentTokenAnswer,
): Promise<void> {
  const isInside = account.agent.token === null;
  if (isInside) await keepToken(entryOf(place, account.name), agent.token);
  keepAgent(place.home, account.name, isInside ? { ...agent, token: null } : agent);
}

/** Moves the tokens of all accounts. Broken off at any point each is in the place that its account names. */
export async function moveSignIns(place: SignInPlace, where: 'keychain' | 'file'): Promise<void> {
  for (const account of keptAccounts(place.home)?.accounts ?? []) {
    if ((account.agent.token === null) === (where === 'keychain')) continue;
    const { name, agent } = await opened(place, account);
    await keepSecret(place, { name, token: agent.token, where });
    keepAgent(place.home, name, where === 'keychain' ? { ...agent, token: null } : agent);
    if (where === 'file') await dropToken(entryOf(place, name));
  }
}

/** Forgets one account, its token first. Throws LoginError, and KeychainError where the keychain cannot be asked. */
export async function dropSignIn(place: SignInPlace, name: string): Promise<void> {
  const account = keptAccounts(place.home)?.accounts.find((each) => each.name === name);
  if (account !== undefined) await dropSecret(place, account);
  dropAccount(place.home, name);
}

/** Forgets all of them; whether there was any. `stuck` is told what the keychain does not give back. */
export async function dropSignIns(
  place: SignInPlace,
  accounts: readonly Account[],
  stuck: (fault: KeychainError) => void,
): Promise<boolean> {
  for (const account of accounts) {
    try {
      await dropSecret(place, account);
    } catch (fault) {
      if (!(fault instanceof KeychainError)) throw fault;
      stuck(fault);
    }
  }
  return dropLogins(place.home);
}

async function keepSecret(
  place: SignInPlace,
  {
    name,
    token,
    where,
  }: { readonly name: string; readonly token: string; readonly where: 'keychain' | 'file' },
): Promise<void> {
  if (where === 'keychain') await keepToken(entryOf(place, name), token);
}

async function dropSecret(place: SignInPlace, { name, agent }: Account): Promise<void> {
  if (agent.token === null) await dropToken(entryOf(place, name));
}

function entryOf({ home, open }: SignInPlace, account: string): TokenPlace {
  const name = `${SIGN_IN}${createHash('sha256').update(account).digest('hex').slice(0, 32)}`;
  return { home, name, ...(open === undefined ? {} : { open }) };
}
