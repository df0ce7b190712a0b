import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingChange } from '../../protocol/wiring.ts';
import { readWiring, undoSettings } from './undo-settings.ts';

const URL = 'http://abc:s3cret@127.0.0.1:7420';

let home: string;
let file: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-undo-'));
  file = join(home, 'settings.json');
});

afterEach(() => rm(home, { recursive: true }));

function change(changed: Partial<SettingChange> = {}): SettingChange {
  const after = { kind: 'proxy', session: 'abc' } as const;
  return {
    editor: 'e',
    name: 'Editor',
    file,
    key: 'http.proxy',
    before: { kind: 'absent' },
    after,
    ...changed,
  };
}

async function wire(changes: readonly SettingChange[]): Promise<void> {
  await writeFile(join(home, 'wiring.json'), JSON.stringify({ v: 1, changes }));
}

describe('a setting goes back to what it was', () => {
  const SET = `"http.proxy": "${URL}"`;
  const documents: readonly (readonly [string, string, string])[] = [
    ['behind others', `{\n    "a": 1,\n    "b": [2],\n    ${SET}\n}\n`, '{\n    "a": 1,\n    "b": [2]\n}\n'],
    ['before others', `{\n\t${SET},\n\t"a": 1\n}`, '{\n\t"a": 1\n}'],
    [
      'behind comments',
      `{\n  // mine\n  "a": 1, /* here */\n  ${SET}\n}`,
      '{\n  // mine\n  "a": 1 /* here */\n}',
    ],
    ['before comments', `{\n  ${SET},\n  // yours\n  "a": 1\n}`, '{\n  // yours\n  "a": 1\n}'],
    ['in CRLF', `{\r\n  "a": 1,\r\n  ${SET}\r\n}\r\n`, '{\r\n  "a": 1\r\n}\r\n'],
    ['alone', `{${SET}}`, '{}'],
  ];
  it.each(documents)('%s', async (_, after, before) => {
    await writeFile(file, after);
    await wire([change()]);
    expect(await undoSettings(home)).toMatchObject([{ outcome: 'undone' }]);
    expect(await readFile(file, 'utf8')).toBe(before);
    await expect(readFile(join(home, 'wiring.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that had a value gets it back, in its place', async () => {
    const corporate = 'http://proxy.corp.example:8080';
    const before = `{\n  "a": 1,\n  "http.proxy": "${corporate}",\n  "b": 2\n}\n`;
    await writeFile(file, before.replace(corporate, URL));
    await wire([change({ before: { kind: 'value', value: corporate } })]);
    await undoSettings(home);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it('through a link, which stays one', async () => {
    const real = join(home, 'dotfiles.json');
    await writeFile(real, `{"http.proxy":"${URL}"}`);
    await symlink(real, file);
    await wire([change()]);
    await undoSettings(home);
    expect(await readFile(real, 'utf8')).not.toContain('http.proxy');
  });
});

it.each([
  ['goes when it was made for the setting', `{"http.proxy":"${URL}"}`, null],
  ['stays when somebody put more into it', `{"http.proxy":"${URL}","a":1}`, '{"a":1}'],
])('a file %s', async (_, text, expected) => {
  await writeFile(file, text);
  await wire([change({ created: true })]);
  await undoSettings(home);
  expect(await readFile(file, 'utf8').catch(() => null)).toBe(expected);
});

it('undoes what one editor changed, and nothing of another', async () => {
  await writeFile(file, `{"http.proxy":"${URL}","a":"on"}`);
  const other = change({ editor: 'other', key: 'a', after: { kind: 'value', value: 'on' } });
  await wire([change(), other]);
  await undoSettings(home, 'e');
  expect(await readFile(file, 'utf8')).toBe('{"a":"on"}');
  expect(await readFile(join(home, 'wiring.json'), 'utf8')).toContain('"other"');
});

describe('is left alone', () => {
  it.each([
    ['that somebody else set since', '{"http.proxy":"http://proxy.corp.example"}'],
    ['that is of another session', `{"http.proxy":"${URL.replace('abc', 'abd')}"}`],
    ['that is gone', '{"a":1}'],
  ])('a setting %s', async (_, text) => {
    await writeFile(file, text);
    await wire([change()]);
    expect(await undoSettings(home)).toMatchObject([{ outcome: 'left' }]);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('a file that is gone', async () => {
    await wire([change()]);
    expect(await undoSettings(home)).toMatchObject([{ outcome: 'left' }]);
  });
});

it('keeps on the list what cannot be reached, and undoes the rest', async () => {
  await writeFile(file, `{"http.proxy":"${URL}"}`);
  await wire([change(), change({ editor: 'browser', file: null })]);
  const outcomes = (await undoSettings(home)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['stuck', 'undone']);
  expect(await readFile(join(home, 'wiring.json'), 'utf8')).toContain('"browser"');
});

it('does nothing where nothing was changed', async () => {
  expect(await undoSettings(home)).toEqual([]);
});

describe('what was agreed to and not done', () => {
  const plans = [
    { kind: 'set-up', editor: 'e', parts: ['proxy'] },
    { kind: 'remove', editor: 'other' },
  ];

  beforeEach(() => writeFile(join(home, 'wiring.json'), JSON.stringify({ v: 1, changes: [], plans })));

  it('is forgotten with everything else', async () => {
    await undoSettings(home);
    await expect(readFile(join(home, 'wiring.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is forgotten of one editor alone', async () => {
    await undoSettings(home, 'e');
    expect((await readWiring(home)).plans).toEqual([plans[1]]);
  });
});
