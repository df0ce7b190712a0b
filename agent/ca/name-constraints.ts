import forge from 'node-forge';

const { asn1 } = forge;
const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;

export const NAME_CONSTRAINTS_OID = '2.5.29.30';

/** Tags of RFC 5280, 4.2.1.10: NameConstraints and the GeneralName of each subtree. */
const PERMITTED = 0;
const EXCLUDED = 1;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Address and mask, both zero: every IPv4 address, every IPv6 address. */
const EVERY_ADDRESS = ['\0'.repeat(8), '\0'.repeat(32)];

/**
 * NameConstraints that permit the names under `suffixes` and exclude every IP address: without the exclusion a
 * constraint on DNS names leaves certificates for addresses unrestricted.
 */
export function nameConstraints(suffixes: readonly string[]): forge.asn1.Asn1 {
  return sequence([subtrees(PERMITTED, DNS_NAME, suffixes), subtrees(EXCLUDED, IP_ADDRESS, EVERY_ADDRESS)]);
}

/**
 * The suffixes of an extension that `nameConstraints` made, or null for any other: whatever a root permits in
 * another way is not a promise we know how to keep.
 */
export function readNameConstraints(der: string): readonly string[] | null {
  const suffixes = dnsNamesIn(forge.asn1.fromDer(der));
  return asn1.toDer(nameConstraints(suffixes)).getBytes() === der ? suffixes : null;
}

function dnsNamesIn(extension: forge.asn1.Asn1): string[] {
  const names: string[] = [];
  const visit = (node: forge.asn1.Asn1): void => {
    if (typeof node.value !== 'string') node.value.forEach(visit);
    else if (node.tagClass === CONTEXT_SPECIFIC && (node.type as number) === DNS_NAME) names.push(node.value);
  };
  visit(extension);
  return names;
}

function subtrees(tag: number, kind: number, values: readonly string[]): forge.asn1.Asn1 {
  const each = values.map((value) => sequence([asn1.create(CONTEXT_SPECIFIC, kind, false, value)]));
  return asn1.create(CONTEXT_SPECIFIC, tag, true, each);
}

function sequence(value: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, value);
}
