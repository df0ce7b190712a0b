import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SettingChange } from '../../protocol/wiring.ts';
import { readWiring } from '../uninstall/undo-settings.ts';
import { type LastOutPorts, lastOut } from './last-out.ts';
import type { EditorState } from './running-process.ts';

const SET = '{"http.proxy":"http://abc:s3cret@127.0.0.1:7420"}';

let home: string;
let file: string;
let asked: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-last-out-'));
  file = join(home, 'settings.json');
  asked = [];
  await writeFile(file, SET);
});

afterEach(() => rm(home, { recursive: true }));

async function wired(changed: Partial<SettingChange> = {}): Promise<void> {
  const change: SettingChange = {
    ...{ editor: 'e', name: 'Editor', file, key: 'http.proxy' },
    ...{ before: { kind: 'absent' }, after: { kind: 'proxy', session: 'abc' } },
    ...changed,
  };
  await writeFile(join(home, 'wiring.json'), JSON.stringify({ v: 1, changes: [change], plans: [] }));
}

function ports(given: Partial<LastOutPorts> = {}): LastOutPorts {
  return {
    home,
    windows: { count: 0, editors: [{ id: 'e', pid: 1 }] },
    isInstalled: async () => true,
    isDisabled: () => false,
    stateOf: async () => 'gone',
    hostsOf: async () => [],
    settle: async () => void asked.push('settle'),
    leaveTrustStore: async () => {
      asked.push('trust store');
      return { what: 'the trust store', outcome: 'undone', detail: '' };
    },
    ...given,
  };
}

test('an agent of nobody ends', async () => {
  expect(await lastOut(ports())).toEqual({ kind: 'end', undone: [] });
});

test('an editor that was closed keeps its settings', async () => {
  await wired();
  expect(await lastOut(ports())).toEqual({ kind: 'end', undone: [] });
  expect(await readFile(file, 'utf8')).toBe(SET);
});

test('of an extension that was uninstalled nothing is left', async () => {
  await wired();
  expect(await lastOut(ports({ isInstalled: async () => false }))).toMatchObject({ kind: 'end' });
  expect(await readFile(file, 'utf8')).toBe('{}');
  expect(asked).toEqual(['trust store']);
  await expect(readFile(join(home, 'wiring.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('an extension that was disabled is set up anew when it comes back', async () => {
  await wired();
  expect(await lastOut(ports({ stateOf: async () => 'running' as const }))).toMatchObject({ kind: 'end' });
  expect(await readFile(file, 'utf8')).toBe('{}');
  const parts = ['proxy', 'git', 'terminals'];
  expect(await readWiring(home)).toEqual({
    v: 1,
    changes: [],
    plans: [{ kind: 'set-up', editor: 'e', parts }],
  });
});

test('a window that was reloaded has its settings', async () => {
  await wired();
  const windows = { count: 0, editors: [{ id: 'e', pid: 1 }] };
  const settle = async () => {
    windows.count = 1;
  };
  expect(await lastOut(ports({ windows, settle, stateOf: async () => 'running' as const }))).toMatchObject({
    kind: 'stay',
  });
  expect(await readFile(file, 'utf8')).toBe(SET);
});

test.each<[string, readonly EditorState[], boolean]>([
  ['ended in the meantime', ['running', 'gone'], false],
  ['has no windows for long', [...Array<EditorState>(40).fill('idle'), 'gone'], false],
  ['has none for long, and comes back', [...Array<EditorState>(40).fill('idle'), 'running', 'running'], true],
  ['starts its extensions after a while', ['idle', 'idle', 'running', 'running'], true],
  ['starts them again and again', ['running', 'idle', 'running', 'gone'], false],
])('an editor that %s', async (_name, states, isPutBack) => {
  await wired();
  let looks = 0;
  const stateOf = async (): Promise<EditorState> => states[looks++] ?? 'gone';
  expect(await lastOut(ports({ stateOf }))).toMatchObject({ kind: 'end' });
  expect([looks, asked.length]).toEqual([states.length, states.length - 1]);
  expect(await readFile(file, 'utf8')).toBe(isPutBack ? '{}' : SET);
});

test('an editor that was closed at once after the extension was disabled leads nowhere', async () => {
  await wired();
  const isDisabled = (settings: string): boolean => settings === file;
  expect(await lastOut(ports({ isDisabled }))).toMatchObject({ kind: 'end' });
  expect(await readFile(file, 'utf8')).toBe('{}');
  expect((await readWiring(home)).plans).toMatchObject([{ kind: 'set-up', editor: 'e' }]);
});

test('extensions that go on with the settings of before are served until they end', async () => {
  await wired();
  const seen = [[7], [7, 8], [8]];
  const hostsOf = async (): Promise<readonly number[]> => seen.shift() ?? [];
  expect(await lastOut(ports({ stateOf: async () => 'running' as const, hostsOf }))).toMatchObject({
    kind: 'end',
  });
  expect([seen.length, asked]).toEqual([0, ['settle', 'settle']]);
});

test('a certificate that is stuck keeps no agent running', async () => {
  await wired();
  const stuck = { what: 'the trust store', outcome: 'stuck', detail: 'sudo' } as const;
  const leaveTrustStore = async () => stuck;
  expect(await lastOut(ports({ isInstalled: async () => false, leaveTrustStore }))).toEqual({
    kind: 'end',
    undone: [expect.objectContaining({ outcome: 'undone' }), stuck],
  });
});

test.each([
  ['uninstalled', { isInstalled: async () => false }],
  ['disabled', { stateOf: async () => 'running' as const }],
])('settings that cannot be reached still lead somewhere: %s', async (_name, given) => {
  await wired({ file: null });
  expect(await lastOut(ports(given))).toMatchObject({
    kind: 'stay',
    undone: expect.arrayContaining([expect.objectContaining({ outcome: 'stuck' })]),
  });
});
