import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { NAME_CONSTRAINTS_OID, nameConstraints } from './name-constraints.ts';
import { type RootCertificate, refuseExpired } from './root-certificate.ts';
import { keyIdentifier, signCertificate } from './sign-certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const INTERMEDIATE_DAYS = 14;
/** With less than that left, another intermediate is made: a leaf lives as long, and never longer than its issuer. */
const SPARE_DAYS = 7;
const SKEW_MS = 60 * 60 * 1000;

const generate = promisify(generateKeyPair);

/** Who signs leafs. */
export interface Issuer {
  readonly name: readonly forge.pki.CertificateField[];
  /** The same in DER. */
  readonly nameDer: Buffer;
  /** As forge takes it: bytes in a string. */
  readonly keyIdentifier: string;
  readonly key: KeyObject;
  /** PEM of what stands between a leaf and the root; may be empty. */
  readonly chain: string;
  readonly notAfter: Date;
}

/** The issuer of that moment. Throws AuthorityError `expired`. */
export type FindIssuer = (now: Date) => Promise<Issuer>;

/**
 * Who signs leafs for `root`: an intermediate on P-256, which signs thirty times cheaper than the root's RSA-3072.
 * Its key is never written down, and it is made when first asked for. A root that allows none below it, as those
 * made by earlier versions, signs by itself.
 */
export function issuerFor(root: RootCertificate, rootKey: KeyObject): FindIssuer {
  const own = rootIssuer(root, rootKey);
  let current: Intermediate | null = null;
  return async (now) => {
    refuseExpired(root, now);
    if (!root.mayDelegate) return own;
    if (current === null || !serves(current, { now, end: own.notAfter })) {
      const made = startIntermediate(root, own, now);
      current = made;
      made.issuer.catch(() => {
        if (current === made) current = null;
      });
    }
    return await current.issuer;
  };
}

function rootIssuer(root: RootCertificate, key: KeyObject): Issuer {
  const certificate = forge.pki.certificateFromPem(root.pem);
  return {
    name: certificate.subject.attributes,
    nameDer: nameDer(certificate.subject.attributes),
    keyIdentifier: certificate.generateSubjectKeyIdentifier().getBytes(),
    key,
    chain: '',
    notAfter: root.x509.validToDate,
  };
}

function nameDer(name: readonly forge.pki.CertificateField[]): Buffer {
  const { pki, asn1 } = forge;
  const certificate = pki.createCertificate();
  certificate.setSubject([...name]);
  return Buffer.from(asn1.toDer(pki.distinguishedNameToAsn1(certificate.subject)).getBytes(), 'latin1');
}

/** An intermediate, from the moment when its making begins. */
interface Intermediate {
  readonly notAfter: Date;
  readonly issuer: Promise<Issuer>;
}

function serves(
  { notAfter }: Intermediate,
  { now, end }: { readonly now: Date; readonly end: Date },
): boolean {
  // One that lasts as long as the root cannot be bettered.
  return notAfter.getTime() - now.getTime() >= SPARE_DAYS * DAY_MS || notAfter >= end;
}

function startIntermediate(root: RootCertificate, own: Issuer, now: Date): Intermediate {
  const end = Math.min(now.getTime() + INTERMEDIATE_DAYS * DAY_MS, own.notAfter.getTime());
  const notAfter = new Date(end);
  return { notAfter, issuer: mintIntermediate(root, own, { now, notAfter }) };
}

/** Good for exactly the names of the root, for servers alone, and for no authority below it. */
async function mintIntermediate(
  root: RootCertificate,
  own: Issuer,
  { now, notAfter }: { readonly now: Date; readonly notAfter: Date },
): Promise<Issuer> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' });
  const name = [
    { name: 'organizationName', value: 'Countersign' },
    { name: 'commonName', value: `Countersign intermediate ${randomBytes(4).toString('hex')}` },
  ];
  const chain = await signCertificate(
    {
      subject: name,
      issuer: own.name,
      publicKey,
      notBefore: new Date(now.getTime() - SKEW_MS),
      notAfter,
      extensions: [
        { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
        { name: 'keyUsage', critical: true, keyCertSign: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectKeyIdentifier' },
        { name: 'authorityKeyIdentifier', keyIdentifier: own.keyIdentifier },
        { id: NAME_CONSTRAINTS_OID, critical: true, value: nameConstraints(root.permitted) },
      ],
    },
    own.key,
  );
  return {
    name,
    nameDer: nameDer(name),
    keyIdentifier: keyIdentifier(publicKey).toString('latin1'),
    key: privateKey,
    chain,
    notAfter,
  };
}
