import { resolve } from 'node:path';
import { type OpenEntry, openSystemEntry } from './keychain.ts';
import { readKeychainChoice, TOKEN_NAME, writeKeychainChoice } from './keychain-choice.ts';
import { KeychainError } from './keychain-error.ts';

const NAME = new RegExp(TOKEN_NAME);
const TOKEN = /^[\x21-\x7e]{1,1000}$/;

/** One token in the keychain of this home's user. */
export interface TokenPlace {
  readonly home: string;
  readonly name: string;
  readonly open?: OpenEntry;
}

/** Null when there is none of this name. Throws KeychainError. */
export async function readKeptToken(place: TokenPlace): Promise<string | null> {
  const secret = await withEntry(place, (entry) => entry.getSecret());
  if (secret === null) return null;
  return checked(Buffer.from(secret).toString('latin1'));
}

/**
 * Puts `token` in the place of whatever had its name. The name is noted before the token is there, so that whoever
 * takes everything out again knows of it. Throws KeychainError, which does not quote the token.
 */
export async function keepToken(place: TokenPlace, token: string): Promise<void> {
  checked(token);
  checkedName(place.name);
  const choice = await readKeychainChoice(place.home);
  const tokens = [...new Set([...choice.tokens, place.name])].sort();
  await writeKeychainChoice(place.home, { ...choice, tokens });
  await withEntry(place, (entry) => entry.setSecret(Buffer.from(token, 'latin1')));
}

/** Whether there was one. */
export async function dropToken(place: TokenPlace): Promise<boolean> {
  const wasThere = await withEntry(place, (entry) => entry.deleteCredential());
  const choice = await readKeychainChoice(place.home);
  if (choice.tokens.includes(place.name)) {
    const tokens = choice.tokens.filter((name) => name !== place.name);
    await writeKeychainChoice(place.home, { ...choice, tokens });
  }
  return wasThere;
}

async function withEntry<T>(
  { home, name, open = openSystemEntry }: TokenPlace,
  use: (entry: Awaited<ReturnType<OpenEntry>>) => Promise<T>,
): Promise<T> {
  const account = `token ${checkedName(name)} of ${resolve(home)}`;
  try {
    return await use(await open(account));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown reason';
    throw new KeychainError(
      'unavailable',
      `the keychain cannot be used: ${why}`,
      'unlock or start the keychain',
    );
  }
}

function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw new KeychainError(
    'bad-name',
    'a token is named with lower-case letters, digits, dots, dashes and underscores, 64 at most',
    'name it like gitlab or github-bot',
  );
}

function checked(token: string): string {
  if (TOKEN.test(token)) return token;
  throw new KeychainError(
    'bad-token',
    'that is no token: expected one line of 1 to 1,000 printable ASCII characters',
    'give nothing but the token, as its host printed it',
  );
}
