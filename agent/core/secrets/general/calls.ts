import type { Candidate, GeneralRule } from '../compiled-rule.ts';
import { looksRandom } from './randomness.ts';
import { gradeValue } from './secret-value.ts';

/** An argument that is no password: a literal, a name, a member. */
const ARGUMENT = '\\s{0,8}(?:[bru]?["\'][^"\'\\n]{0,200}["\']|[\\w$.]{1,60}),';
const SECRET = '\\s{0,8}[bru]?["\'](?<secret>[^"\'\\s]{4,})["\']';
const CONNECTS =
  'getconnection|mysqli|mysqli_connect|mysql_connect|mysqli_real_connect|mysqldb\\.connect|pymysql\\.connect|dbi->connect|new pdo';

/** Passwords and keys that a call takes by their place among its arguments, with no name beside them. */
export const CALLS: readonly GeneralRule[] = [
  {
    id: 'connect-password',
    title: 'Password of a call that connects',
    label: 'DBPASS',
    contextual: true,
    caseless: true,
    keywords: [
      'getconnection(',
      'mysqli(',
      'mysqli_connect(',
      'mysql_connect(',
      'mysqli_real_connect(',
      'mysqldb.connect(',
      'pymysql.connect(',
      'new pdo(',
      'cx_oracle.connect(',
      'oracledb.connect(',
      'dbi->connect(',
    ],
    pattern: `(?:(?:${CONNECTS})\\(${ARGUMENT}|(?:cx_oracle|oracledb)\\.connect\\()${ARGUMENT}${SECRET}`,
    judges: isChosen,
    examples: [
      'DriverManager.getConnection(url, "shop", "sh0p‸Pass!")',
      "new mysqli('localhost', 'shop', 'sh0p‸Pass!', 'orders')",
      'oracledb.connect("shop", "sh0p‸Pass!", "db/orders")',
    ],
    counterExamples: [
      'DriverManager.getConnection(url, user, password)',
      "new mysqli('localhost', 'root', 'password')",
      'DriverManager.getConnection("jdbc:h2:mem:test", "sa", "")',
    ],
  },
  {
    id: 'driver-password',
    title: 'Password in a source name of a Go program',
    label: 'DBPASS',
    contextual: true,
    caseless: true,
    keywords: ['sql.open(', 'mysql.open(', 'sqlx.connect(', 'sqlx.open(', 'dsn'],
    pattern:
      '(?:(?:sql\\.open|sqlx\\.connect|sqlx\\.open)\\(\\s{0,8}["\'`]\\w{1,20}["\'`],|mysql\\.open\\(|dsn\\w{0,12}["\']?\\s{0,3}(?::=|=|:))\\s{0,8}["\'`]?[^"\'`:\\s/]{1,64}:(?<secret>[^"\'`\\s]{3,}?)@(?:tcp|unix)?\\(',
    judges: isChosen,
    examples: [
      'db, err := sql.Open("mysql", "shop:sh0p‸Pass!@tcp(10.0.0.5:3306)/orders")',
      'dsn := "shop:sh0p‸Pass!@tcp(127.0.0.1:3306)/orders?parseTime=true"',
    ],
    counterExamples: [
      'sql.Open("mysql", "user:password@tcp(localhost:3306)/db")',
      'dsn := "root:@tcp(db)/x"',
    ],
  },
  {
    id: 'twilio-call-token',
    title: 'Twilio auth token beside its account',
    label: 'TWILIO',
    contextual: true,
    keywords: ['"AC', "'AC"],
    pattern: '["\']AC[0-9a-f]{32}["\'],\\s{0,24}["\'](?<secret>[0-9a-f]{32})["\']',
    accepts: looksRandom,
    examples: ["twilio('AC52e8a0b7c4d19f3660ab8e71d5c2f934', '7c1e‸5a9d3f8b2064e1c7a5d9f3b80246')"],
    counterExamples: ["twilio('AC52e8a0b7c4d19f3660ab8e71d5c2f934', token)"],
  },
  {
    id: 'signing-key-of-call',
    title: 'Key that a call signs or encrypts with',
    label: 'SIGNKEY',
    contextual: true,
    caseless: true,
    keywords: [
      'jwt.sign(',
      'jwt.verify(',
      'jwt.encode(',
      'jwt.decode(',
      'createhmac(',
      'createcipheriv(',
      'hmac.new(',
      'fernet(',
      'cookieparser(',
      'secretkeyspec(',
      'symmetricsecuritykey(',
      'hmacsha256(',
    ],
    pattern: `(?:(?:jwt\\.(?:sign|verify|encode|decode)|createhmac|createcipheriv)\\([^"'\\n]{0,80}?(?:["'][\\w-]{1,40}["'])?,|(?:hmac\\.new|fernet|cookieparser|secretkeyspec|symmetricsecuritykey|hmacsha256)\\((?:[a-z0-9_.]{1,40}\\()?)${SECRET}`,
    judges: isChosen,
    examples: [
      "jwt.sign(payload, 'k7Qm2‸xV9tRb4', { expiresIn: '1h' })",
      "crypto.createHmac('sha256', 'k7Qm2‸xV9tRb4')",
      'new SymmetricSecurityKey(Encoding.UTF8.GetBytes("k7Qm2‸xV9tRb4"))',
      'new SecretKeySpec("k7Qm2‸xV9tRb4".getBytes(), "AES")',
    ],
    counterExamples: [
      "jwt.sign(payload, secret, { algorithm: 'HS256' })",
      "jwt.verify(token, 'your-secret')",
      "createHmac('sha256', key)",
    ],
  },
  {
    id: 'key-store-password',
    title: 'Password of a key store',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: ['keystore', 'truststore', 'kmf.init(', 'ks.load('],
    pattern:
      '(?:(?:keystore|truststore)\\w{0,12}\\.(?:load|getkey|setkeyentry)|kmf\\.init|ks\\.load)\\([^"\'\\n]{0,80},\\s{0,8}"(?<secret>[^"\\s]{4,})"\\.tochararray\\(',
    judges: isChosen,
    examples: ['keyStore.load(stream, "st0re‸Pass!".toCharArray())'],
    counterExamples: [
      'keyStore.load(stream, password.toCharArray())',
      'ks.load(in, "password".toCharArray())',
    ],
  },
];

function isChosen({ secret }: Candidate): boolean {
  const grade = gradeValue(secret);
  return grade === 'chosen' || grade === 'random';
}
