import type { GeneralRule } from '../compiled-rule.ts';
import { isNamedSecret, mayNameSecret } from './named-secret.ts';

/** Parts of a name that may say that its value is a secret; whether the whole name does is judged on a match. */
const NAMES = [
  'pass',
  'pw',
  'secret',
  'token',
  'credential',
  'jwt',
  'key',
  'auth',
  'kennwort',
  'contrase',
  'salt',
  '_pat',
  '"pat"',
  'psk',
  'psw',
  'senha',
];

const NAME = `(?:${NAMES.join('|')})`;
/** The rest of the name, and what closes it: quotes and brackets, as they are or escaped. */
const AFTER = '[A-Za-z0-9_.-]{0,32}[\\\\"\'`\\])]{0,4}(?:\\[[0-9A-Z_]{0,8}\\])?';
const TYPE =
  "(?:[?!]?[ ]{0,2}:?[ ]{0,2}(?:string|str|&str|&'static str|std::string|char\\*?|Optional\\[str\\]|SecureString)[ ]{0,2})?";
const ASSIGNED =
  '[ \\t]{0,24}(?:=>|:=|[=!]?={1,2}|::?|->|,|\\(|is:?|by|to|\\|\\||\\?\\?)?\\s{0,24}(?:(?:\\[\\]|new )?[A-Za-z_.:]{0,32}[\\[({])?[ ]?(?:["\']\\\\{1,3}(?=["\']))?';
/** A variable, an entry or a property whose value is given by a member of that name. */
const PAIRED =
  '[,;]?\\s{0,24}(?:\\{\\s{0,24})?(?:type\\s{0,8}=\\s{0,8}string\\s{0,24})?[\\\\]?["\']?(?:value|default)[\\\\]?["\']?\\s{0,3}[:=]\\s{0,3}';
const QUOTED = (['"', "'", '`'] as const)
  .map((quote) => `(?:[bfrunNLB@$]{1,2})?\\\\{0,3}${quote}(?<secret>[^${quote}\\s]{3,}?)\\\\{0,3}${quote}`)
  .join('|');
const PLAIN = '[^\\s"\'`<>,;&|\\\\(){}\\[\\]';
const WORD = `(?<secret>${PLAIN}]{4,})`;
/** Without the mark that ends a sentence. */
const BARE = `[ \\t]{0,8}(?:[:?]?=|:{1,2}|[=-]>|is:?|\\||- |[ \\t])[ \\t]{0,8}(?<secret>(?:${PLAIN}]|&(?![A-Za-z_]))+(?:${PLAIN}.?:]|&(?![A-Za-z_])))`;
const ELEMENT =
  '(?:</(?:key|name)>\\s{0,24}<(?:string|value)>|\\s{0,3}>)(?:\\s{0,16}<value>)?(?<secret>[^\\s<>"\'&;]{4,})(?=<)';

/** A value beside a name that says it is a secret: in code, configuration, a command or a sentence. */
export const NAMED_VALUES: readonly GeneralRule[] = [
  {
    id: 'named-secret',
    title: 'Value of something named like a secret',
    label: 'SECRET',
    contextual: true,
    caseless: true,
    keywords: NAMES,
    pattern: `${NAME}${AFTER}(?:${PAIRED}(?:${QUOTED}|${WORD})|${TYPE}${ASSIGNED}(?:${QUOTED})|${BARE}|${ELEMENT})`,
    mayBegin: mayNameSecret,
    judges: isNamedSecret,
    examples: ['password = "hunter‸2!A"', 'DB_PASSWORD=t7RpK2‸xq'],
    counterExamples: ['password = getPassword()', 'password: string', 'const token = next'],
  },
];
