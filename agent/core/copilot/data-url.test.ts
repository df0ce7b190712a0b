import { expect, test } from 'vitest';
import { readDataUrl, writeDataUrl } from './data-url.ts';

test.each([
  ['data:text/plain;base64,S0VZPTE=', 'data:text/plain;base64,', 'KEY=1'],
  ['data:application/json;charset=utf-8;base64,e30=', 'data:application/json;charset=utf-8;base64,', '{}'],
  ['data:;base64,YQ==', 'data:;base64,', 'a'],
  ['data:image/png;base64,iVBORw0KGgo=', 'data:image/png;base64,', null],
  [`data:text/plain;base64,${'YWFh'.repeat(1024 ** 2 + 1)}`, 'data:text/plain;base64,', null],
])('%.40s… holds %3$j', (value, head, text) => {
  const read = readDataUrl(value);
  expect(read).toEqual({ head, text });
  if (read !== null && text !== null) expect(writeDataUrl(read, text)).toBe(value);
});

test.each([
  '',
  'data:',
  'data:text/plain,KEY=1',
  'see data:text/plain;base64,YQ==',
  'data:text/plain;base64,',
  'data:text/plain;base64,two words',
  'data:text/plain;base64,YR==',
])('%j is no file in base64', (value) => {
  expect(readDataUrl(value)).toBeNull();
});
