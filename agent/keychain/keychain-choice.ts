import { join } from 'node:path';
import { Ajv } from 'ajv';
import { closed, list, oneOf, text } from '../../protocol/schema.ts';
import { readPrivateFile, replacePrivateFile } from '../private-file.ts';
import { KeychainError } from './keychain-error.ts';

/** What of a home is in its user's keychain. Nothing is until somebody asks for it. */
export interface KeychainChoice {
  /** Where the private key of the certificate authority is. */
  readonly authority: 'keychain' | 'file';
  /** Names of the tokens that `countersign keychain set` put there. */
  readonly tokens: readonly string[];
}

const MAX_BYTES = 64 * 1024;
const MAX_TOKENS = 100;
export const TOKEN_NAME = '^[a-z0-9][a-z0-9._-]{0,63}$';

const isChoice = new Ajv({ allowUnionTypes: true }).compile<KeychainChoice>(
  closed({
    authority: oneOf('keychain', 'file'),
    tokens: list({ ...text(64), pattern: TOKEN_NAME }, { max: MAX_TOKENS }),
  }),
);

const NOTHING: KeychainChoice = Object.freeze({ authority: 'file', tokens: [] });

/** Throws KeychainError `unreadable-choice`: taken for none, it would look like a first use. */
export async function readKeychainChoice(home: string): Promise<KeychainChoice> {
  const path = pathIn(home);
  const refuse = (_fault: string, message: string): KeychainError => unreadable(path, message);
  const content = await readPrivateFile(path, { maxBytes: MAX_BYTES, refuse });
  if (content === null) return NOTHING;
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch {
    throw unreadable(path, `${path} is no JSON`);
  }
  if (!isChoice(value)) throw unreadable(path, `${path} is not as it was written`);
  return value;
}

/** Throws KeychainError `bad-name` for more tokens than a home may have. */
export async function writeKeychainChoice(home: string, choice: KeychainChoice): Promise<void> {
  if (choice.tokens.length > MAX_TOKENS) {
    throw new KeychainError(
      'bad-name',
      `there are ${MAX_TOKENS} tokens already`,
      'remove one that is not used any more',
    );
  }
  await replacePrivateFile(pathIn(home), `${JSON.stringify(choice, null, 2)}\n`);
}

function unreadable(path: string, message: string): KeychainError {
  return new KeychainError(
    'unreadable-choice',
    message,
    `restore it, or write what it said: { "authority": "keychain", "tokens": [] } in ${path}, mode 0600`,
  );
}

function pathIn(home: string): string {
  return join(home, 'keychain.json');
}
