import { execFile } from 'node:child_process';
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuerFor } from './issuer.ts';
import { leafMint } from './leaf-mint.ts';
import { parseRootCertificate, type RootCertificate } from './root-certificate.ts';
import { mintRoot } from './root-mint.ts';
import { signCertificate } from './sign-certificate.ts';
import { rootWithoutRoom } from './test-support.ts';

/** Real, for OpenSSL and Node look at their own clocks. */
const NOW = new Date();
const DAY_MS = 24 * 60 * 60 * 1000;

interface Served {
  readonly key: string;
  readonly cert: string;
}

const PERMITTED = ['github.com', 'localhost'];
/** A root by the room that it leaves below it; those of earlier versions leave none. */
const ROOTS = ['with an intermediate', 'by the root alone'] as const;

interface Authority {
  readonly root: RootCertificate;
  readonly rootKey: KeyObject;
  readonly mint: (name: string) => Promise<Served>;
}

let folder: string;
const authorities = new Map<string, Authority>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-leaf-'));
  for (const kind of ROOTS) {
    const minted = await (kind === 'by the root alone' ? rootWithoutRoom : mintRoot)(PERMITTED, NOW);
    const root = parseRootCertificate(minted.pem, join(folder, `${kind}.pem`));
    await writeFile(root.path, minted.pem);
    const mintAt = leafMint(root, minted.key);
    authorities.set(kind, { root, rootKey: minted.key, mint: (name) => mintAt(name, NOW) });
  }
});

afterAll(() => rm(folder, { recursive: true }));

function authorityOf(kind: string): Authority {
  const authority = authorities.get(kind);
  if (authority === undefined) throw new Error(`no authority signs ${kind}`);
  return authority;
}

/** A leaf that the product never mints: the key's owner puts an address into it. */
async function addressLeaf({ root, rootKey, mint }: Authority, ip: string): Promise<Served> {
  const { key } = await mint('localhost');
  const issuer = await issuerFor(root, rootKey)(NOW);
  const cert = await signCertificate(
    {
      subject: [{ name: 'commonName', value: 'leaf' }],
      issuer: issuer.name,
      publicKey: createPublicKey(key),
      notBefore: NOW,
      notAfter: new Date(NOW.getTime() + DAY_MS),
      extensions: [
        { name: 'basicConstraints', critical: true, cA: false },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip }] },
        { name: 'subjectKeyIdentifier' },
        { name: 'authorityKeyIdentifier', keyIdentifier: issuer.keyIdentifier },
      ],
    },
    issuer.key,
  );
  return { key, cert: cert + issuer.chain };
}

/** What `openssl verify` says of a leaf; its absence fails the test. */
async function opensslVerdict({ root }: Authority, { cert }: Served, name: string): Promise<string> {
  const path = join(folder, `${name}.pem`);
  await writeFile(path, cert);
  const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', root.path];
  return new Promise((resolve, reject) => {
    execFile('openssl', [...args, '-untrusted', path, path], (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve(`${stdout}${stderr}`);
    });
  });
}

/** `accepted`, or the code with which Node's TLS client turns the leaf down. */
async function nodeVerdict({ root }: Authority, leaf: Served, host: string): Promise<string> {
  const server = createServer({ key: leaf.key, cert: leaf.cert });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // Only the chain is asked about here: the name is known to fit.
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca: root.pem,
    ...(host === '' ? {} : { servername: host }),
  });
  try {
    await once(socket, 'secureConnect');
    return 'accepted';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    socket.destroy();
    server.close();
  }
}

describe.each(ROOTS)('a leaf signed %s', (kind) => {
  it.each([
    'github.com',
    'api.github.com',
    'localhost',
    'git.localhost',
    `${'a'.repeat(63)}.${'b'.repeat(63)}.github.com`,
  ])('passes for OpenSSL and Node when the name is permitted: %s', async (name) => {
    const authority = authorityOf(kind);
    const leaf = await authority.mint(name);
    expect(await opensslVerdict(authority, leaf, 'permitted')).toContain('permitted.pem: OK');
    expect(await nodeVerdict(authority, leaf, name)).toBe('accepted');
  });

  it.each(['example.com', 'evilgithub.com', 'github.com.example.com'])(
    'fails for OpenSSL and Node when it is not: %s',
    async (name) => {
      const authority = authorityOf(kind);
      const leaf = await authority.mint(name);
      expect(await opensslVerdict(authority, leaf, 'outside')).toContain('permitted subtree violation');
      expect(await nodeVerdict(authority, leaf, name)).toBe('UNSPECIFIED');
    },
  );

  it.each(['127.0.0.1', '10.1.2.3', '::1'])('fails for OpenSSL and Node for an address: %s', async (ip) => {
    const authority = authorityOf(kind);
    const leaf = await addressLeaf(authority, ip);
    expect(await opensslVerdict(authority, leaf, 'address')).toContain('excluded subtree violation');
    expect(await nodeVerdict(authority, leaf, '')).toBe('UNSPECIFIED');
  });
});

it('lives for days, has a serial of its own, and shares its key within the process', async () => {
  const { mint } = authorityOf('with an intermediate');
  const leafs = await Promise.all(Array.from({ length: 16 }, (_, index) => mint(`h${index}.github.com`)));
  const certificates = leafs.map((leaf) => new X509Certificate(leaf.cert));
  expect(new Set(certificates.map((each) => each.serialNumber)).size).toBe(16);
  expect(new Set(leafs.map((leaf) => leaf.key)).size).toBe(1);
  for (const { serialNumber, validFromDate, validToDate, ca, publicKey } of certificates) {
    expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect((validToDate.getTime() - validFromDate.getTime()) / DAY_MS).toBeLessThan(8);
    expect(ca).toBe(false);
    expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  }
});

it('does not outlive the root', async () => {
  const { root, rootKey } = authorityOf('with an intermediate');
  const lastDay = new Date(root.x509.validToDate.getTime() - DAY_MS);
  const { notAfter } = await leafMint(root, rootKey)('github.com', lastDay);
  expect(notAfter).toEqual(root.x509.validToDate);
});
