import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const { pki, asn1 } = forge;
const signAsync = promisify(sign) as (
  algorithm: string,
  bytes: Uint8Array,
  key: KeyObject,
) => Promise<Buffer>;

/** Stands where forge wants a key of its own until the real one takes its place; no certificate has it. */
const PLACEHOLDER_KEY = pki.setRsaPublicKey(new forge.jsbn.BigInteger('1'), new forge.jsbn.BigInteger('1'));

/** What a certificate says; forge's shapes for names and extensions. */
export interface CertificateContent {
  readonly subject: readonly forge.pki.CertificateField[];
  readonly issuer: readonly forge.pki.CertificateField[];
  /** Of any kind: forge, which reads RSA alone, is given its encoding. */
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly object[];
}

/**
 * The certificate in PEM, signed with RSA and SHA-256. Forge lays the bytes out; node:crypto signs them, on its
 * own threads: the key never becomes one of forge's numbers, and the event loop goes on meanwhile.
 */
export async function signCertificate(content: CertificateContent, key: KeyObject): Promise<string> {
  const subjectKey = asn1.fromDer(
    content.publicKey.export({ type: 'spki', format: 'der' }).toString('latin1'),
  );
  const certificate = unsigned(content, keyIdentifier(subjectKey));
  const toBeSigned = partToBeSigned(certificate, subjectKey);
  const bytes = Buffer.from(asn1.toDer(toBeSigned).getBytes(), 'latin1');
  certificate.tbsCertificate = toBeSigned;
  certificate.signature = (await signAsync('sha256', bytes, key)).toString('latin1');
  return pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

/** SHA-1 of the public key without its algorithm (RFC 5280, 4.2.1.2, method 1). */
function keyIdentifier(subjectKey: forge.asn1.Asn1): Buffer {
  const [, key] = parts(subjectKey);
  if (key === undefined) throw new TypeError('a public key was encoded without its bits');
  // The content of a BIT STRING after the byte that counts its unused bits.
  const bits = String('bitStringContents' in key ? key.bitStringContents : key.value);
  return createHash('sha1').update(Buffer.from(bits, 'latin1').subarray(1)).digest();
}

function unsigned(content: CertificateContent, keyId: Buffer): forge.pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = PLACEHOLDER_KEY;
  certificate.generateSubjectKeyIdentifier = () => forge.util.createBuffer(keyId.toString('latin1'));
  certificate.serialNumber = randomSerial();
  certificate.validity = { notBefore: content.notBefore, notAfter: content.notAfter };
  certificate.setSubject([...content.subject]);
  certificate.setIssuer([...content.issuer]);
  certificate.setExtensions([...content.extensions]);
  certificate.signatureOid = pki.oids['sha256WithRSAEncryption'] ?? '';
  certificate.siginfo.algorithmOid = certificate.signatureOid;
  certificate.signature = '';
  return certificate;
}

/** Where subjectPublicKeyInfo stands in a TBSCertificate with its version (RFC 5280, 4.1). */
const SUBJECT_KEY_AT = 6;

/** The TBSCertificate, the first of the three parts of a certificate, with the real key in its place. */
function partToBeSigned(certificate: forge.pki.Certificate, subjectKey: forge.asn1.Asn1): forge.asn1.Asn1 {
  const [part] = parts(pki.certificateToAsn1(certificate));
  if (part === undefined) throw new TypeError('forge built a certificate of no parts');
  parts(part).splice(SUBJECT_KEY_AT, 1, subjectKey);
  return part;
}

function parts({ value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  if (typeof value === 'string') throw new TypeError('saw a primitive value, expected a sequence');
  return value;
}

/** 16 bytes whose first lies in 0x40..0x7f: positive, and the shortest encoding of itself (RFC 5280, 4.1.2.2). */
function randomSerial(): string {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return serial.toString('hex');
}
