import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import { NO_WIRING, type SettingChange } from '../../protocol/wiring.ts';
import {
  changesOf,
  type Undo,
  undoOf,
  wiringState,
  withChange,
  withoutChange,
  withoutPlan,
  withPlan,
} from './setting-changes.ts';

const PROXY: SettingChange = {
  editor: 'a',
  name: 'Editor',
  file: null,
  key: 'http.proxy',
  before: { kind: 'absent' },
  after: { kind: 'proxy', session: 'abc' },
};
const SUPPORT: SettingChange = {
  ...PROXY,
  key: 'http.proxySupport',
  before: { kind: 'value', value: 'off' },
  after: { kind: 'value', value: 'override' },
};
const URL = 'http://abc:s3cret@127.0.0.1:7420';

describe('the list of changes', () => {
  it('remembers what was there at first, however often a setting is changed', () => {
    const again = { ...SUPPORT, before: { kind: 'value', value: 'override' } } as const;
    expect(withChange(withChange(NO_WIRING, SUPPORT), again).changes).toEqual([SUPPORT]);
  });

  it('remembers that a file was made for a setting, when that is written once more', () => {
    const made = { ...PROXY, created: true };
    expect(withChange(withChange(NO_WIRING, made), { ...PROXY, created: false }).changes).toEqual([made]);
    expect(withChange(withChange(NO_WIRING, PROXY), made).changes).toEqual([PROXY]);
  });

  it('has one plan of an editor, the last', () => {
    const setUp = { kind: 'set-up', editor: 'a', parts: ['proxy'] } as const;
    const remove = { kind: 'remove', editor: 'a' } as const;
    const other = { ...remove, editor: 'b' };
    const both = withPlan(withPlan(withPlan(NO_WIRING, setUp), other), remove);
    expect(both.plans).toEqual([other, remove]);
    expect(withoutPlan(both, 'b').plans).toEqual([remove]);
  });

  it('tells editors apart', () => {
    const both = withChange(withChange(NO_WIRING, PROXY), { ...PROXY, editor: 'b' });
    expect(changesOf(both, 'a')).toEqual([PROXY]);
    expect(withoutChange(both, PROXY).changes.map(({ editor }) => editor)).toEqual(['b']);
  });
});

describe('undoing', () => {
  const rows: readonly (readonly [string, SettingChange, JsonValue | undefined, Undo])[] = [
    ['what was not there', PROXY, URL, { kind: 'remove' }],
    ['what had a value', SUPPORT, 'override', { kind: 'restore', value: 'off' }],
    [
      'what had an empty value',
      { ...PROXY, before: { kind: 'value', value: '' } },
      URL,
      { kind: 'restore', value: '' },
    ],
    ['what somebody changed since', SUPPORT, 'on', { kind: 'leave' }],
    ['what somebody removed', PROXY, undefined, { kind: 'leave' }],
    ['what never came to be', PROXY, 'http://proxy.corp.example:8080', { kind: 'leave' }],
  ];
  it.each(rows)('%s', (_, change, present, expected) => {
    expect(undoOf(change, present)).toEqual(expected);
  });
});

describe('an editor is', () => {
  const rows: readonly (readonly [string, readonly SettingChange[], JsonValue | undefined, string])[] = [
    ['not wired when nothing was changed', [], undefined, 'none'],
    ['not wired by another setting alone', [SUPPORT], undefined, 'none'],
    ['wired when the settings are as they were written', [PROXY, SUPPORT], URL, 'applied'],
    ['no longer wired when the proxy was taken out', [PROXY, SUPPORT], undefined, 'changed'],
  ];
  it.each(rows)('%s', (_, changes, proxy, kind) => {
    const present = (key: string): JsonValue | undefined => (key === 'http.proxy' ? proxy : 'override');
    expect(wiringState(changes, present).kind).toBe(kind);
  });

  it('said to be changed by the setting that was', () => {
    const present = (key: string): JsonValue => (key === 'http.proxy' ? URL : 'off');
    expect(wiringState([PROXY, SUPPORT], present)).toEqual({ kind: 'changed', what: 'http.proxySupport' });
  });
});
