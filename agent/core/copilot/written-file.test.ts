import { expect, test } from 'vitest';
import { isDataUrl, readBareFile, readDataUrl, writeFile } from './written-file.ts';

const LONG = 'YWFh'.repeat(1024 ** 2 + 1);

test.each([
  ['text', 'data:text/plain;base64,S0VZPTE=', 'data:text/plain;base64,', 'KEY=1'],
  ['two parameters', 'data:a/b;charset=utf-8;base64,e30=', 'data:a/b;charset=utf-8;base64,', '{}'],
  ['no type', 'data:;base64,YQ==', 'data:;base64,', 'a'],
  ['an image', 'data:image/png;base64,iVBORw0KGgo=', 'data:image/png;base64,', null],
  ['what is too long', `data:text/plain;base64,${LONG}`, 'data:text/plain;base64,', null],
])('a data URL of %s', (_what, value, head, text) => {
  const read = readDataUrl(value);
  expect(read).toEqual({ head, text });
  if (read !== null && text !== null) expect(writeFile(read, text)).toBe(value);
});

test.each([
  ['in capitals', 'DATA:Text/Plain;BASE64,S0VZPTE='],
  ['without padding', 'data:text/plain;base64,S0VZPTE'],
  ['in lines', 'data:text/plain;base64,S0VZ\r\nPTE=\n'],
  ['with a name', 'data:text/plain;name="a b.txt";base64,S0VZPTE='],
])('a text %s is read as well', (_how, value) => {
  expect(readDataUrl(value)?.text).toBe('KEY=1');
});

test('a text in the alphabet of URLs is read as well', () => {
  expect(readDataUrl('data:;base64,Pz8_fn5-')?.text).toBe('???~~~');
});

test.each([
  '',
  'data:',
  'data:text/plain,KEY=1',
  'see data:text/plain;base64,YQ==',
  'data:text/plain;base64,',
  'data:text/plain;base64,two words',
  'data:text/plain;base64,a secret, and more',
  'data:text/plain;base64,YR==',
  'data:image/png;base64,iVBORw0KGgo=\n',
])('%j is no file that is known to be one', (value) => {
  expect(readDataUrl(value)).toBeNull();
});

test.each([
  ['text', 'S0VZPTE=', 'KEY=1'],
  ['bytes', 'iVBORw0KGgo=', null],
])('%s in base64 alone', (_what, value, text) => {
  expect(readBareFile(value)).toEqual({ head: '', text });
});

test.each(['', 'plain text, and no bytes', 'S0VZP'])('%j is no base64 alone', (value) => {
  expect(readBareFile(value)).toBeNull();
});

test.each([
  ['data:image/png;base64,YR==', true],
  ['DATA:text/plain,a%20b', true],
  ['data: see below', false],
  ['see data:text/plain,a', false],
])('%j is a data URL: %j', (value, is) => {
  expect(isDataUrl(value)).toBe(is);
});
