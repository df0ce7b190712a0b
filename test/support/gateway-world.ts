import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '../../agent/agent.ts';
import type { AgentConfigOptions } from '../../agent/config.ts';
import type { GatewayLimits } from '../../agent/gateway/limits.ts';
import { GATEWAY_FILE, readGatewaySettings } from '../../agent/gateway/settings.ts';
import type { PlaygroundCertificate } from '../../cli/playground/certificate.ts';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import type { AgentTokenAnswer } from '../../protocol/collector-api.ts';
import { type Developer, type GitResult, run } from './developer.ts';
import { freePort } from './free-port.ts';
import { keptCertificate } from './kept-certificate.ts';
import { OWNER, openIssuer, type TestIssuer } from './token-issuer.ts';
import { openWorld, type Repository, type World, type WorldOptions } from './world.ts';

/** What clients call every gateway of these tests. */
const NAME = 'localhost';
export const AUDIENCE = 'https://gateway.example.com';
/** For whom jobs of pipelines ask their provider to make a token. */
const PIPELINES = 'https://pipelines.example.com';
/** What the Git server of the world wants, and only gateways have. */
export const HOST_TOKEN = 'a-token-that-only-the-gateway-has';

export interface RunningGateway {
  readonly agent: Agent;
  readonly home: string;
  close(): Promise<void>;
}

/** A clone that reaches its server through a gateway only. */
export interface GatewayClone {
  readonly repository: Repository;
  readonly url: string;
  readonly dev: Developer;
  /** Clones it anew, with this token, into a folder of its own. */
  clone(token: string): Promise<GitResult>;
}

/** A collector, a Git server that wants a credential, and an issuer of tokens. */
export interface GatewayScene {
  readonly world: World;
  readonly issuer: TestIssuer;
  /** `https://localhost:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly certificate: PlaygroundCertificate;
  /** `git.playground.test:PORT`, the first segment of its paths. */
  readonly segment: string;
  /** Of somebody whom the issuer vouches for. */
  token(sub: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Of a job of GitHub Actions, with its claims. */
  pipelineToken(claims: Readonly<Record<string, unknown>>): Promise<string>;
  repository(token: string): Promise<GatewayClone>;
  /** Another gateway that is called by the same name. */
  replica(name: string, options?: ReplicaOptions): Promise<RunningGateway>;
  /** What one is started with, as a process of its own say; it has a home and a token of its own. */
  replicaConfig(name: string, options?: ReplicaOptions): Promise<AgentConfigOptions>;
  close(): Promise<void>;
}

/** The same with a gateway. */
export interface GatewayWorld extends GatewayScene {
  readonly gateway: RunningGateway;
}

export interface ReplicaOptions {
  readonly port?: number;
  readonly limits?: Partial<GatewayLimits>;
  readonly passthrough?: readonly string[];
  readonly credentials?: readonly object[];
  readonly backstop?: object;
}

export interface GatewayWorldOptions
  extends Pick<WorldOptions, 'policy' | 'onLogLine' | 'upstream' | 'admits'> {
  readonly gateway?: ReplicaOptions;
}

export async function openGatewayWorld(options: GatewayWorldOptions = {}): Promise<GatewayWorld> {
  const scene = await openGatewayScene(options);
  const gateway = await scene.replica('gateway', { port: scene.port, ...options.gateway });
  return {
    ...scene,
    gateway,
    async close() {
      await gateway.close();
      await scene.close();
    },
  };
}

export async function openGatewayScene(options: GatewayWorldOptions = {}): Promise<GatewayScene> {
  const issuer = await openIssuer();
  const basic = `Basic ${Buffer.from(`x-access-token:${HOST_TOKEN}`).toString('base64')}`;
  const admits = options.admits ?? ((authorization: string) => authorization === basic);
  const world = await openWorld({ ...options, admits });
  const segment = `${world.host}:${world.server.port}`;
  const now = new Date();
  const folder = join(world.home, 'gateway-certificate');
  const certificate = await keptCertificate({ folder, host: NAME, now });
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.certificate, certificate.cert);
  await writeFile(files.key, certificate.key, { mode: 0o600 });
  const collector = await collectorUrl(world);
  const port = await freePort();
  const url = `https://${NAME}:${port}`;
  const tokens = new Map<string, string>();
  let clones = 0;

