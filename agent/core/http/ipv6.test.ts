import { expect, test } from 'vitest';
import { canonicalIpv6 } from './ipv6.ts';

test.each([
  ['::', '::'],
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::ffff:127.0.0.1', '::ffff:7f00:1'],
  ['fe80::0001', 'fe80::1'],
])('%s is %s', (text, expected) => {
  expect(canonicalIpv6(text)).toBe(expected);
});

test.each([
  '',
  ':',
  ':::',
  '1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '::1::',
  '12345::',
  'g::',
])('refuses %j', (text) => {
  expect(canonicalIpv6(text)).toBeNull();
});

test.each([
  'fe80::1%lo',
  '1.2.3.4',
  '1.2.3.4::',
  '::1.2.3',
  '::1.2.3.256',
  '::01.2.3.4',
  ' ::1',
  '::1.2.3.4:1',
])('refuses %j', (text) => {
  expect(canonicalIpv6(text)).toBeNull();
});
