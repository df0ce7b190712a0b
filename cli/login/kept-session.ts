import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { dropToken, keepToken, readKeptToken, type TokenPlace } from '../../agent/keychain/kept-token.ts';
import { readKeychainChoice } from '../../agent/keychain/keychain-choice.ts';
import { replaceSecretFile } from '../../collector/identity/secret-file.ts';
import { INSTANT, open, text } from '../../protocol/schema.ts';
import { SIGN_IN, type SignInPlace } from './sign-in-token.ts';

/** A session of somebody who has just logged in, for the commands that act in their name. */
export interface KeptSession {
  readonly collector: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** As it lies in its file: the token is null where the user's keychain has it. */
type FiledSession = Omit<KeptSession, 'token'> & { readonly token: string | null };

const SESSION = { collector: text(500), expiresAt: INSTANT };
const isSession = new Ajv().compile<FiledSession>({
  anyOf: [open({ ...SESSION, token: text(200) }), open({ ...SESSION, token: { type: 'null' } })],
});

/**
 * Null where nobody has logged in afresh, or what that was good for is over. Throws KeychainError where the keychain has
 * it and cannot be asked.
 */
export async function keptSession(place: SignInPlace, now: Date): Promise<KeptSession | null> {
  const value = contentOf(place.home);
  if (!isSession(value) || now.getTime() >= Date.parse(value.expiresAt)) return null;
  const token = value.token ?? (await readKeptToken(entryOf(place)));
  return token === null ? null : { ...value, token };
}

/** For its owner alone, where the tokens of sign-ins are. Throws KeychainError. */
export async function keepSession(
  place: SignInPlace,
  { collector, token, expiresAt }: KeptSession,
): Promise<void> {
  const { authority } = await readKeychainChoice(place.home);
  if (authority === 'keychain') await keepToken(entryOf(place), token);
  const filed: FiledSession = { collector, token: authority === 'keychain' ? null : token, expiresAt };
  mkdirSync(place.home, { recursive: true, mode: 0o700 });
  replaceSecretFile(pathIn(place.home), `${JSON.stringify(filed)}\n`);
}

/** Throws KeychainError where the keychain has it and cannot be asked; then its file is gone all the same. */
export async function dropSession(place: SignInPlace): Promise<void> {
  const value = contentOf(place.home);
  rmSync(pathIn(place.home), { force: true });
  if (isSession(value) && value.token === null) await dropToken(entryOf(place));
}

function entryOf({ home, open: opens }: SignInPlace): TokenPlace {
  return { home, name: `${SIGN_IN}fresh`, ...(opens === undefined ? {} : { open: opens }) };
}

/** What cannot be read is nobody's session: whoever wants one logs in again. */
function contentOf(home: string): unknown {
  try {
    return JSON.parse(readFileSync(pathIn(home), 'utf8'));
  } catch {
    return null;
  }
}

function pathIn(home: string): string {
  return join(home, 'fresh-login.json');
}
