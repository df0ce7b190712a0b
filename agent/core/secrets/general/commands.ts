import type { Candidate, GeneralRule } from '../compiled-rule.ts';
import { gradeValue } from './secret-value.ts';

const WORD = '[^\\s"\'`<>|;&(){}\\\\]';

/** Passwords where a command, a file or a call of everyday use takes them, with no name beside them. */
export const COMMANDS: readonly GeneralRule[] = [
  {
    id: 'curl-user',
    title: 'Password of a curl command',
    label: 'PASSWORD',
    contextual: true,
    keywords: ['curl', 'wget', 'http '],
    pattern: `(?:curl|wget|http )(?:[^\\n|]{0,200}?\\s)?(?:-u|--user|-a|--auth|-U|--proxy-user)[ =]?["']?[A-Za-z0-9._@+\\\\-]{1,64}:(?<secret>${WORD}{4,})`,
    judges: isChosen,
    examples: [
      'curl -s -u admin:s3cr‸3tpw https://api.example.org',
      'curl --user "svc:Bn7‸kd0q!" https://a.example',
    ],
    counterExamples: ['curl -u "$USER:$PASS" https://a.example', 'curl -u user:password https://a.example'],
  },
  {
    id: 'command-password',
    title: 'Password of a command',
    label: 'PASSWORD',
    contextual: true,
    keywords: [
      'sshpass',
      'mysql',
      'mariadb',
      'docker login',
      'podman login',
      'redis-cli',
      'mongo',
      'smbclient',
      'ldapsearch',
      'sqlcmd',
      'openssl',
      'az login',
      'az storage',
      'rabbitmqctl',
      'htpasswd -',
      'net use ',
      'zip -',
      '7z ',
      'sqlplus ',
      'mosquitto_',
      'psexec',
      'lftp',
      'mc alias set ',
    ],
    pattern: `(?:(?:mysql|mariadb)[^\\n|]{0,80}?\\s-p|sshpass -p ?|(?:docker|podman) login[^\\n|]{0,80}?\\s-p ?|redis-cli[^\\n|]{0,80}?\\s-a |mongo[^\\n|]{0,80}?\\s-p ?|smbclient[^\\n|]{0,80}?%|ldapsearch[^\\n|]{0,120}?\\s-w |sqlcmd[^\\n|]{0,160}?\\s-P ?|openssl[^\\n|]{0,160}?\\s(?:-k |-pass(?:in|out)? pass:)|az login[^\\n|]{0,160}?\\s-p |az storage[^\\n|]{0,200}?\\s--account-key |rabbitmqctl (?:add_user|change_password) [\\w.@-]{1,64} |htpasswd -\\w{0,4}b\\w{0,4} [^\\s]{1,120} [\\w.@-]{1,64} |net use [^\\n|]{0,120}?/user:[^\\s]{1,80} |zip -[a-zA-Z0-9]{0,6}P |7z [^\\n|]{0,40}?\\s-p|sqlplus (?:-[a-zA-Z]{1,8} ){0,3}[a-zA-Z0-9_]{1,40}/|mosquitto_[ps]ub [^\\n|]{0,120}?\\s-P |psexec(?:64)?(?:\\.exe)? [^\\n|]{0,120}?\\s-p |lftp [^\\n|]{0,80}?-u [\\w.@-]{1,64},|mc alias set [^\\s]{1,64} [^\\s]{1,120} [^\\s]{1,64} )["']?(?<secret>${WORD}{4,})`,
    judges: isChosen,
    examples: [
      'sshpass -p "r00t‸!ssh" ssh root@host',
      'mysql -u root -pSup3r‸S3cret shop',
      'redis-cli -a red1‸SPa55 ping',
      "sqlcmd -S sql01 -U sa -P 'Sq1‸S3rver!' -Q 'select 1'",
      'openssl enc -aes-256-cbc -in a -out b -pass pass:Cr1‸pt!c',
      'az login --service-principal -u app -p Az‸ur3!Key --tenant t',
      'zip -rP Zip‸P4ss out.zip folder',
      'sqlplus -s shop/Sh0p‸Pass@//db:1521/ORCL',
      'mosquitto_pub -h mq -u pump -P M0sq‸u1tto -t levels',
      'lftp -u deploy,Upl0‸ad!pw sftp://host',
      '7z a -pArch1‸ve! backup.7z data',
      'net use Z: \\\\\\\\nas\\\\share /user:corp\\\\bob Sh4‸re!pw',
    ],
    counterExamples: [
      'mysql -u root -p shop',
      'docker login -u me -p $TOKEN',
      'mysqldump --port 3306',
      'openssl rand -hex 32',
      'zip -r out.zip folder',
      'sqlplus / as sysdba',
      'openssl enc -k $KEY',
      '7z a -p backup.7z data',
      'mc alias set minio https://host $KEY $SECRET',
    ],
  },
  {
    id: 'piped-password',
    title: 'Password that a command reads from another',
    label: 'PASSWORD',
    contextual: true,
    keywords: ['echo '],
    pattern: `echo (?:-[ne]{1,2} )?["']?(?:[a-z_][a-z0-9_-]{0,31}:)?(?<secret>${WORD}{4,})["']?\\s{0,2}\\|\\s{0,2}(?:[^\\n|]{0,80}?--password-stdin|[^\\n|]{0,60}?--with-token|sudo -S|(?:sudo )?chpasswd|(?:sudo )?passwd|cryptsetup|kinit)`,
    judges: isChosen,
    examples: [
      "echo 'root:R00t‸!pass' | chpasswd",
      'echo "Sud0‸!pass" | sudo -S apt update',
      'echo "Reg1stry‸!pw" | docker login --username ci --password-stdin ghcr.io',
    ],
    counterExamples: [
      'echo "$TOKEN" | docker login --password-stdin',
      'echo done1 | sort',
      'echo password | sudo -S ls',
    ],
  },
  {
    id: 'sent-password',
    title: 'Password that a script types',
    label: 'PASSWORD',
    contextual: true,
    keywords: ['send "', "send '", 'send -- "', "send -- '"],
    pattern: 'send (?:-- )?["\'](?<secret>[^\\s"\'\\\\$]{5,})\\\\[rn]["\']',
    judges: isStrongOrRandom,
    examples: ['expect "assword:"\nsend "Exp3ct‸!pw\\r"', 'send -- "vX9#mK‸2pLq7w\\n"'],
    counterExamples: ['send "yes\\r"', 'send "$password\\r"', 'send "ls -l\\r"'],
  },
  {
    id: 'relay-password',
    title: 'Password of a mail relay',
    label: 'PASSWORD',
    contextual: true,
    keywords: [']:587 ', ']:465 ', ']:25 '],
    pattern: '\\]:(?:587|465|25) {1,8}[\\w.@+-]{1,64}:(?<secret>[^\\s"\'`]{4,})',
    judges: isChosen,
    examples: ['[smtp.shop.example]:587 mailer:M4il‸Pass!'],
    counterExamples: ['[::1]:25 connected', '[smtp.shop.example]:587 mailer:PASSWORD'],
  },
  {
    id: 'user-and-password',
    title: 'User and password in one text',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: ['auth', 'credential', 'userpwd', 'userpass'],
    pattern:
      '(?:auth|credentials?|userpwd|userpass)[a-z0-9_]{0,10}["\'\\]]{0,2}\\s{0,3}(?::=|=|:|,)\\s{0,3}["\'][\\w.@+-]{2,40}:(?<secret>[^\\s"\'@/:]{5,})["\']',
    judges: isStrongOrRandom,
    examples: ['curl_setopt($ch, CURLOPT_USERPWD, "shop:Sh0p‸Pass!");', 'String auth = "shop:Sh0p‸Pass!";'],
    counterExamples: ['auth: "urn:ietf:params"', 'auth = "user:password"', "auth: 'oauth2:Client1'"],
  },
  {
    id: 'pgpass-password',
    title: 'Password in a line of a pgpass file',
    label: 'DBPASS',
    contextual: true,
    keywords: [':5432:', ':5433:', ':6432:'],
    pattern: ':(?:5432|5433|6432):[\\w*.-]{1,63}:[\\w*.@-]{1,63}:(?<secret>[^\\s:"\'`]{4,})',
    judges: isChosen,
    examples: ['db.shop.example:5432:orders:shop:sh0p‸Pass!'],
    counterExamples: ['db.shop.example:5432:orders:shop:*', 'listening on 0.0.0.0:5432: all interfaces'],
  },
  {
    id: 'netrc-password',
    title: 'Password in a netrc file',
    label: 'PASSWORD',
    contextual: true,
    keywords: ['login '],
    pattern: 'login [^\\s"\'`]{1,64}\\s{1,8}password\\s{1,4}(?<secret>[^\\s"\'`<>]{4,})',
    judges: isChosen,
    examples: ['machine git.example login bob password n3trc‸P4ss'],
    counterExamples: ['the login form has a password field'],
  },
  {
    id: 'sql-password',
    title: 'Password in a statement of SQL',
    label: 'DBPASS',
    contextual: true,
    caseless: true,
    keywords: ['identified by', 'identified with', ' password'],
    pattern:
      '(?:identified(?: with [a-z0-9_]{1,40})? by(?: password)?| password)\\s{0,3}=?\\s{0,3}[\'"](?<secret>[^\\s\'"]{4,})[\'"]',
    judges: isChosen,
    examples: ["CREATE USER shop IDENTIFIED BY '1d3‸ntP4ss'", "ALTER ROLE shop PASSWORD 'rol‸3P4ss'"],
    counterExamples: ["CREATE USER shop IDENTIFIED BY 'password'", 'IDENTIFIED BY :password'],
  },
  {
    id: 'secure-string',
    title: 'Password of a PowerShell SecureString',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: ['convertto-securestring'],
    pattern: 'convertto-securestring\\s{1,4}(?:-string\\s{1,4})?["\'](?<secret>[^\\s"\']{4,})["\']',
    judges: isChosen,
    examples: ['ConvertTo-SecureString "W1n‸P4ss!" -AsPlainText -Force'],
    counterExamples: [
      'ConvertTo-SecureString $plain -AsPlainText',
      'ConvertTo-SecureString "password" -AsPlainText',
    ],
  },
  {
    id: 'credential-pair',
    title: 'Password beside a user name in a call',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: [
      'auth=(',
      'auth = (',
      'basicauth(',
      'basic_auth(',
      'networkcredential(',
      'credentials(',
      'passwordauthentication(',
      'usernamepassword(',
      'login(',
    ],
    pattern:
      '(?:auth=\\(|auth = \\(|basic_?auth\\(|networkcredential\\(|credentials\\(|passwordauthentication\\(|usernamepassword\\(|login\\()\\s{0,16}["\'][^"\'\\s]{1,80}["\'],\\s{0,16}["\'](?<secret>[^"\'\\s]{4,})["\']',
    judges: isChosen,
    examples: [
      'requests.get(url, auth=("admin", "Adm1n‸sEcret!"))',
      "smtp.login('a@shop.example', 'm4il‸P4ss!')",
    ],
    counterExamples: ['requests.get(url, auth=("user", "password"))', 'auth=("user", get("x"))'],
  },
  {
    id: 'login-pair',
    title: 'User and password in a sentence',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: ['credential', 'creds', 'login', 'log in', 'sign in'],
    pattern:
      '(?:credentials?|creds|log ?in|sign in)(?: (?:is|are|with|as|using|details|info|for [a-z0-9.-]{1,40}))?[ :=]{1,4}["\'`]?[a-z0-9._@-]{2,40} ?[:/] ?(?<secret>[^\\s"\'`<>,;(){}\\\\]{5,}[^\\s"\'`<>,;(){}\\\\.?:])',
    judges: isStrongOrRandom,
    examples: [
      'The admin credentials are admin:Sup3r‸Secret!',
      'Login with admin / Sup3r‸Secret!',
      'log in as admin / Sup3r‸Secret!',
    ],
    counterExamples: [
      'credentials: include/omit',
      'login: /users/:id',
      'the login is user/password',
      'log in with Google/GitHub',
    ],
  },
  {
    id: 'directive-password',
    title: 'Password of a directive in a configuration',
    label: 'PASSWORD',
    contextual: true,
    caseless: true,
    keywords: [
      'requirepass',
      'masterauth',
      'bindpw',
      'rootpw',
      'enable secret',
      'enable password',
      'server community',
      'secret 0 ',
      'secret 5 ',
      'secret 9 ',
      'password 0 ',
      'password 7 ',
      'net user ',
      'tacacs-server',
      'radius-server',
      'wpa-psk ',
      'wpa-passphrase ',
    ],
    pattern:
      '(?:requirepass|masterauth|bindpw|rootpw|enable (?:secret|password)(?: [0-9])?|(?:secret [059]|password [07])|server community|wpa-psk|wpa-passphrase|net user [a-z0-9._-]{1,40}|(?:tacacs|radius)-server (?:host [^ \\n]{1,60} )?key(?: [0-9])?) {1,4}["\']?(?<secret>[^\\s"\'`<>/]{4,})',
    judges: isChosen,
    examples: [
      'requirepass red1‸sP4ssw0rd',
      'enable secret 0 c1sc‸0En4ble',
      'username ops privilege 15 secret 0 c1sc‸0En4ble',
      'net user administrator Adm1n‸P@ss /add',
      '    wpa-psk W1f1‸Home!',
    ],
    counterExamples: ['wpa-psk file', 'requirepass $REDIS_PASSWORD', 'net user guest /active:no'],
  },
  {
    id: 'seed-phrase',
    title: 'Seed phrase of a wallet',
    label: 'SEED',
    contextual: true,
    caseless: true,
    keywords: ['mnemonic', 'seed phrase', 'seed_phrase', 'seedphrase', 'recovery phrase', 'secret phrase'],
    pattern:
      '(?:mnemonic|seed[ _]?phrase|recovery phrase|secret phrase)[a-z_]{0,12}["\'\\\\]{0,2}\\s{0,3}(?:[:=]|is:?)\\s{0,3}["\'`\\\\]{0,2}(?<secret>(?:[a-z]{3,8} ){11,23}[a-z]{3,8})(?![a-z])',
    judges: ({ secret }) =>
      new Set(secret.toLowerCase().split(' ')).size >= 10 &&
      !/\b(?:the|and|for|with|that|this|from|your)\b/i.test(secret),
    examples: [
      'MNEMONIC="orbit velvet can‸yon ladder mango pistol raven sunset timber umbrella violin walnut"',
    ],
    counterExamples: [
      'the mnemonic is a list of words that you write down and keep for the day when you need it',
    ],
  },
];

function isChosen({ secret }: Candidate): boolean {
  const grade = gradeValue(secret);
  return grade === 'chosen' || grade === 'random' || grade === 'phrase';
}

function isStrongOrRandom({ secret }: Candidate): boolean {
  return gradeValue(secret) === 'random' || isStrong(secret);
}

/** Three of lower case, capitals, digits and marks. */
function isStrong(secret: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9/:._-]/].filter((kind) => kind.test(secret));
  return kinds.length >= 3 && gradeValue(secret) === 'chosen';
}
