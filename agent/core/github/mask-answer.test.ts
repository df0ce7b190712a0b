import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../secrets/catalogue/catalogue.ts';
import { createDetector } from '../secrets/detector.ts';
import { createVault } from '../secrets/vault.ts';
import { type MaskedAnswer, maskAnswer } from './mask-answer.ts';

const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const OPTIONS = {
  detector: createDetector({
    rules: CATALOGUE,
    known: [],
    allowed: () => false,
    internalDomains: [],
    patterns: [],
    limits: { maxText: 1_000_000, maxFindings: 1000 },
  }),
  vault: createVault({
    mac: (text) => createHmac('sha256', 'key').update(text).digest(),
    limits: { maxSecrets: 10, maxCharacters: 10_000 },
  }),
  limits: { maxChars: 100_000, maxDepth: 16, maxNodes: 1000 },
};

function mask(body: string | Buffer, isJson: boolean): MaskedAnswer {
  const bytes = Buffer.from(body);
  return maskAnswer({ bytes, text: typeof body === 'string' ? body : null, isJson }, OPTIONS);
}

function textOf(masked: MaskedAnswer): string {
  if (masked.kind !== 'masked') throw new Error('opaque');
  return Buffer.from(masked.bytes).toString('latin1');
}

const base64 = (text: string | Buffer): string =>
  Buffer.from(text).toString('base64').replaceAll(/.{60}/g, '$&\n');

test.each([
  ['a string of JSON', JSON.stringify({ body: `use ${SECRET}` }), true],
  ['a diff', `+key = ${SECRET}\n`, false],
  ['a raw file that says it is JSON', `key = ${SECRET}`, true],
  ['a log that is no UTF-8', Buffer.from(`\xe9 ${SECRET}`, 'latin1'), false],
])('a secret in %s is masked', (_name, body, isJson) => {
  const masked = textOf(mask(body, isJson));
  expect(masked).not.toContain(SECRET);
  expect(masked).toMatch(/CSG_/);
});

test.each([
  ['text', `const key = "${SECRET}";\n`],
  ['bytes that are no UTF-8', Buffer.from(`\xe9\xff ${SECRET}`, 'latin1')],
])('a secret in a content of %s is masked in its base64', (_name, content) => {
  const answer = JSON.stringify({ tree: [{ encoding: 'base64', content: base64(content), sha: 'a' }] });
  const { tree } = JSON.parse(textOf(mask(answer, true))) as { tree: { content: string }[] };
  const decoded = Buffer.from(tree[0]?.content ?? '', 'base64').toString('latin1');
  expect(decoded).not.toContain(SECRET);
  expect(decoded).toMatch(/CSG_/);
  expect(mask(answer, true)).toMatchObject({ found: [{ rule: 'github-pat', where: 'content', count: 1 }] });
});

test('what holds no secret leaves as it came', () => {
  const answer = JSON.stringify({ encoding: 'base64', content: base64('nothing here'), n: 1.5 });
  expect(textOf(mask(answer, true))).toBe(answer);
  const utf8 = 'größe';
  expect(Buffer.from(textOf(mask(utf8, false)), 'latin1').toString()).toBe(utf8);
});

test('bytes are no text', () => {
  expect(mask('PK\u0003\u0004\0', false)).toEqual({ kind: 'opaque' });
});

test('a content with NULs passes without a secret, and not with one', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const plain = JSON.stringify({ encoding: 'base64', content: base64(utf16('hello')) });
  expect(textOf(mask(plain, true))).toBe(plain);
  const secret = JSON.stringify({ encoding: 'base64', content: base64(utf16(SECRET)) });
  expect(() => mask(secret, true)).toThrow(expect.objectContaining({ code: 'unresolved' }));
});

test.each([
  ['a name twice', '{"a":1,"a":2}', 'duplicate-key'],
  ['base64 that is none', '{"encoding":"base64","content":"%%"}', 'body'],
])('%s is not passed on', (_name, answer, code) => {
  expect(() => mask(answer, true)).toThrow(expect.objectContaining({ code }));
});
