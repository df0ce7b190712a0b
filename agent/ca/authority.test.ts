import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuthority } from './authority.ts';
import { fileKeyStore } from './file-key-store.ts';
import type { KeyStore } from './key-store.ts';
import { KeyStoreError } from './key-store-error.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const PERMITTED = ['github.com', 'localhost'];

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-ca-'));
});

afterEach(() => rm(home, { recursive: true }));

function open(change: { permitted?: readonly string[]; now?: Date; keyStore?: KeyStore } = {}) {
  const { permitted = PERMITTED, now = NOW, keyStore = fileKeyStore(home) } = change;
  return openAuthority({ home, permitted, keyStore, clock: () => now });
}

const certificate = () => join(home, 'ca', 'root.pem');
const key = () => join(home, 'ca', 'root-key.pem');

describe('a first use', () => {
  it('leaves a certificate and a key and nothing else', async () => {
    const authority = await open();
    expect((await readdir(join(home, 'ca'))).sort()).toEqual(['root-key.pem', 'root.pem']);
    expect((await stat(join(home, 'ca'))).mode & 0o777).toBe(0o700);
    expect(await readFile(certificate(), 'utf8')).toBe(authority.certificatePem);
    const { fingerprint256, publicKey, ca } = new X509Certificate(authority.certificatePem);
    expect(authority.fingerprint).toBe(fingerprint256);
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
    expect(ca).toBe(true);
  });

  it('of two at the same time makes one authority', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    expect(one.fingerprint).toBe(other.fingerprint);
  });

  it('that cannot keep its key leaves no certificate behind', async () => {
    const full = new KeyStoreError('keychain-unavailable', 'locked', '');
    const keyStore = { ...fileKeyStore(home), create: () => Promise.reject(full) };
    await expect(open({ keyStore })).rejects.toBe(full);
    expect(await readdir(join(home, 'ca'))).toEqual([]);
  });

  it('refuses a name that it could not promise to keep to', async () => {
    await expect(open({ permitted: ['*.github.com'] })).rejects.toMatchObject({ code: 'bad-suffix' });
    expect(await readdir(home)).toEqual([]);
  });
});

describe('a later use', () => {
  it('finds the same authority, and says which names it cannot vouch for', async () => {
    const first = await open();
    expect(first.missing).toEqual([]);
    const second = await open({ permitted: ['github.com', 'octo.ghe.com'] });
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second.missing).toEqual(['octo.ghe.com']);
    expect(second.covers('octo.ghe.com')).toBe(false);
    expect(second.covers('localhost')).toBe(true);
  });

  it.each([
    ['the key is gone', 'certificate-without-key', () => rm(key())],
    ['the certificate is gone', 'key-without-certificate', () => rm(certificate())],
    ['the certificate is another one', 'key-mismatch', replaceCertificate],
    ['the certificate is broken', 'bad-certificate', () => writeFile(certificate(), 'not a certificate')],
    ['the certificate is empty', 'bad-certificate', () => writeFile(certificate(), '')],
  ])('refuses when %s, and makes no new one', async (_, code, harm) => {
    await open();
    await harm();
    const before = await readdir(join(home, 'ca'));
    await expect(open()).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
    expect(await readdir(join(home, 'ca'))).toEqual(before);
  });

  it('refuses a leaf in the place of the root', async () => {
    const authority = await open();
    await writeFile(certificate(), (await authority.leaf('github.com')).cert);
    await expect(open()).rejects.toMatchObject({ code: 'bad-certificate' });
  });

  it.each([
    ['after its end', new Date('2028-11-21T12:00:00Z')],
    ['before its beginning', new Date('2026-11-20T11:59:59Z')],
  ])('refuses an authority %s', async (_, now) => {
    await open();
    await expect(open({ now })).rejects.toMatchObject({ code: 'expired' });
  });
});

async function replaceCertificate(): Promise<void> {
  const other = await mkdtemp(join(tmpdir(), 'countersign-other-'));
  const keyStore = fileKeyStore(other);
  const authority = await openAuthority({ home: other, permitted: PERMITTED, keyStore, clock: () => NOW });
  await writeFile(certificate(), authority.certificatePem);
  await rm(other, { recursive: true });
}

describe('a leaf', () => {
  it('is the same for every spelling of a name, and different for every name', async () => {
    const authority = await open();
    const [one, same, other] = await Promise.all(
      ['api.github.com', 'API.github.com', 'github.com'].map((host) => authority.leaf(host)),
    );
    expect(one).toEqual(same);
    expect(other?.cert).not.toBe(one?.cert);
    expect(other?.key).toBe(one?.key);
  });

  it.each([
    'example.com',
    'evilgithub.com',
    'github.com.example.com',
    '*.github.com',
    '127.0.0.1',
    '::1',
    '__proto__',
    'constructor',
    'ca.private',
    '../../x',
    '',
  ])('is refused for %j', async (host) => {
    const authority = await open();
    expect(authority.covers(host)).toBe(false);
    await expect(authority.leaf(host)).rejects.toMatchObject({ code: 'not-covered' });
    expect((await readdir(join(home, 'ca'))).sort()).toEqual(['root-key.pem', 'root.pem']);
  });

  it.each(['localhost', 'git.localhost', '__proto__.github.com', 'constructor.github.com'])(
    'is minted for %s',
    async (host) => {
      const { cert } = await (await open()).leaf(host);
      expect(new X509Certificate(cert).subjectAltName).toBe(`DNS:${host}`);
    },
  );

  it('is not minted after the end of the root', async () => {
    let now = NOW;
    const authority = await openAuthority({
      home,
      permitted: PERMITTED,
      keyStore: fileKeyStore(home),
      clock: () => now,
    });
    now = new Date('2028-11-21T12:00:00Z');
    await expect(authority.leaf('github.com')).rejects.toMatchObject({ code: 'expired' });
  });
});
