import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writePin } from '../../../agent/feed/pin.ts';
import { type RunningProcess, runningProcesses } from '../../../cli/editor-agent/running-process.ts';
import type { TestFeed } from '../../support/feed.ts';
import { openWorld, type Repository, type World } from '../../support/world.ts';
import { type GitHub, type Model, NAMES, startGitHub } from './github.ts';
import { openPackagedEditor, type PackagedEditor } from './packaged-editor.ts';
import { persist } from './persist.ts';
import { coverTrustStore, openSink } from './private-network.ts';
import type { EditorWindow } from './window.ts';

const NEIGHBOUR = fileURLToPath(new URL('../neighbour', import.meta.url));
const SYSTEM_TRUST = '/etc/ssl/certs/ca-certificates.crt';

/** A person with a VS Code in which the packaged extension was installed a moment ago, and a collector. */
export interface ProtectedWorld {
  readonly world: World;
  readonly github: GitHub;
  readonly repository: Repository;
  readonly editor: PackagedEditor;
  /** The present one. */
  readonly window: () => EditorWindow;
  /** Of the user. */
  readonly settingsFile: string;
  /** What a line prints in a new terminal of the window; it may be run again where the editor lost a key. */
  readonly inTerminal: (line: string) => Promise<string>;
  /** What Countersign could leave behind, by where it lies. */
  readonly traces: () => Promise<Readonly<Record<string, string>>>;
  /** Ends what runs extensions, as a crash would. Throws when nothing does. */
  readonly killExtensions: () => Promise<void>;
  close(): Promise<void>;
}

export interface ProtectedWorldOptions {
  readonly machineSettings?: object;
  /** What the user's settings say before anything is installed. */
  readonly settings?: object;
  /** A policy feed that whoever runs the machine has enrolled it with. */
  readonly feed?: TestFeed;
}

export async function openProtectedWorld(
  model: Model,
  { machineSettings, settings, feed }: ProtectedWorldOptions = {},
): Promise<ProtectedWorld> {
  const github = await startGitHub(model);
  const world = await openWorld();
  // The extension starts an agent of its own, for the same folder and collector.
  await world.agent().close();
  if (feed !== undefined) await writePin(world.home, { url: feed.server.url, root: await feed.root() });
  const sink = await openSink(world.home, [...NAMES, world.host]);
  const uncover = await coverTrustStore(world.home);
  const roots = [
    await readFile(join(world.home, 'playground', 'authority.pem'), 'utf8'),
    github.certificate.cert,
  ];
  await trustAsAdministrator(roots);
  const repository = await world.repository();
  for (const key of ['http.proxy', 'http.proxyAuthMethod', 'http.sslCAInfo']) {
    await repository.dev.must('config', '--unset', key);
  }
  const { home } = world;
  const editor = await openPackagedEditor({
    home,
    ...(machineSettings === undefined ? {} : { machineSettings }),
    ...(settings === undefined ? {} : { settings }),
    environment: { COUNTERSIGN_HOME: home, NODE_EXTRA_CA_CERTS: SYSTEM_TRUST },
    show: ({ url }) => ({
      folder: repository.dev.clone,
      gitHubToken: `gho_${'a'.repeat(36)}`,
      payload: [['extensionDevelopmentPath', `vscode-remote://${new URL(url).host}${NEIGHBOUR}`]],
    }),
  });
  return {
    ...{ world, github, repository, editor, window: editor.window },
    settingsFile: editor.server().settingsFile,
    inTerminal: (line) => inTerminal(home, editor.window(), line),
    traces: () => traces(home, editor),
    async killExtensions() {
      const isHost = ({ parent, command }: RunningProcess): boolean =>
        parent === editor.server().pid && command.includes('--type=extensionHost');
      const hosts = (await runningProcesses(process.platform)).filter(isHost);
      if (hosts.length === 0) throw new Error('nothing runs extensions, so nothing was killed');
      for (const { pid } of hosts) process.kill(pid, 'SIGKILL');
    },
    async close() {
      await editor.close();
      await uncover();
      await sink.close();
      await world.close();
      await github.close();
    },
  };
}

/** As a company's machines come: its roots stand in the system's store before anybody installs anything. */
async function trustAsAdministrator(roots: readonly string[]): Promise<void> {
  for (const [at, root] of roots.entries()) {
    await writeFile(`/usr/local/share/ca-certificates/stand-in-${at}.crt`, root);
  }
  await promisify(execFile)('update-ca-certificates');
}

const OF_OURS = /^[A-Za-z_]*(?:PROXY|GIT_|CERT|CA_|CAINFO|SSL|COUNTERSIGN)[A-Z_0-9]*=/i;

async function inTerminal(home: string, window: EditorWindow, line: string): Promise<string> {
  const told = join(home, `told-${Date.now()}`);
  await window.command('Terminal: Create New Terminal');
  const terminal = window.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
  const text = await persist(async () => {
    await terminal.pressSequentially(`(${line}) > ${told}.part 2>&1; mv ${told}.part ${told}\n`, {
      timeout: 20_000,
    });
    return await eventually(() => readFile(told, 'utf8'));
  });
  await window.command('Terminal: Kill the Active Terminal Instance');
  return text;
}

async function traces(home: string, editor: PackagedEditor): Promise<Readonly<Record<string, string>>> {
  const [server, window] = [editor.server(), editor.window()];
  const seen = await inTerminal(home, window, 'env | sort; git config --list --show-origin');
  return {
    settings: await readFile(server.settingsFile, 'utf8'),
    machineSettings: await readFile(server.machineSettingsFile, 'utf8').catch(() => 'none'),
    trust: createHash('sha256')
      .update(await readFile(SYSTEM_TRUST))
      .digest('hex'),
    anchors: (await readdir('/usr/local/share/ca-certificates')).toSorted().join(' '),
    terminal: seen
      .split('\n')
      .filter((line) => OF_OURS.test(line) || line.includes('\t'))
      .filter((line) => !line.startsWith('VSCODE_'))
      .join('\n'),
    gitConfiguration: await readFile(join(server.personFolder, '.gitconfig'), 'utf8').catch(() => 'none'),
  };
}

/** What `read` gives as soon as it does. */
async function eventually<T>(read: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await read();
    } catch (fault) {
      if (Date.now() > deadline) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
