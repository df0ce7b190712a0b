import type { Candidate, GeneralRule } from '../compiled-rule.ts';
import { isPlaceholder } from './placeholders.ts';
import { entropy, readsAsLanguage } from './randomness.ts';
import { gradeValue, readsAsIdentifier } from './secret-value.ts';

const PASSWORD =
  'pass(?:word|wort|code|phrase)|kennwort|mot de passe|contrase[^\\x00-\\x6d\\x6f-\\x7f]a|senha|pwd';
const TOKEN = '(?:api|access|secret|auth|license)[ -]key|token';
/** Up to eight words: `for the staging VPN`. */
const WORDS = "(?: (?:[a-z0-9'./@()-]|[^\\x00-\\x7f]){1,24}){0,8}?";
const SAYS = '(?:(?: is(?: now)?| was| ist| lautet| to| est| es| [^\\x00-\\x7f])[:=]?| ?[:=])';
const MARKS = '(?:["\'`*]|[^\\x00-\\x7f]){0,3}';
const VALUE = '(?<secret>[!#-&+./0-:=?@A-Z[\\]^_a-z|~-]{4,}[!#-&+/0-9=@A-Z^_a-z|~-])';

const PASSWORD_WORDS = [
  ...[
    'password',
    'passwort',
    'passcode',
    'passphrase',
    'kennwort',
    'mot de passe',
    'contrase',
    'senha',
    'pwd',
  ],
];

/** What people write into a chat, a note or a comment. */
export const SENTENCES: readonly GeneralRule[] = [
  {
    id: 'told-secret',
    title: 'Password or token in a sentence',
    label: 'SECRET',
    contextual: true,
    caseless: true,
    keywords: [
      ...PASSWORD_WORDS,
      'token',
      ...['api', 'access', 'secret', 'auth', 'license'].flatMap((kind) => [`${kind} key`, `${kind}-key`]),
    ],
    pattern: `(?:${PASSWORD}|${TOKEN})s?${WORDS}${SAYS}${MARKS}\\s{1,2}${MARKS}${VALUE}`,
    judges: isTold,
    examples: [
      'Hello all, the password for the build host is Lem0n‸Grass!, keep it.',
      'Kennwort für das WLAN: Sommer‸Wiese_31',
      '**Password:** Lem0n‸Grass!',
      'take this token when you ask the service: 7d1b39c5e2a80f46‸91d3f7b5c2e8a604',
    ],
    counterExamples: [
      'the password for the build host is stored elsewhere',
      'Your password must be at least 12 characters long',
      'the token for the current user is req.user.id2',
      'password in clear text: never',
      'token is valid for 3600s',
      'use the password of the user: admin1 or admin2',
    ],
  },
  {
    id: 'password-in-words',
    title: 'Password right behind the word',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: PASSWORD_WORDS,
    pattern: `(?:${PASSWORD})\\s${MARKS}${VALUE}`,
    judges: ({ secret, next, cutOff }) =>
      !cutOff && /^[\s"'`,.)]?$/.test(next) && kindsIn(secret) === 4 && isChosen(secret),
    examples: ['we log in as shop_ro / password Lem0n‸#Grass'],
    counterExamples: ['password for-the-2nd', 'the password Field1 is required', 'password UPPER_case-1'],
  },
  {
    id: 'token-below-its-name',
    title: 'Token on the line below its name',
    label: 'SECRET',
    contextual: true,
    caseless: true,
    keywords: [
      'key:\n',
      'token:\n',
      'secret:\n',
      'password:\n',
      'key:\r\n',
      'token:\r\n',
      'secret:\r\n',
      'password:\r\n',
    ],
    pattern: '(?:key|token|secret|password):\\r?\\n[ \\t`>]{0,8}(?<secret>[A-Za-z0-9._~+/=!@#$%^&*-]{12,})',
    judges: (candidate) => !PUBLIC.test(candidate.before) && isAlone(candidate) && isMade(candidate.secret),
    examples: ['API key:\nm7Q2xT9vLr4‸WkZ8sYb3N\n'],
    counterExamples: [
      'key:\n  name: value',
      'Public key:\nm7Q2xT9vLr4‸WkZ8sYb3N',
      'token:\n12345678901234567890',
    ],
  },
  {
    id: 'spaced-passphrase',
    title: 'Passphrase of several words',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: ['passphrase'],
    pattern: `passphrase["']?\\s{0,3}[:=]\\s{0,3}["'](?<secret>[^"'\`\\n\\\\<>{}$]{3,40}(?: [^"'\`\\n\\\\<>{}$ ]{1,24}){2,12})["']`,
    judges: ({ secret, next }) => /["']/.test(next) && !SAYS_SOMETHING.test(secret) && !isPlaceholder(secret),
    examples: ["BACKUP_PASSPHRASE='amber glacier‸ tunnel 52'"],
    counterExamples: ['passphrase: "Enter the passphrase of your key"', 'passphrase = "amber"'],
  },
  {
    id: 'google-app-password',
    title: 'Google app password',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: ['pass', 'login('],
    pattern:
      '(?:pass[a-z_]{0,12}["\'\\\\]{0,2}\\s{0,3}[:=]|login\\([^()\\n]{0,60},)\\s{0,3}["\'](?<secret>(?:[a-z]{4} ){3}[a-z]{4})["\']',
    judges: ({ secret }) => !readsAsLanguage(secret) && entropy(secret) > 3,
    examples: ["auth: { user: 'a@shop.example', pass: 'xkqz wjvb‸ hgpf dmtc' }"],
    counterExamples: ["pass: 'this will pass soon'"],
  },
];

const PUBLIC = /public |ssh |host |signing |gpg /i;
/** Words of a message, and not of a passphrase. */
const SAYS_SOMETHING =
  /\b(?:enter|your|the|is|are|was|must|please|a|an|for|of|to|not|no|key|private|passphrase|password|required|invalid|wrong|this|with|characters?|or)\b/i;

/** A token has to be made by a machine; a password must not be a name. */
function isTold({ before, head, secret, next, cutOff }: Candidate): boolean {
  if (cutOff || /[\w$.-]$/.test(before) || /[(){}[\]]/.test(next)) return false;
  if (!PASSWORD_BEGINS.test(head)) return isMade(secret);
  const isName =
    kindsIn(secret) < 4 && readsAsIdentifier(secret) && !/\d\D*\d|[A-Za-z]\d[A-Za-z]/.test(secret);
  return isChosen(secret) && !isName && kindsIn(secret) >= 3;
}

const PASSWORD_BEGINS = new RegExp(`^(?:${PASSWORD})`, 'i');

function isChosen(secret: string): boolean {
  const grade = gradeValue(secret);
  return grade === 'chosen' || grade === 'random';
}

function isMade(secret: string): boolean {
  return !isPlaceholder(secret) && gradeValue(secret) === 'random' && /\d/.test(secret);
}

function isAlone({ next, cutOff }: Candidate): boolean {
  return !cutOff && /^[\s`]?$/.test(next);
}

/** Of lower case, capitals, digits and marks. */
function kindsIn(secret: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(secret)).length;
}
