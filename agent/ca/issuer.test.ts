import { type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { beforeAll, expect, it } from 'vitest';
import { issuerFor } from './issuer.ts';
import { NAME_CONSTRAINTS_OID, nameConstraints } from './name-constraints.ts';
import { parseRootCertificate, type RootCertificate } from './root-certificate.ts';
import { mintRoot } from './root-mint.ts';
import { rootWithoutRoom } from './test-support.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const PERMITTED = ['github.com', 'localhost'];

let root: RootCertificate;
let rootKey: KeyObject;

beforeAll(async () => {
  const { pem, key } = await mintRoot(PERMITTED, NOW);
  [root, rootKey] = [parseRootCertificate(pem, 'root.pem'), key];
});

const daysLater = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

it('is an intermediate with a key of its own, for the names of the root and nothing below it', async () => {
  const { chain, key, notAfter } = await issuerFor(root, rootKey)(NOW);
  const x509 = new X509Certificate(chain);
  expect(x509.checkIssued(root.x509) && x509.verify(root.x509.publicKey)).toBe(true);
  expect(x509.checkPrivateKey(key)).toBe(true);
  expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  expect(x509.validToDate).toEqual(notAfter);
  expect(notAfter).toEqual(daysLater(14));
  const text = chain.replace(/-----[A-Z ]+-----/g, '');
  expect(Buffer.from(text, 'base64').includes(constraintsOfRoot())).toBe(true);
  // SEQUENCE { TRUE, 0 }: an authority, with none below it (RFC 5280, 4.2.1.9).
  expect(Buffer.from(text, 'base64').includes(Buffer.from('30060101ff020100', 'hex'))).toBe(true);
});

function constraintsOfRoot(): Buffer {
  const oid = Buffer.from(forge.asn1.oidToDer(NAME_CONSTRAINTS_OID).getBytes(), 'latin1');
  const value = Buffer.from(forge.asn1.toDer(nameConstraints(PERMITTED)).getBytes(), 'latin1');
  // OID, critical, OCTET STRING of the constraints.
  return Buffer.concat([
    Buffer.from([6, oid.length]),
    oid,
    Buffer.from([1, 1, 0xff, 4, value.length]),
    value,
  ]);
}

it('is made once for all who ask at the same time, and anew with each start', async () => {
  const find = issuerFor(root, rootKey);
  const found = await Promise.all(Array.from({ length: 8 }, () => find(NOW)));
  expect(new Set(found).size).toBe(1);
  expect((await issuerFor(root, rootKey)(NOW)).chain).not.toBe(found[0]?.chain);
});

it.each([
  ['kept while a leaf of seven days fits into its life', 7, true],
  ['followed by another one after that', 7.01, false],
])('is %s', async (_, days, kept) => {
  const find = issuerFor(root, rootKey);
  const first = await find(NOW);
  const second = await find(daysLater(days));
  expect(second === first).toBe(kept);
  expect(second.notAfter >= daysLater(days + 7)).toBe(true);
});

it('ends with the root, and is not made anew again and again before that', async () => {
  const find = issuerFor(root, rootKey);
  const last = await find(daysLater(728));
  expect(last.notAfter).toEqual(root.x509.validToDate);
  expect(await find(daysLater(729))).toBe(last);
  await expect(find(daysLater(730))).rejects.toMatchObject({ code: 'expired' });
});

it('is asked for again after it could not be made', async () => {
  const unfit = root.x509.publicKey;
  const find = issuerFor(root, unfit);
  const first = await find(NOW).catch((fault: unknown) => fault);
  const second = await find(NOW).catch((fault: unknown) => fault);
  expect(first).toBeInstanceOf(Error);
  expect(second).toBeInstanceOf(Error);
  expect(second).not.toBe(first);
});

it('is the root itself where that allows none below it', async () => {
  const { pem, key } = await rootWithoutRoom(PERMITTED, NOW);
  const issuer = await issuerFor(parseRootCertificate(pem, 'root.pem'), key)(NOW);
  expect(issuer).toMatchObject({ chain: '', key });
});