  async function replicaConfig(name: string, given: ReplicaOptions = {}): Promise<AgentConfigOptions> {
    const home = join(world.home, name);
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'host-token'), HOST_TOKEN, { mode: 0o600 });
    const stored = { provider: 'stored', hosts: [segment], tokenFile: 'host-token' };
    const credentials = JSON.stringify({ credentials: given.credentials ?? [stored] });
    await writeFile(join(home, 'credentials.yaml'), credentials, { mode: 0o600 });
    const settings = {
      url,
      listen: { host: '127.0.0.1', port: given.port ?? 0 },
      tls: files,
      identity: {
        collector: { actor: 'mixed' },
        issuers: [
          {
            ...{
              issuer: issuer.issuer,
              audience: AUDIENCE,
              actor: 'ci',
              subjectPrefix: 'ci/',
              claims: ['team'],
            },
            require: { repository_owner_id: [OWNER.repository_owner_id] },
          },
          {
            ...{ issuer: issuer.issuer, audience: PIPELINES, actor: 'ci', provider: 'github-actions' },
            require: { repository_owner_id: [OWNER.repository_owner_id] },
          },
        ],
      },
      passthrough: given.passthrough ?? [],
      ...(given.backstop === undefined ? {} : { backstop: given.backstop }),
      limits: given.limits ?? {},
    };
    // One that is started again is the same agent, and a token is good for one.
    const token = tokens.get(name) ?? (await replicaToken(world, collector));
    tokens.set(name, token);
    await writeFile(join(home, GATEWAY_FILE), JSON.stringify(settings), { mode: 0o600 });
    return {
      ...world.config,
      home,
      collector: { url: collector, token: token },
    };
  }

  async function replica(name: string, given?: ReplicaOptions): Promise<RunningGateway> {
    const config = await replicaConfig(name, given);
    const agent = await world.secondAgent({ ...config, gateway: await readGatewaySettings(config.home) });
    return { agent, home: config.home, close: () => agent.close() };
  }

  async function repository(token: string): Promise<GatewayClone> {
    const opened = await world.repository();
    const { dev } = opened;
    const remote = `${url}/${segment}/${opened.id.split('/').slice(1).join('/')}.git`;
    const settings = { 'http.sslCAInfo': certificate.authorityFile, 'credential.helper': helper(token) };
    await dev.must('config', '--unset', 'http.proxy');
    await dev.must('config', '--unset', 'http.proxyAuthMethod');
    await dev.must('remote', 'set-url', 'origin', remote);
    for (const [name, value] of Object.entries(settings)) await dev.must('config', name, value);
    return {
      repository: opened,
      url: remote,
      dev,
      clone: async (other) => {
        clones += 1;
        const people = join(world.home, 'people');
        const config = Object.entries({ ...settings, 'credential.helper': helper(other) });
        const named = config.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
        const into = join(people, `through-gateway-${clones}`);
        return run([...named, 'clone', '--quiet', remote, into], { cwd: people, home: people });
      },
    };
  }

  return {
    ...{ world, issuer, url, port, certificate, segment, repository, replica, replicaConfig },
    pipelineToken: (claims) => issuer.token({ aud: PIPELINES, ...claims }),
    token: (sub, claims = {}) => issuer.token({ sub, aud: AUDIENCE, ...claims }),
    async close() {
      await world.close();
      await issuer.close();
    },
  };
}

function helper(token: string): string {
  return `!f() { test "$1" = get && echo username=x && echo password=${token}; }; f`;
}

async function collectorUrl(world: World): Promise<string> {
  return (await readFile(join(world.home, 'collector', 'url'), 'utf8')).trim();
}

async function replicaToken(world: World, collector: string): Promise<string> {
  const account = await readFile(localTokenPaths(join(world.home, 'collector')).gateway, 'utf8');
  const answer = await fetch(`${collector}/v1/agent-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.trim()}`, 'content-type': 'application/json' },
    body: '{"renew":null}',
  });
  return ((await answer.json()) as AgentTokenAnswer).token;
}
