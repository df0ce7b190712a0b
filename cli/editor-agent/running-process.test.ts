import { expect, test } from 'vitest';
import {
  editorState,
  extensionHosts,
  processesIn,
  type RunningProcess,
  runningProcesses,
} from './running-process.ts';

const SERVER: RunningProcess = { pid: 10, parent: 1, command: 'node /x/out/server-main.js --port 0' };
const DESKTOP: RunningProcess = { pid: 10, parent: 1, command: '/usr/share/code/code --no-sandbox' };
const MAC: RunningProcess = {
  ...DESKTOP,
  command: '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
};
const child = (command: string): RunningProcess => ({ pid: 11, parent: 10, command });
const HOST = child('node /x/out/bootstrap-fork --type=extensionHost --transformURIs');
const WATCHER = child('node /x/out/bootstrap-fork --type=fileWatcher');
const PLUGIN = child(
  '/Applications/Code Helper (Plugin).app/Contents/MacOS/Code Helper (Plugin) --type=utility',
);

test.each<[string, NodeJS.Platform, readonly RunningProcess[], string]>([
  ['a server with an extension host', 'linux', [SERVER, HOST], 'running'],
  ['a server without windows', 'linux', [SERVER, WATCHER], 'idle'],
  ["a server, and another's extension host", 'linux', [SERVER, { ...HOST, parent: 12 }], 'idle'],
  ['a desktop', 'linux', [DESKTOP, WATCHER], 'running'],
  ['a desktop of Windows', 'win32', [DESKTOP], 'running'],
  ['a Mac without windows', 'darwin', [MAC, WATCHER], 'idle'],
  ['a Mac with a window', 'darwin', [MAC, PLUGIN], 'running'],
  ['an editor that has ended', 'linux', [HOST], 'gone'],
  ['a system that does not tell', 'linux', [], 'gone'],
])('%s', (_name, platform, processes, state) => {
  expect(editorState(processes, 10, platform)).toBe(state);
});

test('what runs the extensions of a server is told from what else it started', () => {
  expect(extensionHosts([SERVER, HOST, WATCHER, { ...HOST, pid: 99, parent: 12 }], 10)).toEqual([HOST.pid]);
});

test('a listing is read line by line, and what is no process is left out', () => {
  expect(processesIn('  PID PPID\n    1     0 /sbin/init splash\n  312   1 \r\nx\n')).toEqual([
    { pid: 1, parent: 0, command: '/sbin/init splash' },
    { pid: 312, parent: 1, command: '' },
  ]);
});

test('this process is in the list of this machine', async () => {
  const processes = await runningProcesses(process.platform);
  expect(processes.find(({ pid }) => pid === process.pid)?.parent).toBe(process.ppid);
});
