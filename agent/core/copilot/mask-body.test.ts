import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../secrets/catalogue/catalogue.ts';
import { createDetector } from '../secrets/detector.ts';
import { createVault } from '../secrets/vault.ts';
import { JsonTextError } from './json-text.ts';
import { maskBody, maskPlain, maskValue } from './mask-body.ts';

const LIMITS = { maxChars: 100_000, maxDepth: 32, maxNodes: 10_000 };
const SECRET = 'ghp_16C7e42F292c6912E7710c838347Ae298a4B';
const detector = createDetector({
  rules: CATALOGUE,
  known: ['a "quoted" secret', SECRET],
  allowed: () => false,
  internalDomains: [],
  patterns: [],
  limits: { maxText: 100_000, maxFindings: 100 },
});
const mac = (text: string): Uint8Array => createHmac('sha256', 'key').update(text).digest();
const vault = createVault({ mac, limits: { maxSecrets: 100, maxCharacters: 10_000 } });

function mask(text: string): ReturnType<typeof maskBody> {
  return maskBody(text, { detector, vault, limits: LIMITS, whereOf: (path) => path.join('.') });
}

const PLACEHOLDER = /CSG_[A-Z0-9]+_[0-9A-Z]+/;

test('a body without a secret stays as it is, to the character', () => {
  const text = '{ "model" : "m",\n "n":1.0e2, "messages":[{"content":"h\\u00e9llo"}] }';
  expect(mask(text)).toEqual({ text, found: [] });
});

test('a secret is replaced wherever it stands, and nothing else changes', () => {
  const { text, found } = mask(`{"messages":[{"content":"use ${SECRET} twice: ${SECRET}"}], "x" : 1}`);
  expect(text).toMatch(/^\{"messages":\[\{"content":"use CSG_\w+ twice: CSG_\w+"\}\], "x" : 1\}$/);
  expect(found).toMatchObject([{ where: 'messages.0.content', count: 2 }]);
  expect(found[0]?.placeholder).toMatch(PLACEHOLDER);
});

test.each([
  ['a field nobody knows', `{"surprise":{"deep":["${SECRET}"]}}`],
  ['the name of a member', `{"${SECRET}":1}`],
  ['escapes', `{"content":"\\u0067hp_16C7e42F292c6912E7710c838347Ae298a4B"}`],
  ['arguments written as JSON', JSON.stringify({ arguments: JSON.stringify({ token: SECRET }) })],
  [
    'JSON in JSON in JSON',
    JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: JSON.stringify([SECRET]) }) }) }),
  ],
  ['what only looks like JSON', JSON.stringify({ content: `{not json ${SECRET}}` })],
])('a secret is found in %s', (_name, body) => {
  const { text, found } = mask(body);
  expect(text).not.toContain(SECRET);
  expect(text).toMatch(PLACEHOLDER);
  expect(found).toHaveLength(1);
  expect(() => JSON.parse(text)).not.toThrow();
});

test.each([
  ['a data URL', 'data:text/plain;base64,'],
  ['base64 alone', ''],
])('a secret is found in a file that is attached as %s, and the file stays one', (_how, head) => {
  const written = (text: string): string => head + Buffer.from(text).toString('base64');
  const { text, found } = mask(JSON.stringify({ url: written(`ü KEY=${SECRET}`) }));
  const { url } = JSON.parse(text) as { url: string };
  expect(url.startsWith(head)).toBe(true);
  expect(Buffer.from(url.slice(head.length), 'base64').toString()).toMatch(/^ü KEY=CSG_\w+$/);
  expect(found).toMatchObject([{ where: 'url', count: 1 }]);
  const harmless = JSON.stringify({ url: written('ü nothing') });
  expect(mask(harmless).text).toBe(harmless);
});

test('a secret that JSON escapes is found in arguments written as JSON, and stays one there', () => {
  const body = JSON.stringify({ arguments: JSON.stringify({ text: 'is a "quoted" secret here' }) });
  const { text } = mask(body);
  const inner = JSON.parse((JSON.parse(text) as { arguments: string }).arguments) as { text: string };
  expect(inner.text).toMatch(/^is CSG_\w+ here$/);
});

test('the same secret has the same placeholder in every turn', () => {
  expect(mask(`["${SECRET}"]`).text).toBe(mask(`["${SECRET}"]`).text);
});

test('what is no JSON is refused, not passed on', () => {
  expect(() => mask('{"a":')).toThrow(JsonTextError);
});

test('a text that is no JSON is masked as it is', () => {
  const { text, found } = maskPlain(`log: ${SECRET}\n`, { detector, vault, where: 'telemetry' });
  expect(text).toMatch(/^log: CSG_\w+\n$/);
  expect(found).toMatchObject([{ where: 'telemetry', count: 1 }]);
});

test('a value is masked like a string of a body, JSON in it too', () => {
  const value = JSON.stringify({ text: 'is a "quoted" secret here', token: SECRET });
  const masked = maskValue(value, { detector, vault, limits: LIMITS });
  expect(JSON.parse(masked)).toEqual({
    text: expect.stringMatching(/^is CSG_\w+ here$/),
    token: expect.stringMatching(/^CSG_\w+$/),
  });
});
