import { describe, expect, test } from 'vitest';
import { isPublic, publicLookup, requirePublic } from './public-address.ts';

test.each(['1.1.1.1', '93.184.216.34', '172.15.255.255', '172.32.0.1', '2606:4700::1111', '2a00::1'])(
  'public: %s',
  (address) => {
    expect(isPublic(address)).toBe(true);
  },
);

const NOT_PUBLIC = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:8.8.8.8',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fe80::1',
  'ff02::1',
] as const;

test.each([...NOT_PUBLIC, '', 'example.com', '1.1.1', '0x7f000001'])('not public: %j', (address) => {
  expect(isPublic(address)).toBe(false);
});

describe('an address that stands in a URL', () => {
  test.each([...NOT_PUBLIC.filter((address) => address !== '0.0.0.0')])('%s', (address) => {
    const url = new URL(address.includes(':') ? `https://[${address}]/` : `https://${address}/`);
    expect(() => requirePublic(url.hostname)).toThrow(expect.objectContaining({ code: 'private-address' }));
  });

  test.each(['https://0x7f.1/', 'https://2130706433/', 'https://127.1/'])(
    'a spelling that is read as one: %s',
    (address) => {
      expect(() => requirePublic(new URL(address).hostname)).toThrow();
    },
  );
});

test.each([true, false])('a name that leads to this machine is not connected to (all: %s)', async (all) => {
  const fault = await new Promise((resolve) => {
    publicLookup('localhost', { all }, (error) => resolve(error));
  });
  expect(fault).toMatchObject({ code: 'private-address' });
});
