import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceSecretFile } from './secret-file.ts';

/** The key that signs claims; agents pin its public half when they enrol. */
export interface CollectorKey {
  /** SPKI DER, base64. */
  readonly publicKey: string;
  /** Ed25519, base64url. */
  readonly sign: (bytes: Uint8Array) => string;
}

type CollectorKeyErrorCode = 'not-ed25519';

export class CollectorKeyError extends Error {
  readonly code: CollectorKeyErrorCode;

  constructor(code: CollectorKeyErrorCode, message: string) {
    super(message);
    this.name = 'CollectorKeyError';
    this.code = code;
  }
}

/** Opens `directory`/key.pem and makes it on first use. A file that holds another key is refused, not replaced. */
export function openCollectorKey(directory: string): CollectorKey {
  const path = join(directory, 'key.pem');
  return collectorKey(readKey(path) ?? makeKey(path));
}

/** The key in PEM form that the settings name. Throws CollectorKeyError. */
export function givenCollectorKey(pem: Buffer): CollectorKey {
  return collectorKey(parseKey(pem.toString('utf8'), 'the signing key file'));
}

function collectorKey(key: KeyObject): CollectorKey {
  return Object.freeze({
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (bytes: Uint8Array) => sign(null, bytes, key).toString('base64url'),
  });
}

function readKey(path: string): KeyObject | null {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return parseKey(pem, path);
}

/** The cause is left out: what a parser says of a broken key may quote it. */
function parseKey(pem: string, path: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {}
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new CollectorKeyError('not-ed25519', `${path} holds no Ed25519 private key in PEM form`);
  }
  return key;
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  replaceSecretFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return privateKey;
}
