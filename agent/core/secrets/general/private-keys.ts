import type { GeneralRule } from '../compiled-rule.ts';
import { decodeBase64 } from './decode-base64.ts';
import { looksRandom } from './randomness.ts';

/** Line ends as they are, as `\n` in a string, and what strings and comments put between lines. */
const BETWEEN = '(?:\\\\[nrt]|[^A-Za-z0-9]){0,60}';
/** What the lines of a key are made of, with their headers and the quotes of a program around them. */
const LINES = '[A-Za-z0-9+/=\\s\\\\:,"\'_*#>|-]*?';

/** Private keys in PEM and its relatives: the whole block, from the line that opens it. */
export const PRIVATE_KEYS: readonly GeneralRule[] = [
  {
    id: 'private-key-block',
    title: 'Private key',
    label: 'PRIVKEY',
    keywords: ['-----BEGIN '],
    pattern: `-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----${BETWEEN}(?:[A-Za-z0-9+/=]{12}|(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash):)`,
    body: `${LINES}-----END [A-Z0-9 ]{1,40}-----`,
    examples: [
      '-----BEGIN RSA PRIV‸ATE KEY-----\nMIIEowIBAAKCAQEA7bq1Zk\nq3Hd8sUe\n-----END RSA PRIVATE KEY-----',
      'KEY="-----BEGIN PRIV‸ATE KEY-----\\nMIGHAgEAMBMGByqGSM49\\n-----END PRIVATE KEY-----\\n"',
      '-----BEGIN OPENSSH PRIV‸ATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----',
      '-----BEGIN PGP PRIV‸ATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBGFk\n-----END PGP PRIVATE KEY BLOCK-----',
    ],
    counterExamples: [
      'if (text.includes("-----BEGIN PRIV‸ATE KEY-----")) return',
      '-----BEGIN PRIV‸ATE KEY-----\n...\n-----END PRIVATE KEY-----',
      '-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEA7bq1Zk\n-----END CERTIFICATE-----',
      '-----BEGIN PUBLIC KEY-----\nMIIEowIBAAKCAQEA7bq1Zk\n-----END PUBLIC KEY-----',
    ],
  },
  {
    id: 'private-key-base64',
    title: 'Private key in Base64',
    label: 'PRIVKEY',
    keywords: ['LS0tLS1CRUdJTi'],
    pattern: 'LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2}',
    judges: ({ secret }) => /^-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY/.test(decodeBase64(secret) ?? ''),
    examples: [
      'client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJ‸VkFURSBLRVktLS0tLQpNSUlFb3dJQkFBS0NBUUVBN2JxMVprcTNIZDhzVWU=',
    ],
    counterExamples: [
      'client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJ‸Q0FURS0tLS0tCk1JSURkekNDQWwrZ0F3SUJBZ0lFQWdBQXVUQU5CZ2txaGtpRzl3MEI=',
    ],
  },
  {
    id: 'jwk-private-key',
    title: 'Private key of a JSON Web Key',
    label: 'PRIVKEY',
    contextual: true,
    keywords: ['"d":'],
    pattern: '"d":\\s{0,8}"(?<secret>[A-Za-z0-9_-]{43,})"',
    judges: ({ before, secret }) =>
      /"(?:y|x|e|n|kty|crv)":\s{0,8}"[^"]*",\s*$/.test(before) && looksRandom(secret),
    examples: ['{"kty":"OKP","crv":"Ed25519","d":"m7Q2xT9vLr4WkZ8sYb3Nq6P‸c1Hd5Jf0Gt2Ra7Ue4Xo9Vi"}'],
    counterExamples: ['{"path":"M0","d":"m7Q2xT9vLr4WkZ8sYb3Nq6P‸c1Hd5Jf0Gt2Ra7Ue4Xo9Vi"}'],
  },
  {
    id: 'ssh2-private-key-block',
    title: 'SSH2 private key',
    label: 'PRIVKEY',
    keywords: ['---- BEGIN SSH2 ENCRYPTED PRIV'],
    pattern: `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----${BETWEEN}(?:[A-Za-z0-9+/=]{12}|Comment:)`,
    body: `${LINES}---- END SSH2 ENCRYPTED PRIVATE KEY ----`,
    examples: [
      '---- BEGIN SSH2 ENCRYPTED PRIV‸ATE KEY ----\nP2/56wAAAgIAAAAm\n---- END SSH2 ENCRYPTED PRIVATE KEY ----',
    ],
    counterExamples: ['the header is ---- BEGIN SSH2 ENCRYPTED PRIV‸ATE KEY ----, then the key'],
  },
  {
    id: 'putty-private-key',
    title: 'PuTTY private key',
    label: 'PRIVKEY',
    keywords: ['Private-Lines:'],
    pattern: `Private-Lines: [0-9]{1,4}(?:\\\\[nr]|\\s){1,6}(?<secret>[A-Za-z0-9+/=]{16,80})`,
    body: '(?:(?:\\\\[nr]|\\s){1,4}[A-Za-z0-9+/=]{16,80})*',
    examples: ['Private-Lines: 2\nAAAAgQC7bq1Zkq3Hd8sUe0\nAAAAgQC7bq1Zkq3Hd8sUe0'],
    counterExamples: ['Private-Lines: 14 is the number of lines that follow'],
  },
];
