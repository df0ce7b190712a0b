import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { starterPolicy } from '../../../policy/starter.ts';
import { openTestFeed, type TestFeed } from '../../support/feed.ts';
import { freePort } from '../../support/free-port.ts';
import { openProvider, type TestProvider } from '../../support/oidc.ts';
import { openWorld, type World } from '../../support/world.ts';
import { changeExtension, startEditorServer } from './editor.ts';
import { type EditorWindow, openChromium, openWindow } from './window.ts';

const VSIX = fileURLToPath(new URL('../../../dist/countersign-0.1.0.vsix', import.meta.url));
/** Where the browser comes back to that a window in a browser asks for: the window's own server, and what it is for. */
const COMES_BACK =
  'http://127.0.0.1/callback?vscode-reqid=1&vscode-scheme=code-oss&vscode-authority=countersign.countersign&vscode-path=%2Fsigned-in';

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
  close(): Promise<void>;
}

const GROUPS = { dana: ['developers'], robin: ['developers', 'reviewers'], ada: ['auditors'] } as const;
const NAMES = { developer: 'dana', reviewer: 'robin', auditor: 'ada' } as const;

export async function openTeamWorld(): Promise<TeamWorld> {
  const port = await freePort();
  const collector = `http://127.0.0.1:${port}`;
  const provider = await openProvider(`${collector}/v1/login/callback`, [COMES_BACK]);
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
  await changeExtension(world.home, { install: VSIX });
  const server = await startEditorServer({
    home: world.home,
    environment: { COUNTERSIGN_HOME: editorHome },
  });
  const browser: Browser = await openChromium();
  const window = await openWindow(browser, { url: server.url, folder: server.personFolder });
  return {
    ...{ world, provider, feed, collector, editorHome, window },
    async close() {
      await browser.close();
      await server.close();
      await world.close();
      await feed.close();
      await provider.close();
    },
  };
}
