import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { certificatePem } from './der.ts';

const { pki, asn1 } = forge;
const { UNIVERSAL } = asn1.Class;
/** On a thread of Node's own. */
export const signAsync = promisify(sign) as (
  algorithm: string,
  bytes: Uint8Array,
  key: KeyObject,
) => Promise<Buffer>;

/** Stands where forge wants a key of its own until the real one takes its place; no certificate has it. */
const PLACEHOLDER_KEY = pki.setRsaPublicKey(new forge.jsbn.BigInteger('1'), new forge.jsbn.BigInteger('1'));

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const SHA256_WITH_ECDSA = '1.2.840.10045.4.3.2';

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
 * The certificate in PEM, signed with SHA-256 and an RSA or P-256 key. Forge lays the bytes out; node:crypto signs
 * them: the key never becomes one of forge's numbers.
 */
export async function signCertificate(content: CertificateContent, key: KeyObject): Promise<string> {
  const algorithm = signatureAlgorithm(key);
  const subjectKey = subjectPublicKeyInfo(content.publicKey);
  const certificate = unsigned(content, identifierOf(subjectKey));
  const toBeSigned = partToBeSigned(certificate, { algorithm, subjectKey });
  const signature = await signed(derBytes(toBeSigned), key);
  const bits = asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, `\0${signature.toString('latin1')}`);
  return certificatePem(
    derBytes(asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [toBeSigned, algorithm, bits])),
  );
}

/** RSA takes a while and gets a thread of Node's own; P-256 is done before a thread would have begun. */
async function signed(bytes: Uint8Array, key: KeyObject): Promise<Buffer> {
  return isRsa(key) ? await signAsync('sha256', bytes, key) : sign('sha256', bytes, key);
}

/** AlgorithmIdentifier: RFC 4055, 5 wants parameters that are NULL, RFC 5758, 3.2 wants none. */
function signatureAlgorithm(key: KeyObject): forge.asn1.Asn1 {
  const none = asn1.create(UNIVERSAL, asn1.Type.NULL, false, '');
  const [oid, parameters] = isRsa(key) ? [SHA256_WITH_RSA, [none]] : [SHA256_WITH_ECDSA, []];
  const name = asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(oid).getBytes());
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [name, ...parameters]);
}

/** Throws TypeError for a key that signs in another way than RSA or P-256. */
export function isRsa({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return true;
  if (asymmetricKeyDetails?.namedCurve === 'prime256v1') return false;
  throw new TypeError(`saw a ${asymmetricKeyType} key, expected one for RSA or on P-256`);
}

function derBytes(value: forge.asn1.Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
}

/** SHA-1 of the public key without its algorithm (RFC 5280, 4.2.1.2, method 1). */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  return identifierOf(subjectPublicKeyInfo(publicKey));
}

function subjectPublicKeyInfo(publicKey: KeyObject): forge.asn1.Asn1 {
  return asn1.fromDer(publicKey.export({ type: 'spki', format: 'der' }).toString('latin1'));
}

function identifierOf(subjectKey: forge.asn1.Asn1): Buffer {
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
  // Keeps the place of the real one; forge writes none that it does not know.
  certificate.siginfo.algorithmOid = SHA256_WITH_RSA;
  certificate.signatureOid = SHA256_WITH_RSA;
  certificate.signature = '';
  return certificate;
}

/** Where signature and subjectPublicKeyInfo stand in a TBSCertificate with its version (RFC 5280, 4.1). */
const ALGORITHM_AT = 2;
const SUBJECT_KEY_AT = 6;

/** The TBSCertificate, the first of the three parts of a certificate, with what forge cannot write in its place. */
function partToBeSigned(
  certificate: forge.pki.Certificate,
  real: { readonly algorithm: forge.asn1.Asn1; readonly subjectKey: forge.asn1.Asn1 },
): forge.asn1.Asn1 {
  const [part] = parts(pki.certificateToAsn1(certificate));
  if (part === undefined) throw new TypeError('forge built a certificate of no parts');
  parts(part).splice(ALGORITHM_AT, 1, real.algorithm);
  parts(part).splice(SUBJECT_KEY_AT, 1, real.subjectKey);
  return part;
}

function parts({ value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  if (typeof value === 'string') throw new TypeError('saw a primitive value, expected a sequence');
  return value;
}

/** 16 bytes whose first lies in 0x40..0x7f: positive, and the shortest encoding of itself (RFC 5280, 4.1.2.2). */
export function randomSerial(): string {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return serial.toString('hex');
}
