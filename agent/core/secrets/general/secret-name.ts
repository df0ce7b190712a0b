/**
 * What the name of a value says of it: `password` may be chosen by a person, `key` is made by a machine, `token`
 * may be that or a piece of syntax, `bare` is a key of nothing that is named. Null: nothing secret.
 */
export type NameGrade = 'password' | 'key' | 'token' | 'bare' | null;

const PASSWORD =
  /(?:password|passwd|passwort|passphrase|passcode|kennwort|contrase(?:n|ñ)a|motdepasse|senha|pwd|psw|pswd|(?<![a-z])pass|(?:db|user|root|admin|mail|ftp|smtp|ssh|store|key|sql|sa|ldap|bind|proxy|wifi|login|web|become)pass|(?<![a-z])pw|(?:root|bind|ldap|db|user|admin|my)pw|psk)\d{0,2}$/;
const KEY =
  /(?:secret|apikey|accesskey|privatekey|secretkey|authkey|signingkey|encryptionkey|masterkey|accountkey|sharedkey|appkey|servicekey|sessionkey|storagekey|hmackey|aeskey|cryptokey|cipherkey|licensekey|subscriptionkey|consumerkey|webhookkey|jwtkey|hashkey|(?<![a-z])pat|adminkey|clientkey|serverkey|(?:auth|access|api|refresh|bearer|id|bot|session|security|deploy|npm|github|gitlab|slack|personal|push|webhook|csrf|oauth|jwt|pat|service|registry|vault|sas|publish|user|admin|device|app|client)token)s?\d{0,2}$/;
const TOKEN = /(?:token|jwt|(?<![a-z])auth|bearer|salt|cred|credential)s?\d{0,2}$/;
/** A key of this kind opens nothing; one that nothing is said of is a key of a map. */
const INDEX =
  /^(?:cache|socket|primary|foreign|sort|partition|object|map|dict|dictionary|query|react|unique|index|lookup|row|column|group|item|entity|translation|message|i18n|dom|node|hot|arrow|home|end|enter|tab|shift|ctrl|control|alt|meta|escape|esc|function|up|down|left|right|page|modifier|short|shortcut|press|next|prev|previous|first|last|parent|child|children|event|config|setting|settings|data|field|json|header|param|state|store|property|prop|metric|label|tag|sorted|natural|composite|surrogate|candidate|route|redis|s3|bucket|file|log|track|tracking|trace|build|turbo|nx|issue|project|jira|idempotency|dedupe|etag|type|value|on|is|by|has|get|set|for|the|a|of|and|same|any|each|object|hash|range|date|time|day|tuple|record|order|context|symbol|private|no)$/;

/** The last word of a name that is about a secret, and is not one. */
const ABOUT =
  /^(?:types?|ur[il]s?|uris?|names?|ids?|paths?|files?|filename|dir|folder|len|length|size|count|fields?|labels?|prompts?|placeholder|hints?|errors?|messages?|msg|regexp?|patterns?|ttl|expir(?:y|es|ed|ation|ing)|lifetime|timeouts?|endpoints?|headers?|prefix(?:es)?|suffix(?:es)?|formats?|polic(?:y|ies)|status|versions?|modes?|enabled|disabled|required|min|max|providers?|class(?:es)?|managers?|services?|handlers?|algorithms?|algo|alg|kinds?|lists?|params?|parameters?|title|text|description|desc|help|page|form|inputs?|icons?|buttons?|scopes?|issuer|audience|strategy|store|storage|source|ref|reference|arn|mount|validat(?:or|ion)|rules?|strength|reset|change|changed|confirm(?:ation)?|visible|hidden|hash(?:es|ed)?|digest|checksum|sha\d*|md5|fingerprint|thumbprint|column|table|index|schema|property|attr(?:ibute)?s?|option|limits?|usage|budget|parser|stream|postfix|position|start|end|line|cost|price|spec|func|function|method|callback|update|encryption|access|factory|module|generator|created|updated|date|time|at|age|host|port|server|domain|region|user|username|email|login|account|owner|env|var|variable|vars|cmd|command|exec|script|manager|mgr)$/;
/** A word anywhere in a name that makes it no secret. */
const NEVER =
  /^(?:public|pub|publishable|fake|mock|dummy|example|sample|placeholder|invalid|wrong|bad|missing|syntax|lexer|lexical|keyword|punctuation|semantic|tokenizer|tokenize|special|expected|unexpected|optional|bos|eos|pad|unk|sep|cls|mask)$/;

/** Grades an identifier, in whatever case it is written, with dots and dashes. */
export function gradeName(name: string): NameGrade {
  const words = wordsOf(name);
  if (words.some((word) => NEVER.test(word))) return null;
  const told = trimNumber(words);
  if (ABOUT.test(told.at(-1) ?? '')) return null;
  for (let last = told.length; last > 0 && last >= told.length - 2; last -= 1) {
    const grade = gradeWords(told.slice(0, last));
    if (grade !== null) return grade;
    if (ABOUT.test(told[last - 1] ?? '')) return null;
  }
  return null;
}

/** Joined, so that `api_key`, `apiKey` and `apikey` are one; a word of its own is not the end of a longer one. */
function gradeWords(words: readonly string[]): NameGrade {
  const last = words.at(-1) ?? '';
  const joined = words.slice(-2).join('');
  if (PASSWORD.test(last)) return 'password';
  if (KEY.test(joined) || KEY.test(last)) return 'key';
  if (last === 'key') return words.length === 1 ? 'bare' : INDEX.test(words.at(-2) ?? '') ? null : 'token';
  return TOKEN.test(last) ? 'token' : null;
}

/** In small letters: `dbPassword` and `DB_PASSWORD` have two, and `HTTPSecret` has. */
function wordsOf(name: string): readonly string[] {
  return name.match(WORD)?.map((word) => word.toLowerCase()) ?? [];
}

/** Capitals up to the one that begins a word in small letters, or such a word. */
const WORD = /[A-Z]+(?![a-z])[a-z0-9ñÑ]*|[A-Z]?[a-z0-9ñÑ]+/g;

/** `PASSWORD_2` is named as `PASSWORD`. */
function trimNumber(words: readonly string[]): readonly string[] {
  return /^\d+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}
