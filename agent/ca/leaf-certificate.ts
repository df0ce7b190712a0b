import { sign } from 'node:crypto';
import { certificatePem, der, derTime, TAG } from './der.ts';
import type { Issuer } from './issuer.ts';
import { isRsa, randomSerial, signAsync } from './sign-certificate.ts';

/** The public half of the key that leafs share. */
export interface LeafSubject {
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
  readonly keyIdentifier: Buffer;
}

export interface LeafContent {
  readonly name: string;
  readonly subject: LeafSubject;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A leaf in PEM (RFC 5280, 4.1), laid out by hand: it is always the same but for four values, and forge takes ten
 * times as long as the signature.
 */
export async function leafCertificate(content: LeafContent, issuer: Issuer): Promise<string> {
  const algorithm = isRsa(issuer.key) ? SHA256_WITH_RSA : SHA256_WITH_ECDSA;
  const toBeSigned = der(
    TAG.sequence,
    VERSION_3,
    der(TAG.integer, Buffer.from(randomSerial(), 'hex')),
    algorithm,
    issuer.nameDer,
    der(TAG.sequence, derTime(content.notBefore), derTime(content.notAfter)),
    // The name is in subjectAltName, where it may be longer than the 64 characters of a common name.
    SUBJECT,
    content.subject.publicKey,
    der(TAG.explicit(3), der(TAG.sequence, ...extensions(content, issuer))),
  );
  const signature = isRsa(issuer.key)
    ? await signAsync('sha256', toBeSigned, issuer.key)
    : sign('sha256', toBeSigned, issuer.key);
  return certificatePem(
    der(TAG.sequence, toBeSigned, algorithm, der(TAG.bitString, NO_UNUSED_BITS, signature)),
  );
}

function extensions({ name, subject }: LeafContent, issuer: Issuer): readonly Buffer[] {
  const authorityKey = der(TAG.implicit(0), Buffer.from(issuer.keyIdentifier, 'latin1'));
  return [
    NO_AUTHORITY,
    DIGITAL_SIGNATURE,
    SERVER_AUTH,
    extension('551d11', der(TAG.sequence, der(TAG.implicit(DNS_NAME), Buffer.from(name, 'latin1')))),
    extension('551d0e', der(TAG.octetString, subject.keyIdentifier)),
    extension('551d23', der(TAG.sequence, authorityKey)),
  ];
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, 'hex'));
}

function extension(id: string, value: Buffer): Buffer {
  return der(TAG.sequence, oid(id), der(TAG.octetString, value));
}

function critical(id: string, value: Buffer): Buffer {
  return der(TAG.sequence, oid(id), der(TAG.boolean, Buffer.from([0xff])), der(TAG.octetString, value));
}

/** GeneralName of RFC 5280, 4.2.1.6. */
const DNS_NAME = 2;
const NO_UNUSED_BITS = Buffer.from([0]);
const VERSION_3 = der(TAG.explicit(0), der(TAG.integer, Buffer.from([2])));
/** RFC 4055, 5 wants parameters that are NULL, RFC 5758, 3.2 wants none. */
const SHA256_WITH_RSA = der(TAG.sequence, oid('2a864886f70d01010b'), Buffer.from([5, 0]));
const SHA256_WITH_ECDSA = der(TAG.sequence, oid('2a8648ce3d040302'));
const SUBJECT = der(
  TAG.sequence,
  der(TAG.set, der(TAG.sequence, oid('550403'), der(TAG.utf8String, Buffer.from('Countersign leaf')))),
);
/** basicConstraints without an authority, keyUsage digitalSignature, extKeyUsage serverAuth. */
const NO_AUTHORITY = critical('551d13', der(TAG.sequence));
const DIGITAL_SIGNATURE = critical('551d0f', der(TAG.bitString, Buffer.from([7, 0x80])));
const SERVER_AUTH = extension('551d25', der(TAG.sequence, oid('2b06010505070301')));
