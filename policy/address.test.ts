import { expect, test } from 'vitest';
import { isAddressRange, isListedAddress, looksLikeAddress } from './address.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['10.1.2.3', '10.0.0.0/8'],
  ['192.168.255.255', '192.168.0.0/16'],
  ['1.2.3.4', '0.0.0.0/0'],
  ['::1', '::1'],
  ['[::1]', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['FE80::1', 'fe80::/10'],
  ['::ffff:10.0.0.1', '::ffff:0a00:1'],
  ['2001:db8::', '2001:db8:0:0:0:0:0:0'],
])('%s is in %s', (host, entry) => {
  expect(isListedAddress(host, ['9.9.9.9', entry])).toBe(true);
});

test.each([
  ['127.0.0.2', '127.0.0.1'],
  ['11.0.0.0', '10.0.0.0/8'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['0x7f.0.0.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['::2', '::1'],
  ['', '0.0.0.0/0'],
])('%s is not in %s', (host, entry) => {
  expect(isListedAddress(host, [entry])).toBe(false);
});

test.each([
  ['10.0.0.0/8', true],
  ['::/0', true],
  ['1.2.3', false],
  ['1.2.3.256', false],
  ['1.2.3.04', false],
  ['1.2.3.4/33', false],
  ['1.2.3.4/08', false],
  ['1.2.3.4/8/8', false],
  ['1::2::3', false],
  ['1:2:3:4:5:6:7', false],
  ['1:2:3:4:5:6:7:8:9', false],
  ['1:2:3:4:5:6:7::8', false],
  ['12345::', false],
  ['1.2.3.4::', false],
  ['example.com', false],
])('%s may be listed: %s', (entry, expected) => {
  expect(isAddressRange(entry)).toBe(expected);
});

test.each([
  ['127.0.0.1', true],
  ['127.1', true],
  ['2130706433', true],
  ['0x7f000001', true],
  ['0x7F.1', true],
  ['017700000001', true],
  ['127.0.0.1.', true],
  ['::1', true],
  ['[::1]', true],
  ['fe80::1%eth0', true],
  ['example.com', false],
  ['1.example.com', false],
  ['0xample', false],
  ['localhost', false],
])('%s looks like an address: %s', (host, expected) => {
  expect(looksLikeAddress(host)).toBe(expected);
});
