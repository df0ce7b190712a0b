import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SecretSettings } from '../../policy/document.ts';
import { createStreamMasker } from '../core/secrets/stream-masker.ts';
import { DEFAULT_MASKING_LIMITS, Masking, type SessionMasking } from './masking.ts';

const SALT = 'a-salt-of-the-team';
const PLAIN: SecretSettings = { patterns: [], allowed: { salt: SALT, hmacs: [] }, internalDomains: [] };
const PASSWORD = ['Kestrel-77', '-hedge!'].join('');
const LINE = `DB_PASSWORD=${PASSWORD}`;

function masking(secrets: Partial<SecretSettings> = {}): SessionMasking {
  const policy = { hash: 'policy', secrets: { ...PLAIN, ...secrets } };
  return new Masking(DEFAULT_MASKING_LIMITS).of('session', policy);
}

/** As `openssl dgst -sha256 -hmac SALT` says it of the value. */
function hmacOf(value: string, salt = SALT): string {
  return createHmac('sha256', salt).update(value).digest('hex');
}

function rulesIn({ detector }: SessionMasking, text: string): readonly string[] {
  return detector.scan(text).map(({ rule }) => rule);
}

/** What a stream of these pieces shows, searched as an answer is. */
function streamed({ detector, known, vault }: SessionMasking, pieces: readonly string[]): string {
  const [first, second] = [createStreamMasker(detector, vault), createStreamMasker(known(), vault)];
  const shown = pieces.map((piece) => second.write(first.write(piece)));
  return shown.join('') + second.write(first.end()) + second.end();
}

describe('what the policy says is no secret', () => {
  const allowed = { salt: SALT, hmacs: [hmacOf(PASSWORD)] };

  test('is found without it', () => {
    expect(rulesIn(masking(), LINE)).toEqual(['named-secret']);
  });

  test('is not found, whole or streamed, and the policy does not hold it', () => {
    const session = masking({ allowed });
    expect(rulesIn(session, LINE)).toEqual([]);
    expect(streamed(session, Array.from(LINE))).toBe(LINE);
    expect(JSON.stringify(allowed)).not.toContain(PASSWORD);
  });

  test.each<[string, SecretSettings['allowed']]>([
    ['another value', { salt: SALT, hmacs: [hmacOf(`${PASSWORD}2`)] }],
    ['the value under another salt', { salt: SALT, hmacs: [hmacOf(PASSWORD, 'another-salt')] }],
    ['the value in clear', { salt: SALT, hmacs: [PASSWORD] }],
  ])('%s allows nothing', (_, other) => {
    expect(rulesIn(masking({ allowed: other }), LINE)).toEqual(['named-secret']);
  });

  test('allows no more than that value', () => {
    expect(rulesIn(masking({ allowed }), `${LINE}2`)).toEqual(['named-secret']);
  });
});

describe('hosts of the domains that the policy lists', () => {
  const session = masking({ internalDomains: ['corp.example'] });
  const TEXT = 'clone https://git.corp.example/team/a.git from db-1.Corp.example, not from scorp.example';

  test('are found with their URLs', () => {
    expect(session.detector.scan(TEXT).map(({ start, end }) => TEXT.slice(start, end))).toEqual([
      'git.corp.example/team/a.git',
      'db-1.Corp.example',
    ]);
    expect(rulesIn(masking(), TEXT)).toEqual([]);
  });

  test('and in a stream that is cut anywhere', () => {
    const whole = streamed(session, [TEXT]);
    expect(whole).toMatch(/^clone https:\/\/CSG_HOST_\w+ from CSG_HOST_\w+, not from scorp\.example$/);
    for (let at = 1; at < TEXT.length; at += 1)
      expect(streamed(session, [TEXT.slice(0, at), TEXT.slice(at)])).toBe(whole);
  });
});

describe('a secret that the session knows', () => {
  test.each([
    ['as it is', PASSWORD],
    ['in Base64', Buffer.from(PASSWORD).toString('base64')],
    ['in Base64 with more around', Buffer.from(`bob:${PASSWORD}:7`).toString('base64')],
    ['in Base64 of URLs', Buffer.from(`?${PASSWORD}>`).toString('base64url')],
    ['in hex', Buffer.from(PASSWORD).toString('hex')],
    ['in capitals of hex', Buffer.from(PASSWORD).toString('hex').toUpperCase()],
    ['in the escapes of URLs', encodeURIComponent(PASSWORD)],
  ])('%s is masked in a prompt, and in an answer cut anywhere', (_, form) => {
    const session = masking();
    session.vault.placeholderFor('PASSWORD', PASSWORD);
    const text = `it is ${form} there`;
    expect(session.detector.scan(text)).toHaveLength(1);
    const whole = streamed(session, [text]);
    expect(whole).toMatch(/^it is \S*CSG_\w+\S* there$/);
    expect(whole).not.toContain(form.slice(4, -4));
    expect(streamed(session, Array.from(text))).toBe(whole);
    for (let at = 1; at < text.length; at += 1)
      expect(streamed(session, [text.slice(0, at), text.slice(at)])).toBe(whole);
  });

  test('is not known to another session', () => {
    const all = new Masking(DEFAULT_MASKING_LIMITS);
    const policy = { hash: 'policy', secrets: PLAIN };
    const form = Buffer.from(PASSWORD).toString('hex');
    all.of('one', policy).vault.placeholderFor('PASSWORD', PASSWORD);
    expect(all.of('one', policy).detector.scan(`it is ${form}`)).toHaveLength(1);
    expect(all.of('two', policy).detector.scan(`it is ${form}`)).toEqual([]);
  });
});
