import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const VSCODE = join(import.meta.dirname, '..', 'node_modules', 'code-server', 'lib', 'vscode');
const SERVER = join(VSCODE, 'out', 'server-main.js');
const START_TIMEOUT_MS = 90_000;

export interface EditorOptions {
  /** Where all of the editor's own lives: settings, extensions, logs, and the home folder of what it starts. */
  readonly home: string;
  /** The user's settings at the first start with this folder; later they are what they became. */
  readonly settings?: object;
  /** Settings of the machine that the server runs on, which the server itself goes by. */
  readonly machineSettings?: object;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The server half of a real VS Code: extension host, terminals, files. */
export interface EditorServer {
  readonly url: string;
  readonly pid: number;
  /** The file of the user's settings. */
  readonly settingsFile: string;
  /** The file of the settings of its machine, which need not exist. */
  readonly machineSettingsFile: string;
  /** Home folder of whatever runs in the editor. */
  readonly personFolder: string;
  readonly output: () => string;
  close(): Promise<void>;
}

/** What the editor says of itself. */
export async function editorProduct(): Promise<{
  readonly quality: string;
  readonly commit: string;
  readonly urlProtocol: string;
}> {
  const product: unknown = JSON.parse(await readFile(join(VSCODE, 'product.json'), 'utf8'));
  return product as Awaited<ReturnType<typeof editorProduct>>;
}

/** Starts VS Code's server on a free port, with nothing of this machine's configuration. */
export async function startEditorServer(options: EditorOptions): Promise<EditorServer> {
  const { data, user, machine, person } = foldersOf(options.home);
  for (const folder of [user, machine, person]) await mkdir(folder, { recursive: true });
  const settingsFile = join(user, 'settings.json');
  if (!existsSync(settingsFile)) await writeSettings(user, { ...QUIET, ...options.settings });
  if (options.machineSettings !== undefined) await writeSettings(machine, options.machineSettings);
  const child = spawn(process.execPath, [SERVER, ...SERVER_FLAGS, '--server-data-dir', data], {
    cwd: person,
    env: environmentOf(person, options.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const port = await listening(child, output);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    settingsFile,
    machineSettingsFile: join(machine, 'settings.json'),
    personFolder: person,
    output: () => output.join(''),
    close: () => stopped(child),
  };
}

/** Installs a package, or takes an extension out by its id, as the editor's own command line does. */
export async function changeExtension(
  home: string,
  change: { readonly install: string } | { readonly uninstall: string },
): Promise<void> {
  const { data, person } = foldersOf(home);
  await mkdir(person, { recursive: true });
  const args =
    'install' in change
      ? ['--install-extension', change.install]
      : ['--uninstall-extension', change.uninstall];
  const env = environmentOf(person, {});
  await promisify(execFile)(process.execPath, [SERVER, ...args, '--server-data-dir', data], { env });
}

function foldersOf(home: string): Readonly<Record<'data' | 'user' | 'machine' | 'person', string>> {
  const data = join(home, 'vscode');
  return {
    data,
    user: join(data, 'data', 'User'),
    machine: join(data, 'data', 'Machine'),
    person: join(home, 'person'),
  };
}

function environmentOf(person: string, more: EditorOptions['environment']): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: person,
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Dev Eloper',
    GIT_AUTHOR_EMAIL: 'developer@example.test',
    GIT_COMMITTER_NAME: 'Dev Eloper',
    GIT_COMMITTER_EMAIL: 'developer@example.test',
    ...more,
  };
}

async function writeSettings(folder: string, settings: object): Promise<void> {
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

const SERVER_FLAGS = [
  ...['--host', '127.0.0.1', '--port', '0'],
  ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
  // Without the first, folders ask for trust; without the second, what the page is told is ignored.
  ...['--disable-workspace-trust', '--enable-smoke-test-driver'],
];

/** What would look out of the window, or cover what is looked for. */
const QUIET = {
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'window.menuBarVisibility': 'classic',
  // What an extension shows in the midst of it does not close the list that somebody picks from.
  'workbench.quickOpen.closeOnFocusLost': false,
  'terminal.integrated.gpuAcceleration': 'off',
};

async function listening(child: ChildProcess, output: string[]): Promise<number> {
  const { stdout } = child;
  if (stdout === null) throw new TypeError('the editor was started without a pipe');
  const lines = createInterface({ input: stdout });
  return await new Promise<number>((resolve, reject) => {
    const failed = (why: string) => reject(new Error(`the editor ${why}:\n${output.join('').slice(-2000)}`));
    const late = setTimeout(() => failed('did not listen in time'), START_TIMEOUT_MS);
    child.once('exit', (code) => failed(`ended with ${code}`));
    lines.on('line', (line) => {
      output.push(`${line}\n`);
      const port = /Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(Number(port));
    });
  });
}

/** The server and all that it started: extension hosts, terminals, file watchers. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}
