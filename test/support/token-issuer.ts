import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** A stand-in for the token issuer of a pipeline's provider, on loopback: it signs whatever claims it is given. */
export interface TestIssuer {
  readonly issuer: string;
  /** Signed with the key it has by now, or with another one of the same name. `iss`, `iat`, `exp` and the owner are filled in. */
  token(claims: Readonly<Record<string, unknown>>, key?: 'own' | 'strange'): Promise<string>;
  /** From now on there is another key, with another name, and the old one is published no more. */
  rotate(): Promise<void>;
  /** Its metadata say so; null: what it is. */
  claimToBe(issuer: string | null): void;
  close(): Promise<void>;
}

interface Pair {
  readonly jwk: JWK;
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

const LIFETIME_S = 300;
/** Whose pipelines they are, unless a test says another. */
export const OWNER = { repository_owner_id: '1' };

export async function openIssuer(): Promise<TestIssuer> {
  let issuer = '';
  let claimed: string | null = null;
  let own = await keyPair('key-1');
  const strange = await keyPair('key-1');
  const server = createServer((request, response) => {
    const metadata = { issuer: claimed ?? issuer, jwks_uri: `${issuer}/jwks` };
    const body = request.url === '/jwks' ? { keys: [own.jwk] } : metadata;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    token: (claims, key = 'own') => {
      const now = Math.floor(Date.now() / 1000);
      const pair = key === 'own' ? own : strange;
      return new SignJWT({ iss: issuer, iat: now, exp: now + LIFETIME_S, ...OWNER, ...claims } as JWTPayload)
        .setProtectedHeader({ alg: 'RS256', kid: pair.kid, typ: 'JWT' })
        .sign(pair.privateKey);
    },
    rotate: async () => {
      own = await keyPair('key-2');
    },
    claimToBe: (name) => {
      claimed = name;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function keyPair(kid: string): Promise<Pair> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = await exportJWK(privateKey);
  return { kid, privateKey, jwk: { ...open, kid, alg: 'RS256', use: 'sig' } };
}
