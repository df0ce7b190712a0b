import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDemoRepository } from '../../cli/playground/repository.ts';
import { type Developer, developer, run } from './developer.ts';
import { type GithubServer, startGithubServer } from './github-server.ts';
import { keptCertificate } from './kept-certificate.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

/** A server of one's own, whose API is below `/api`. */
const GITHUB_HOST = 'ghe.playground.test';
const API_HOST = 'api.github.com';
/** Where the repositories of that API are read with Git. */
const GIT_HOST = 'github.com';

/** Collector, agent and a stand-in for GitHub, under its own name and under that of `api.github.com`. */
export interface GithubWorld {
  readonly world: World;
  readonly github: GithubServer & { readonly host: string };
  readonly api: GithubServer & { readonly host: string };
  /** Path of the repository below the root of the API. */
  readonly repository: string;
  /** The name under which rules and approvals know it. */
  readonly repositoryId: string;
  /** A clone that pushes past the agent. */
  readonly dev: Developer;
  close(): Promise<void>;
}

export async function openGithubWorld({
  policy = (text) => text,
  limits = {},
}: Pick<WorldOptions, 'policy' | 'limits'> = {}): Promise<GithubWorld> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-github-'));
  const root = join(home, 'server');
  await mkdir(root, { recursive: true });
  const bare = await openDemoRepository(root, 'team/demo.git');
  const clone = join(home, 'clone');
  const cloned = await run(['clone', '--quiet', bare, clone], { cwd: home, home });
  if (cloned.code !== 0) throw new Error(cloned.stderr);
  const now = new Date();
  const certificate = await keptCertificate({ folder: join(home, 'a'), host: GITHUB_HOST, now });
  const apiCertificate = await keptCertificate({ folder: join(home, 'b'), host: API_HOST, now });
  const gitCertificate = await keptCertificate({ folder: join(home, 'c'), host: GIT_HOST, now });
  const github = await startGithubServer(root, certificate);
  const api = await startGithubServer(root, apiCertificate, { ...gitCertificate, host: GIT_HOST });
  const world = await openWorld({
    policy: (text) =>
      policy(text.replace(/^hosts:\n/m, `hosts:\n  - { suffix: ${GITHUB_HOST}, kind: git }\n`)),
    limits,
    upstream: {
      extraTrust: [certificate, apiCertificate, gitCertificate].map(({ authority }) => authority),
      hosts: { [GITHUB_HOST]: '127.0.0.1', [API_HOST]: '127.0.0.1', [GIT_HOST]: '127.0.0.1' },
    },
  });
  return {
    world,
    github: { ...github, host: GITHUB_HOST },
    api: { ...api, host: API_HOST },
    repository: '/repos/team/demo',
    repositoryId: `${GITHUB_HOST}:${github.port}/team/demo`,
    dev: developer(clone, home),
    async close() {
      await world.close();
      await github.close();
      await api.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
