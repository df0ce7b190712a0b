import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Key } from '@tufjs/models';
import { FeedError } from '../../agent/feed/feed-error.ts';
import { feedKey } from '../../agent/feed/feed-format.ts';
import { createPrivateFile, readPrivateFile } from '../../agent/private-file.ts';
import { FeedToolError } from './feed-tool-error.ts';

const MAX_KEY_BYTES = 4096;

/** Makes an Ed25519 key at `path`, readable by its owner alone, and its public half at `path`.pub. Overwrites nothing. */
export async function makeKey(path: string): Promise<Key> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await writeFile(`${path}.pub`, publicPem, { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST' ? exists(`${path}.pub`) : cause;
  });
  const made = await createPrivateFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  if (made === 'exists') throw exists(path);
  return feedKey(publicKey);
}

/** Throws FeedToolError when others could have read it, or it is no key of a feed. */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  const refuse = (_: string, message: string) =>
    new FeedToolError(
      'unsafe-key',
      message,
      'a key that others could read is no key: make a new one and rotate',
    );
  const pem = await readPrivateFile(path, { maxBytes: MAX_KEY_BYTES, refuse });
  if (pem === null) throw notAKey(path, 'there is no such file');
  try {
    return createPrivateKey(pem);
  } catch {
    // What a parser says of a broken key may quote it.
    throw notAKey(path, 'it is no private key in PEM form');
  }
}

export async function readPublicKey(path: string): Promise<Key> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw notAKey(path, 'it cannot be read', cause);
  });
  if (pem.includes('PRIVATE KEY')) throw notAKey(path, 'it is a private key, and its .pub was asked for');
  return publicKeyOf(() => createPublicKey(pem), path);
}

/** The public half of a private key, as metadata holds it. */
export function publicHalf(privateKey: KeyObject, path: string): Key {
  return publicKeyOf(() => createPublicKey(privateKey), path);
}

function publicKeyOf(read: () => KeyObject, path: string): Key {
  try {
    return feedKey(read());
  } catch (cause) {
    throw notAKey(
      path,
      cause instanceof FeedError ? cause.message : 'it is no public key in PEM form',
      cause,
    );
  }
}

function notAKey(path: string, why: string, cause?: unknown): FeedToolError {
  const hint = 'make one with: countersign policy keygen FILE; its public half is FILE.pub';
  return new FeedToolError('not-a-key', `${path}: ${why}`, hint, cause);
}

function exists(path: string): FeedToolError {
  return new FeedToolError('exists', `${path} is there already, and is left as it is`, 'name another file');
}
