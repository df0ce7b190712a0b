import { join } from 'node:path';
import { starterPolicy } from '../../../policy/starter.ts';
import { openTestFeed, type TestFeed } from '../../support/feed.ts';
import { freePort } from '../../support/free-port.ts';
import { openProvider, type TestProvider } from '../../support/oidc.ts';
import { openWorld, type World } from '../../support/world.ts';
import { editorProduct } from './editor.ts';
import { openPackagedEditor } from './packaged-editor.ts';
import type { EditorWindow } from './window.ts';

/**
 * A team: people of an identity provider, a collector that knows them by it and serves a policy feed, dana's agent, and
 * an editor in which the packaged extension was installed a moment ago, with a home of its own.
 */
export interface TeamWorld {
  readonly world: World;
  readonly provider: TestProvider;
  readonly feed: TestFeed;
  readonly collector: string;
  readonly editorHome: string;
  readonly window: EditorWindow;
  /** Of the editor's server, which has what is the machine's own. */
  readonly machineSettingsFile: string;
  close(): Promise<void>;
}

const GROUPS = { dana: ['developers'], robin: ['developers', 'reviewers'], ada: ['auditors'] } as const;
const NAMES = { developer: 'dana', reviewer: 'robin', auditor: 'ada' } as const;

export async function openTeamWorld(): Promise<TeamWorld> {
  const port = await freePort();
  const collector = `http://127.0.0.1:${port}`;
  const provider = await openProvider(`${collector}/v1/login/callback`, await comesBack());
  for (const [name, groups] of Object.entries(GROUPS)) provider.accounts.set(name, { groups });
  const feed = await openTestFeed();
  await feed.release(starterPolicy({ hosts: ['github.com'] }));
  const world = await openWorld({
    feedDirectory: join(feed.folder, 'published'),
    people: {
      port,
      identity: {
        issuer: provider.issuer,
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
        audience: provider.audience,
        scopes: ['openid'],
        native: {
          clientId: provider.nativeClientId,
          scopes: ['openid'],
          parameters: { resource: provider.audience },
        },
        subjectClaim: 'sub',
        groupsClaim: 'groups',
        claims: [],
        serviceAccounts: [],
        roles: { developer: ['developers'], reviewer: ['reviewers'], auditor: ['auditors'] },
      },
      accessToken: (role) => {
        const iat = Math.floor(Date.now() / 1000);
        const { issuer: iss, audience: aud } = provider;
        const sub = NAMES[role];
        return provider.accessToken({ iss, aud, sub, groups: GROUPS[sub], iat, exp: iat + 3600 });
      },
    },
  });
  const editorHome = join(world.home, 'editor');
  const editor = await openPackagedEditor({
    home: world.home,
    environment: { COUNTERSIGN_HOME: editorHome },
    show: ({ personFolder }) => ({ folder: personFolder }),
  });
  return {
    ...{ world, provider, feed, collector, editorHome, window: editor.window() },
    machineSettingsFile: editor.server().machineSettingsFile,
    async close() {
      await editor.close();
      await world.close();
      await feed.close();
      await provider.close();
    },
  };
}

/**
 * Where the browser comes back to that a window in a browser asks for: the window's own server, and what it is for. The
 * window counts what it asks for.
 */
async function comesBack(): Promise<readonly string[]> {
  const { quality, commit, urlProtocol } = await editorProduct();
  const back = `http://127.0.0.1/${quality}-${commit}/callback`;
  const asked = `vscode-scheme=${urlProtocol}&vscode-authority=countersign.countersign`;
  return [1, 2, 3, 4, 5].map((id) => `${back}?vscode-reqid=${id}&${asked}&vscode-path=%2Fsigned-in`);
}
