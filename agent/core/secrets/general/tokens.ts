import type { GeneralRule } from '../compiled-rule.ts';
import { decodeBase64 } from './decode-base64.ts';
import { isPlaceholder } from './placeholders.ts';
import { looksRandom } from './randomness.ts';
import { gradeValue } from './secret-value.ts';

/** Tokens that are known by their structure or by the header they stand in. */
export const TOKENS: readonly GeneralRule[] = [
  {
    id: 'json-web-token',
    title: 'JSON Web Token',
    label: 'JWT',
    keywords: ['eyJ'],
    pattern: 'eyJ[A-Za-z0-9_-]{8,180}\\.[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]{1,}){0,2}',
    judges: ({ secret }) => hasJoseHeader(secret),
    examples: ['eyJhbGciOiJIUzI1NiJ9‸.eyJzdWIiOiI0MiJ9.Zk3uQ1tYx9bV7cRw2mLp8sDf6gHj4kNz'],
    counterExamples: ['eyJoZWxsbyI6IndvcmxkIn0.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl', 'eyJhbGciOiJIUzI1NiJ9'],
  },
  {
    id: 'bearer-token',
    title: 'Bearer token',
    label: 'BEARER',
    keywords: ['bearer'],
    caseless: true,
    pattern: 'bearer(?:\\s|%20|\\+){1,3}(?<secret>[A-Za-z0-9._~+/-]{12,}={0,2})',
    judges: ({ secret }) => isHeaderToken(secret),
    examples: [
      'Authorization: Bearer m7Q2xT‸9vLr4WkZ8sYb3N',
      `-H "authorization: bearer 9f8e7d6c5b4a39281706‸f5e4d3c2b1a0"`,
    ],
    counterExamples: [
      'Authorization: Bearer $TOKEN',
      'a bearer authentication-scheme',
      'Bearer your-access-token-1234',
    ],
  },
  {
    id: 'authorization-header',
    title: 'Credential in an Authorization header',
    label: 'AUTH',
    keywords: ['authorization'],
    caseless: true,
    pattern:
      'authorization["\'\\])\\\\]{0,4}\\s{0,3}(?::|=|,|=>)\\s{0,3}[\\\\]?["\'`]?(?:token|apikey|api-key|key|splunk|sso-key|bot|genie-?key|pve-?apitoken|oauth)[\\s=]{1,3}(?<secret>[A-Za-z0-9._~+/=!@:-]{12,})',
    judges: ({ secret }) => isHeaderToken(secret),
    examples: ['Authorization: token 3b9d7f1c5e2a8046‸91d3f7b5c2e8a604'],
    counterExamples: ['Authorization: Token token=YOUR_API_TOKEN'],
  },
  {
    id: 'basic-credentials',
    title: 'Basic authentication',
    label: 'BASIC',
    keywords: ['basic'],
    caseless: true,
    pattern: 'basic(?:\\s|%20){1,3}(?<secret>[A-Za-z0-9+/]{8,}={0,2})',
    judges: ({ secret, cutOff }) => !cutOff && (isBasic(secret) || isSealed(secret)),
    examples: ['Authorization: Basic am86dDdScEsyeFE‸='],
    counterExamples: ['basic authentication', 'Basic dXNlcjpwYXNzd29yZA=='],
  },
  {
    id: 'session-cookie',
    title: 'Cookie of a session',
    label: 'COOKIE',
    contextual: true,
    caseless: true,
    keywords: ['cookie', 'phpsessid', 'jsessionid', 'asp.net_sessionid', 'connect.sid', 'laravel_session'],
    pattern:
      '(?:cookie["\'\\])\\\\]{0,4}\\s{0,2}[:=,]\\s{0,2}[\\\\]?["\'`]?(?:[^\\n"\'`]{0,400}?[;\\s])?[a-z0-9_.-]{0,24}(?:sess|sid|token|auth|jwt|remember)[a-z0-9_.-]{0,16}=|(?:phpsessid|jsessionid|asp\\.net_sessionid|connect\\.sid|laravel_session)["\']?\\s{0,2}[=:]\\s{0,2}["\']?)(?<secret>[A-Za-z0-9._~+/%:-]{16,}={0,2})',
    judges: ({ secret }) => isHeaderToken(secret),
    examples: [
      'Cookie: theme=dark; PHPSESSID=fac7d95eda86‸57e053e586b7f94d844b',
      'Set-Cookie: session=m7Q2xT9vLr4‸WkZ8sYb3N; HttpOnly',
      "curl -b 'PHPSESSID=k3j9sq2mx7‸vb4nt8wz6yr1cd5f' https://shop.example",
    ],
    counterExamples: [
      'Cookie: theme=dark; lang=de',
      'Set-Cookie: session=; Max-Age=0',
      'document.cookie = "session=" + id',
    ],
  },
];

function isHeaderToken(secret: string): boolean {
  return !isPlaceholder(secret) && (looksRandom(secret) || gradeValue(secret) === 'random');
}

/** RFC 7519: the first part is a JSON object that names an algorithm or a type. */
function hasJoseHeader(token: string): boolean {
  const header = decodeBase64(token.slice(0, token.indexOf('.')));
  return header !== null && /^\{.*"(?:alg|typ|enc|kid|cty)"\s*:/.test(header);
}

/** What decodes to no text may still be what some server takes for credentials. */
function isSealed(text: string): boolean {
  const plain = decodeBase64(text) ?? '';
  return text.length >= 20 && looksRandom(text) && !/^[\x20-\x7e]*$/.test(plain);
}

/** RFC 7617: user, a colon, a password. */
function isBasic(text: string): boolean {
  const plain = decodeBase64(text);
  if (plain === null || !/^[\x20-\x7e]*:[\x20-\x7e]{3,}$/.test(plain)) return false;
  const password = plain.slice(plain.indexOf(':') + 1);
  return !isPlaceholder(password) && !/^(?:pass(?:word)?|secret|test)$/i.test(password);
}
