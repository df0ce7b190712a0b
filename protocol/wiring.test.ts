import { describe, expect, it } from 'vitest';
import type { JsonValue } from './json.ts';
import {
  type After,
  agreedParts,
  isStillOurs,
  parseWiring,
  proxySession,
  type SettingChange,
} from './wiring.ts';

const CHANGE: SettingChange = {
  editor: 'e',
  name: 'Editor',
  file: '/home/a/settings.json',
  key: 'http.proxy',
  before: { kind: 'absent' },
  after: { kind: 'proxy', session: 'abc' },
};
const URL = 'http://abc:s3cret@127.0.0.1:7420';

describe('the file', () => {
  it.each([
    ['with nothing before', CHANGE],
    ['with a value before', { ...CHANGE, before: { kind: 'value', value: '' } }],
    ['of an editor in a browser', { ...CHANGE, file: null }],
    ['in a file that was made for it', { ...CHANGE, created: true }],
    ['of another setting', { ...CHANGE, after: { kind: 'value', value: false } }],
  ])('holds a change %s', (_, change) => {
    const wiring = { v: 1, changes: [change], plans: [] };
    expect(parseWiring(JSON.stringify(wiring))).toEqual(wiring);
  });

  it.each([
    [{ kind: 'set-up', editor: 'e', parts: ['proxy', 'trust-store'] }],
    [{ kind: 'remove', editor: 'e' }],
  ])('holds what was agreed to: %j', (plan) => {
    const wiring = { v: 1, changes: [], plans: [plan] };
    expect(parseWiring(JSON.stringify(wiring))).toEqual(wiring);
  });

  it.each([
    ['a plan of nobody', '{"v":1,"changes":[],"plans":[{"kind":"remove"}]}'],
    ['a plan of no kind', '{"v":1,"changes":[],"plans":[{"kind":"x","editor":"e"}]}'],
    [
      'a plan of parts that are not known',
      '{"v":1,"changes":[],"plans":[{"kind":"set-up","editor":"e","parts":["x"]}]}',
    ],
    ['no JSON', '{'],
    ['another version', '{"v":2,"changes":[]}'],
    ['no changes', '{"v":1}'],
    ['a change of nothing', JSON.stringify({ v: 1, changes: [null] })],
    ['a change without a key', JSON.stringify({ v: 1, changes: [{ ...CHANGE, key: 1 }] })],
    [
      'a change that is not said whether it made the file',
      JSON.stringify({ v: 1, changes: [{ ...CHANGE, created: 1 }] }),
    ],
    ['a change without a before', JSON.stringify({ v: 1, changes: [{ ...CHANGE, before: {} }] })],
    ['a change without an after', JSON.stringify({ v: 1, changes: [{ ...CHANGE, after: null }] })],
    [
      'a proxy without a session',
      JSON.stringify({ v: 1, changes: [{ ...CHANGE, after: { kind: 'proxy' } }] }),
    ],
  ])('is refused with %s', (_, text) => {
    expect(() => parseWiring(text)).toThrow(RangeError);
  });
});

describe('a setting', () => {
  const rows: readonly (readonly [string, JsonValue | undefined, After, boolean])[] = [
    ['the proxy that was written', URL, CHANGE.after, true],
    ['the proxy on another port', URL.replace('7420', '7421'), CHANGE.after, true],
    ['the proxy of another session', URL.replace('abc', 'abd'), CHANGE.after, false],
    ["somebody else's proxy", 'http://proxy.corp.example:8080', CHANGE.after, false],
    ['no proxy', undefined, CHANGE.after, false],
    ['the value that was written', 'on', { kind: 'value', value: 'on' }, true],
    ['another value', 'off', { kind: 'value', value: 'on' }, false],
  ];
  it.each(rows)('that is %s', (_, value, after, expected) => {
    expect(isStillOurs(value, after)).toBe(expected);
  });
});

it.each([
  [URL, 'abc'],
  ['http://abc:s@[::1]:1/', 'abc'],
  ['http://abc:s@192.0.2.1:7420', null],
  ['https://abc:s@127.0.0.1:7420', null],
  [7420, null],
])('the session of %s is %s', (value, expected) => {
  expect(proxySession(value)).toBe(expected);
});

it('what was agreed to shows in what was changed', () => {
  const off = { ...CHANGE, key: 'countersign.git.enabled', after: { kind: 'value', value: false } } as const;
  const support = { ...CHANGE, key: 'http.proxySupport' };
  expect(agreedParts([CHANGE])).toEqual(['proxy', 'git', 'terminals']);
  expect(agreedParts([CHANGE, support, off])).toEqual(['proxy', 'proxy-support', 'terminals']);
});
