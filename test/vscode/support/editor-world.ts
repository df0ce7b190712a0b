import type { SessionGrant } from '../../../protocol/control.ts';
import { sessionEnvironment } from '../../../protocol/session-environment.ts';
import { openWorld, type Repository, type World } from '../../support/world.ts';
import { type EditorServer, startEditorServer } from './editor.ts';
import { type GitHub, type Model, NAMES, startGitHub } from './github.ts';
import { openSink, type Sink, trustSystemWide } from './private-network.ts';
import { type EditorWindow, openChromium, openWindow } from './window.ts';

/** A person at a real VS Code with the real Copilot Chat, all of which reaches a stand-in GitHub through the agent. */
export interface EditorWorld {
  readonly world: World;
  readonly github: GitHub;
  readonly sink: Sink;
  readonly session: SessionGrant;
  readonly repository: Repository;
  readonly server: EditorServer;
  readonly window: EditorWindow;
  close(): Promise<void>;
}

export interface EditorWorldOptions {
  readonly model: Model;
  /** What lies in the clone that the editor opens, by name: not committed. */
  readonly files: Readonly<Record<string, string>>;
}

/** Hosts that the policy lets the editor reach untouched; led to the stand-in, so that the agent looks up nothing. */
const TUNNELLED = [
  'main.vscode-cdn.net',
  'embeddings.vscode-cdn.net',
  'www.githubstatus.com',
  'westus-0.in.applicationinsights.azure.com',
];

export async function openEditorWorld({ model, files }: EditorWorldOptions): Promise<EditorWorld> {
  const github = await startGitHub(model);
  const world = await openWorld({
    upstream: {
      hosts: Object.fromEntries([...NAMES, ...TUNNELLED].map((name) => [name, '127.0.0.1'])),
      extraTrust: [github.certificate.cert],
    },
  });
  const sink = await openSink(world.home);
  const session = await world.session('mixed');
  const distrust = await trustSystemWide(session.caBundleFile);
  const repository = await world.repository();
  await repository.dev.must('config', '--unset', 'http.proxy');
  await repository.dev.must('config', '--unset', 'http.sslCAInfo');
  for (const [name, content] of Object.entries(files)) await repository.dev.write(name, content);
  const server = await startEditorServer({ home: world.home, ...wiring(session) });
  const browser = await openChromium(session.proxyUrl);
  const window = await openWindow(browser, {
    url: server.url,
    folder: repository.dev.clone,
    gitHubToken: `gho_${'a'.repeat(36)}`,
  });
  return {
    ...{ world, github, sink, session, repository, server, window },
    async close() {
      await browser.close();
      await server.close();
      await distrust();
      await sink.close();
      await world.close();
      await github.close();
    },
  };
}

/**
 * What the extension arranges on a desktop. The server goes by the settings of its machine, as a desktop's main
 * process goes by the user's.
 */
function wiring(
  session: SessionGrant,
): Pick<Parameters<typeof startEditorServer>[0], 'settings' | 'machineSettings' | 'environment'> {
  const proxy = { 'http.proxy': session.proxyUrl };
  return {
    settings: { ...proxy, 'terminal.integrated.env.linux': sessionEnvironment(session, {}) },
    machineSettings: proxy,
    environment: { NODE_EXTRA_CA_CERTS: session.caBundleFile },
  };
}
