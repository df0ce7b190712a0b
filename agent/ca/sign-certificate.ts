import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const { pki, asn1 } = forge;
const signAsync = promisify(sign) as (
  algorithm: string,
  bytes: Uint8Array,
  key: KeyObject,
) => Promise<Buffer>;

/** What a certificate says; forge's shapes for names and extensions. */
export interface CertificateContent {
  readonly subject: readonly forge.pki.CertificateField[];
  readonly issuer: readonly forge.pki.CertificateField[];
  readonly publicKey: forge.pki.PublicKey;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly object[];
}

/**
 * The certificate in PEM, signed with RSA and SHA-256. Forge lays the bytes out; node:crypto signs them, on its
 * own threads: the key never becomes one of forge's numbers, and the event loop goes on meanwhile.
 */
export async function signCertificate(content: CertificateContent, key: KeyObject): Promise<string> {
  const certificate = unsigned(content);
  const toBeSigned = partToBeSigned(certificate);
  const bytes = Buffer.from(asn1.toDer(toBeSigned).getBytes(), 'latin1');
  certificate.tbsCertificate = toBeSigned;
  certificate.signature = (await signAsync('sha256', bytes, key)).toString('latin1');
  return pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

export function forgePublicKey(key: KeyObject): forge.pki.PublicKey {
  return pki.publicKeyFromPem(key.export({ type: 'spki', format: 'pem' }).toString());
}

function unsigned(content: CertificateContent): forge.pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = content.publicKey;
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

/** The TBSCertificate, the first of the three parts of a certificate (RFC 5280, 4.1). */
function partToBeSigned(certificate: forge.pki.Certificate): forge.asn1.Asn1 {
  const [part] = pki.certificateToAsn1(certificate).value;
  if (part === undefined || typeof part === 'string')
    throw new TypeError('forge built a certificate of no parts');
  return part;
}

/** 16 bytes whose first lies in 0x40..0x7f: positive, and the shortest encoding of itself (RFC 5280, 4.1.2.2). */
function randomSerial(): string {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return serial.toString('hex');
}
