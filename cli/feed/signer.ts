import { spawn } from 'node:child_process';
import { sign } from 'node:crypto';
import { type Key, type Metadata, Signature } from '@tufjs/models';
import { FeedToolError } from './feed-tool-error.ts';
import { publicHalf, readPrivateKey, readPublicKey } from './keys.ts';

/** Somebody who can sign: with a key in a file, or with one that never leaves where it is kept. */
export interface Signer {
  readonly key: Key;
  /** The signature of these bytes; Ed25519, or ECDSA in DER over their SHA-256. */
  readonly sign: (bytes: Buffer) => Promise<Buffer>;
}

export interface SignerOptions {
  readonly key?: string;
  readonly signCommand?: string;
  readonly public?: string;
}

export async function openSigner(options: SignerOptions): Promise<Signer> {
  const { key, signCommand, public: publicPath } = options;
  if (key !== undefined && signCommand === undefined) return fileSigner(key);
  if (key === undefined && signCommand !== undefined && publicPath !== undefined)
    return { key: await readPublicKey(publicPath), sign: (bytes) => runSignCommand(signCommand, bytes) };
  throw new FeedToolError(
    'not-a-key',
    'it takes one key to sign with',
    'give --key FILE, or --sign-command COMMAND with --public FILE.pub',
  );
}

type Signable = Pick<Metadata<never>, 'signatures'> & {
  sign(signer: (bytes: Buffer) => Signature): void;
};

/** Adds the signature, after it was seen to be one. Throws FeedToolError. */
export async function signWith(
  signer: Signer,
  metadata: Signable & Parameters<Key['verifySignature']>[0],
): Promise<void> {
  const { keyID } = signer.key;
  const before = { ...metadata.signatures };
  let signed: Buffer = Buffer.alloc(0);
  metadata.sign((bytes) => {
    signed = bytes;
    return new Signature({ keyID, sig: '' });
  });
  metadata.signatures = before;
  const sig = (await signer.sign(signed)).toString('hex');
  metadata.sign(() => new Signature({ keyID, sig }));
  try {
    signer.key.verifySignature(metadata);
  } catch (cause) {
    metadata.signatures = before;
    throw new FeedToolError(
      'wrong-signature',
      `what was signed does not fit the public key ${keyID.slice(0, 12)}`,
      'the command must sign the bytes themselves, with the key whose public half was given',
      cause,
    );
  }
}

async function fileSigner(path: string): Promise<Signer> {
  const privateKey = await readPrivateKey(path);
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return { key: publicHalf(privateKey, path), sign: async (bytes) => sign(algorithm, bytes, privateKey) };
}

const COMMAND_TIMEOUT_MS = 120_000;
const MAX_SIGNATURE_BYTES = 4096;

/** The command gets the bytes on standard input and prints their signature in base64. */
function runSignCommand(command: string, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: COMMAND_TIMEOUT_MS,
    });
    let printed = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      printed = (printed + text).slice(0, MAX_SIGNATURE_BYTES);
    });
    child.stdin.on('error', () => {});
    child.on('error', (cause) => reject(failed('it cannot be started', cause)));
    child.on('close', (code, signal) => {
      const text = printed.replaceAll(/\s/g, '');
      if (code !== 0) reject(failed(signal === null ? `it ended with ${code}` : `it was ended by ${signal}`));
      else if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) reject(failed('it did not print a signature in base64'));
      else resolve(Buffer.from(text, 'base64'));
    });
    child.stdin.end(bytes);
  });
}

function failed(why: string, cause?: unknown): FeedToolError {
  const hint = 'it gets the bytes to sign on standard input, and prints their signature in base64';
  return new FeedToolError('sign-command', `the signing command gave no signature: ${why}`, hint, cause);
}
