import type { Candidate, GeneralRule } from '../compiled-rule.ts';
import { isPlaceholder } from './placeholders.ts';
import { looksRandom } from './randomness.ts';
import { isUsual } from './secret-value.ts';

/** Passwords and tokens in the user-info of a URL (RFC 3986, section 3.2.1), whatever its scheme. */
export const URL_CREDENTIALS: readonly GeneralRule[] = [
  {
    id: 'url-password',
    title: 'Password in a URL',
    label: 'URLPASS',
    keywords: ['://'],
    pattern:
      '://[^\\s/?#:@"\'`<>\\\\(){}|,]{0,80}:(?<secret>[^\\s/"\'`<>\\\\]{2,})@(?:[A-Za-z0-9_.-]|\\[|\\$|%|\\{|<)',
    judges: isUrlPassword,
    examples: [
      'postgres://app:t7R‸pK2@db.internal:5432/orders',
      'REDIS_URL=redis://:Gk3‸wq8Zt@cache:6379/0',
      'git clone https://jo:hunter‸29@git.example.com/a.git',
    ],
    counterExamples: [
      'https://example.com:8080/a@b',
      'postgres://user:password@localhost/db',
      'https://user:$TOKEN@git.example.com/a.git',
      'mongodb://<user>:<password>@cluster0.example.net',
      'amqp://guest:%s@localhost',
    ],
  },
  {
    id: 'url-token',
    title: 'Token in a URL',
    label: 'URLTOKEN',
    keywords: ['://'],
    pattern: '://(?<secret>[A-Za-z0-9_-]{20,})(?::x-oauth-basic)?@[A-Za-z0-9]',
    accepts: looksRandom,
    examples: ['https://k3J9sQ2mX7vB4nT8wZ6y‸R1cD@git.example.com/a.git'],
    counterExamples: ['https://continuous-integration@git.example.com/a.git'],
  },
  {
    id: 'url-signature',
    title: 'Signature in a URL that opens what it names',
    label: 'URLSIG',
    keywords: ['X-Amz-Signature=', 'X-Goog-Signature='],
    pattern: 'X-(?:Amz|Goog)-Signature=(?<secret>[0-9a-f]{64,1024})',
    accepts: looksRandom,
    examples: [
      '?X-Amz-Expires=60&X-Amz-Signature=e12cf3d3163b2f197a45d0927ee6f437‸ba670d8cce18f9292eadd5bcb25c31bb',
    ],
    counterExamples: ['?X-Amz-Signature=<signature>', 'X-Amz-SignedHeaders=host'],
  },
];

function isUrlPassword({ secret }: Candidate): boolean {
  if (secret.length < 4 || /^\d{2,5}(?:[/?#]|$)/.test(secret) || isUsual(secret)) return false;
  return !isPlaceholder(secret) && !/[(){}[\]$]/.test(secret);
}
