import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { join } from 'node:path';
import { createPrivateFile, type PrivateFileFault, readPrivateFile } from '../private-file.ts';

export type AgentKeyErrorCode = PrivateFileFault | 'not-ed25519';

const HINTS: Readonly<Record<AgentKeyErrorCode, string>> = {
  'not-a-file': 'remove it and enrol the agent again',
  'foreign-owner': 'run the agent as the user who owns its home',
  'too-permissive': 'others may have read the key: remove the file and enrol the agent again',
  'not-ed25519': 'restore the file, or remove it and enrol the agent again',
};

export class AgentKeyError extends Error {
  readonly code: AgentKeyErrorCode;
  readonly hint: string;

  constructor(code: AgentKeyErrorCode, message: string) {
    super(message);
    this.name = 'AgentKeyError';
    this.code = code;
    this.hint = HINTS[code];
  }
}

/** The key that signs this agent's records. The private half never leaves this module. */
export interface AgentKey {
  /** SHA-256 of `publicKeyDer`, lower-case hex. */
  readonly id: string;
  /** SPKI DER. */
  readonly publicKeyDer: Buffer;
  /** Ed25519, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Buffer;
}

/**
 * Opens the Ed25519 key in `home`/agent/key.pem and makes it on first use, readable by its owner alone. Throws
 * AgentKeyError when the file is not what this function would have made: a key that others could read may
 * have signed records of theirs.
 */
export async function openAgentKey(home: string): Promise<AgentKey> {
  const path = join(home, 'agent', 'key.pem');
  return agentKey((await readKey(path)) ?? (await makeKey(path)), path);
}

const MAX_KEY_BYTES = 4096;

async function readKey(path: string): Promise<string | null> {
  const refuse = (code: AgentKeyErrorCode, message: string) => new AgentKeyError(code, message);
  const content = await readPrivateFile(path, { maxBytes: MAX_KEY_BYTES, refuse });
  return content === null ? null : content.toString('latin1');
}

/** Of two agents that start together both get the same key. */
async function makeKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  if ((await createPrivateFile(path, pem)) === 'created') return pem;
  const other = await readKey(path);
  if (other === null) throw new Error(`${path} was there and is gone`);
  return other;
}

function agentKey(pem: string, path: string): AgentKey {
  const privateKey = parseKey(pem, path);
  const publicKeyDer = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return Object.freeze({
    id: createHash('sha256').update(publicKeyDer).digest('hex'),
    publicKeyDer,
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey),
  });
}

/** The cause is left out: what a parser says of a broken key may quote it. */
function parseKey(pem: string, path: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {}
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new AgentKeyError('not-ed25519', `${path} holds no Ed25519 private key in PEM form`);
  }
  return key;
}
