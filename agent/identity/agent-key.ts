import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from '../sync-directory.ts';

export type AgentKeyErrorCode = 'not-a-file' | 'foreign-owner' | 'too-permissive' | 'not-ed25519';

export class AgentKeyError extends Error {
  readonly code: AgentKeyErrorCode;
  readonly hint: string;

  constructor(code: AgentKeyErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'AgentKeyError';
    this.code = code;
    this.hint = hint;
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
  const directory = join(home, 'agent');
  const path = join(directory, 'key.pem');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return agentKey((await readKey(path)) ?? (await makeKey(path)), path);
}

const MAX_KEY_BYTES = 4096;

async function readKey(path: string): Promise<string | null> {
  const file = await openExisting(path);
  if (file === null) return null;
  try {
    await refuseUnsafe(file, path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_KEY_BYTES), 0, MAX_KEY_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | null> {
  try {
    // Without O_NONBLOCK a pipe in the key's place would keep us waiting for ever.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    if (codeOf(error) === 'ELOOP') throw notAFile(path);
    throw error;
  }
}

/** Looks at the opened file, not at the path, so that nobody can exchange one for the other in between. */
async function refuseUnsafe(file: FileHandle, path: string): Promise<void> {
  const seen = await file.stat();
  if (!seen.isFile()) throw notAFile(path);
  // Windows has no such modes; there the folder's access list decides.
  if (process.getuid === undefined) return;
  if (seen.uid !== process.getuid()) {
    throw new AgentKeyError(
      'foreign-owner',
      `${path} belongs to user ${seen.uid}, expected ${process.getuid()}`,
      'run the agent as the user who owns its home',
    );
  }
  if ((seen.mode & 0o077) !== 0) {
    const mode = (seen.mode & 0o777).toString(8).padStart(4, '0');
    throw new AgentKeyError(
      'too-permissive',
      `${path} has mode ${mode}, expected 0600`,
      'others may have read the key: remove the file and enrol the agent again',
    );
  }
}

/**
 * The key is complete before it has its name, and `link` gives a name only once: of two agents that start
 * together both get the same key, and a crash leaves no half of one.
 */
async function makeKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(pem);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    await syncDirectory(dirname(path));
    return pem;
  } catch (error) {
    const other = codeOf(error) === 'EEXIST' ? await readKey(path) : null;
    if (other === null) throw error;
    return other;
  } finally {
    await rm(draft);
  }
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
    throw new AgentKeyError(
      'not-ed25519',
      `${path} holds no Ed25519 private key in PEM form`,
      'restore the file, or remove it and enrol the agent again',
    );
  }
  return key;
}

function notAFile(path: string): AgentKeyError {
  return new AgentKeyError(
    'not-a-file',
    `${path} is not a regular file`,
    'remove it and enrol the agent again',
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
