import type { GeneralRule } from '../compiled-rule.ts';
import { isNamedSecret } from './named-secret.ts';

/** What a name that says that its value is a secret has in it. */
const NAMES = [
  'password',
  'passwd',
  'passwort',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'token',
  'credential',
  'jwt',
  'api_key',
  'apikey',
  'api-key',
  'api key',
  'access_key',
  'accesskey',
  'access-key',
  'private_key',
  'privatekey',
  'private-key',
  'encryption_key',
  'encryptionkey',
  'encryption-key',
  'signing_key',
  'signingkey',
  'signing-key',
  'auth_key',
  'authkey',
  'auth-key',
  'account_key',
  'accountkey',
  'shared_key',
  'sharedkey',
  'master_key',
  'masterkey',
  'service_key',
  'servicekey',
  'app_key',
  'appkey',
  'app-key',
  'subscription_key',
  'subscription-key',
  'subscriptionkey',
  'consumer_key',
  'consumerkey',
  'license_key',
  'licensekey',
  'session_key',
  'sessionkey',
  'storage_key',
  'storagekey',
  'hmac_key',
  'hmackey',
  'aes_key',
  'aeskey',
  'crypto_key',
  'cryptokey',
  'jwt_key',
  'cipher_key',
  'cipherkey',
  'webhook_key',
  '_pass',
  '_auth',
  '"pass"',
  "'pass'",
  '.pass',
  '-pass',
  'dbpass',
  'userpass',
  'rootpass',
  ' pass',
  '\npass',
  '\tpass',
  '_pw',
];

const NAME = `(?:${NAMES.map((name) => name.replace(/[.-]/g, '\\$&')).join('|')})`;
/** The rest of the name, and what closes it: quotes and brackets, as they are or escaped. */
const AFTER = '[A-Za-z0-9_.-]{0,24}[\\\\"\'`\\])]{0,4}(?:\\[[0-9A-Z_]{0,8}\\])?';
const TYPE =
  "(?:[?!]?[ ]{0,2}:?[ ]{0,2}(?:string|str|&str|&'static str|std::string|char\\*?|Optional\\[str\\]|SecureString)[ ]{0,2})?";
const ASSIGNED = '[ \\t]{0,24}(?:=>|:=|[=!]?={1,2}|::?|->|,|\\(|is:?|by|to)?\\s{0,24}[\\[({]?[ ]?';
/** A variable, an entry or a property whose value is given by a member of that name. */
const PAIRED =
  '[,;]?\\s{0,24}(?:\\{\\s{0,24})?(?:type\\s{0,8}=\\s{0,8}string\\s{0,24})?[\\\\]?["\']?(?:value|default)[\\\\]?["\']?\\s{0,3}[:=]\\s{0,3}';
const QUOTED = (['"', "'", '`'] as const)
  .map((quote) => `(?:[bfrunNLB@$]{1,2})?\\\\{0,3}${quote}(?<secret>[^${quote}\\s]{3,}?)\\\\{0,3}${quote}`)
  .join('|');
const BARE =
  '[ \\t]{0,8}(?:=|:{1,2}|=>|is:?|[ \\t])[ \\t]{0,8}(?<secret>[^\\s"\'`<>,;&|\\\\(){}\\[\\]]{3,}[^\\s"\'`<>,;&|\\\\(){}\\[\\].!?:])';
const ELEMENT = '\\s{0,3}>(?<secret>[^\\s<>"\'&;]{4,})(?=<)';

/** A value beside a name that says it is a secret: in code, configuration, a command or a sentence. */
export const NAMED_VALUES: readonly GeneralRule[] = [
  {
    id: 'named-secret',
    title: 'Value of something named like a secret',
    label: 'SECRET',
    contextual: true,
    caseless: true,
    keywords: NAMES,
    pattern: `${NAME}${AFTER}(?:${TYPE}${ASSIGNED}(?:${QUOTED})|${PAIRED}(?:${QUOTED}|(?<secret>[^\\s"'\`<>,;&|\\\\(){}\\[\\]]{4,}))|${BARE}|${ELEMENT})`,
    judges: isNamedSecret,
    examples: ['password = "hunter‸2!A"', 'DB_PASSWORD=t7RpK2‸xq'],
    counterExamples: ['password = getPassword()', 'password: string', 'const token = next'],
  },
];
