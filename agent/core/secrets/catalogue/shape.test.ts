import { expect, test } from 'vitest';
import { near, nearCredential, prefixed } from './shape.ts';
import { secretsIn } from './test-support.ts';

const ABOUT = { id: 'acme-key', title: 'Acme key', label: 'ACME', examples: [], counterExamples: [] };
const SECRET = '9f02e27a4bc0d1f4';
const TOKEN = { names: ['acme', 'acme.io'], token: '[a-f0-9]{16}' };

const PREFIXED = prefixed({ ...ABOUT, keywords: ['acme_'], token: 'acme_[a-z0-9]{8}' });
const NEAR = near({ ...ABOUT, ...TOKEN });
const NEAR_CREDENTIAL = nearCredential({ ...ABOUT, ...TOKEN });

test.each([
  ['alone', 'acme_4kd92mx7', 1],
  ['in quotes', '"acme_4kd92mx7"', 1],
  ['before a dash', 'acme_4kd92mx7-issue', 1],
  ['in a longer word', 'pacme_4kd92mx7', 0],
  ['with more behind it', 'acme_4kd92mx7q', 0],
  ['as a manual writes it', 'acme_xxxxxxxx', 0],
])('a token with a prefix: %s', (_, text, count) => {
  expect(secretsIn(PREFIXED, text)).toHaveLength(count);
});

test.each([
  ['an assignment', `ACME=${SECRET}`, 1, 0],
  ['an assignment to a key', `ACME_KEY=${SECRET}`, 1, 1],
  ['JSON', `{"acmeToken": "${SECRET}"}`, 1, 1],
  ['JSON in a string', `{\\"acmeToken\\": \\"${SECRET}\\"}`, 1, 1],
  ['a header', `curl -H 'X-Acme-Auth: ${SECRET}'`, 1, 1],
  ['a query', `https://api.acme.io/v1?token=${SECRET}&page=2`, 1, 1],
  ['the next line, with a word for it', `acme:\n  token: ${SECRET}\n`, 1, 1],
  ['the value on the line after the name', `- name: ACME_KEY\n  value: ${SECRET}\n`, 1, 1],
  ['the next line, without', `import acme\nx = "${SECRET}"\n`, 0, 0],
  ['a revision', `acme/action@${SECRET}`, 0, 0],
  ['upper case', `ACME_KEY=${SECRET.toUpperCase()}`, 0, 0],
  ['in a longer word', `ACME_KEY=${SECRET}00`, 0, 0],
  ['far away', `acme ${'and '.repeat(20)} = ${SECRET}`, 0, 0],
])('a token near a name: %s', (_, text, count, countWithCredential) => {
  expect(secretsIn(NEAR, text)).toHaveLength(count);
  expect(secretsIn(NEAR_CREDENTIAL, text)).toHaveLength(countWithCredential);
});

test('a dot in a name stands for itself', () => {
  const dotted = near({ ...ABOUT, names: ['acme.io'], token: TOKEN.token });
  expect(secretsIn(dotted, `acmeXio=${SECRET}`)).toEqual([]);
});
