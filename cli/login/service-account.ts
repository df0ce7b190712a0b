import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importPKCS8 } from 'jose';
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  clientCredentialsGrant,
  discovery,
  PrivateKeyJwt,
} from 'openid-client';
import type { NativeClient } from '../../protocol/web-session.ts';
import { LoginError } from './login-error.ts';

/** What a service account shows for itself, in a file. */
export type ServiceProof =
  | { readonly kind: 'key'; readonly file: string; readonly keyId: string | null }
  | { readonly kind: 'secret'; readonly file: string };

const TIMEOUT_S = 30;

/**
 * The access token of a service account: client credentials (RFC 6749, 4.4), with a key (RFC 7523, private_key_jwt)
 * or a secret. `client` says where, and what the token is to be for. Throws LoginError, which holds no secret.
 */
export async function serviceToken(
  { issuer, parameters }: Pick<NativeClient, 'issuer' | 'parameters'>,
  account: string,
  proof: ServiceProof,
): Promise<string> {
  const authentication = await authenticationOf(proof);
  try {
    const url = new URL(issuer);
    const configuration = await discovery(url, account, undefined, authentication, {
      timeout: TIMEOUT_S,
      ...(url.protocol === 'http:' && LOOPBACK.includes(url.hostname)
        ? { execute: [allowInsecureRequests] }
        : {}),
    });
    return (await clientCredentialsGrant(configuration, { ...parameters })).access_token;
  } catch {
    // What the provider said may hold a token, and goes to nobody.
    throw new LoginError(
      'provider-failed',
      `the provider at ${new URL(issuer).host} gave this service account no token`,
      'check the client, its key or secret, and that it may use client credentials',
    );
  }
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost'];

async function authenticationOf(proof: ServiceProof): Promise<ClientAuth> {
  const content = read(proof.file);
  if (proof.kind === 'secret') return ClientSecretBasic(content.trim());
  const key = keyOf(content);
  const algorithm = key === null ? null : algorithmOf(key);
  if (key === null || algorithm === null) {
    throw new LoginError(
      'bad-key',
      `${proof.file} holds no private key that can sign`,
      'give one in PEM form: RSA, P-256, P-384, P-521 or Ed25519',
    );
  }
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signing = await importPKCS8(pem, algorithm);
  return PrivateKeyJwt(proof.keyId === null ? signing : { key: signing, kid: proof.keyId });
}

/** The cause is left out: what a parser says of a broken key may quote it. */
function keyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | null {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  return CURVES[asymmetricKeyDetails?.namedCurve ?? ''] ?? null;
}

const CURVES: Readonly<Partial<Record<string, string>>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new LoginError(
      'bad-key',
      `${path} cannot be read`,
      'check the path, and that this user may read it',
    );
  }
}
