import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type Agent, startAgent } from '../../agent/agent.ts';
import { createCollectorClient } from '../../agent/collector-client/client.ts';
import { type AgentConfigOptions, agentConfig } from '../../agent/config.ts';
import { agentToken } from '../../cli/login/collector-web.ts';
import { pagesDirectory } from '../../cli/pages-directory.ts';
import type { GitServerOptions } from '../../cli/playground/git-server.ts';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import type { OidcSettings, PersonRole } from '../../collector/identity/oidc/settings.ts';
import { type Collector, startCollector } from '../../collector/server.ts';
import { starterPolicy } from '../../policy/starter.ts';
import type {
  Approval,
  PushBinding,
  PushSummary,
  RequestBinding,
  RequestSummary,
} from '../../protocol/approval.ts';
import type { ApprovalReview } from '../../protocol/approvals-api.ts';
import type { AuditEvent, AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import type { Actor } from '../../protocol/subject.ts';
import { copyDemoRepository } from './copied-repository.ts';
import { type CopilotServer, startCopilotServer } from './copilot-server.ts';
import { type Developer, developer, run } from './developer.ts';
import { type FaultyGitServer, startFaultyGitServer } from './faulty-git-server.ts';
import { keptCertificate } from './kept-certificate.ts';
import type { KeyPair } from './raw-wire.ts';

const HOST = 'git.playground.test';
/** A host that the policy says is Copilot's. */
const COPILOT_HOST = 'api.copilot.test';

/** A bare repository on the server and a developer's clone of it, which reaches it through the agent only. */
export interface Repository {
  /** `Repository.id` as the agent names it. */
  readonly id: string;
  readonly url: string;
  readonly dev: Developer;
  /** What the server holds: full ref name → object id. */
  readonly refs: () => Promise<Readonly<Record<string, string>>>;
  readonly serverHas: (object: string) => Promise<boolean>;
  readonly setServerRef: (ref: string, id: string) => Promise<void>;
  /** Puts what the clone has checked out on the server's `main`, past the agent. */
  readonly seed: () => Promise<void>;
}

/** Collector, agent and Git server, real ones, in one process, below one temporary folder. */
export interface World {
  readonly home: string;
  /** What every agent of this world is started with, but for what a test says. */
  readonly config: AgentConfigOptions;
  /** The governed host's name. */
  readonly host: string;
  /** Its certificate, which the agent trusts: what a server that the test plays shows. */
  readonly certificate: KeyPair;
  readonly server: FaultyGitServer;
  /** Stands in for Copilot's upstream, at a host that the policy governs as one of Copilot's. */
  readonly copilot: CopilotServer & { readonly host: string };
  agent(): Agent;
  repository(): Promise<Repository>;
  session(actor: Actor): Promise<SessionGrant>;
  /** The approval that waits for this repository; waits for it to be asked for. */
  pending(repository: string): Promise<HeldPush>;
  /** The same for a request to this host that is no push. */
  pendingRequest(host: string): Promise<HeldRequest>;
  approval(id: string): Promise<Approval>;
  /** What somebody of this role is shown to decide by. */
  reviewAs(role: PersonRole, id: string): Promise<ApprovalReview>;
  approve(id: string): Promise<void>;
  approveAs(role: 'agent' | 'developer' | 'auditor', id: string): Promise<void>;
  deny(id: string, reason: string): Promise<void>;
  /** What the collector holds, once the agent has shipped everything. */
  records(event?: AuditEvent): Promise<readonly AuditRecord[]>;
  /** Writes the policy anew, from the starter. */
  policy(change: (text: string) => string): Promise<void>;
  passTime(ms: number): void;
  breakServer(mode: 'during-push' | 'never'): void;
  stopCollector(): Promise<void>;
  startCollector(): Promise<void>;
  /** With the same configuration but for what is given. */
  restartAgent(change?: Partial<AgentConfigOptions>): Promise<void>;
  /** Starts another agent beside the one that runs, with the same configuration but for what is given. */
  secondAgent(change: Partial<AgentConfigOptions>): Promise<Agent>;
  /** Goes on with the same agent in a process of its own. */
  agentAsProcess(): Promise<AgentProcess>;
  close(): Promise<void>;
}

export type HeldPush = Approval & { readonly binding: PushBinding; readonly summary: PushSummary };
export type HeldRequest = Approval & { readonly binding: RequestBinding; readonly summary: RequestSummary };

export interface AgentProcess {
  readonly pid: number;
  kill(): Promise<void>;
}

export interface WorldOptions {
  /** Names besides the playground's that the agent resolves itself, and roots that it believes for them. */
  readonly upstream?: Pick<AgentConfigOptions, 'hosts' | 'extraTrust'>;
  readonly policy?: (text: string) => string;
  readonly limits?: AgentConfigOptions['limits'];
  /** The policy feed that the collector serves. */
  readonly feedDirectory?: string;
  /** More hosts that lead to the stand-in for Copilot's upstream; the policy says of which kind they are. */
  readonly copilotHosts?: readonly string[];
  /** Takes every line that agent and collector log, down to `trace`. */
  readonly onLogLine?: (line: string) => void;
  /** Whom the Git server lets in; left out: everybody. */
  readonly admits?: GitServerOptions['admits'];
  /** Who people are, by an identity provider; left out: by local tokens. */
  readonly people?: WorldPeople;
}

export interface WorldPeople {
  /** Of the collector: its provider knows the address that browsers come back to. */
  readonly port: number;
  readonly identity: OidcSettings;
  /** Of one who has this role; the agent works for the developer. */
  accessToken(role: PersonRole): Promise<string>;
}

const MAX_WAIT_MS = 50_000;

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-world-'));
  const root = join(home, 'server');
  for (const folder of [root, join(home, 'people')]) await mkdir(folder, { recursive: true });
  let passedMs = 0;
  const clock = () => new Date(Date.now() + passedMs);
  const certificate = await keptCertificate({
    folder: join(home, 'playground'),
    host: HOST,
    now: new Date(),
  });
  const server = await startFaultyGitServer({
    root,
    host: HOST,
    key: certificate.key,
    cert: certificate.cert,
    port: 0,
    ...(options.admits === undefined ? {} : { admits: options.admits }),
  });
  const copilotHosts = [COPILOT_HOST, ...(options.copilotHosts ?? [])];
  const copilotCertificates = await Promise.all(
    copilotHosts.map((host) => keptCertificate({ folder: join(home, host), host, now: new Date() })),
  );
  const copilot = await startCopilotServer(
    copilotCertificates.map((each, index) => ({ ...each, host: copilotHosts[index] ?? '' })),
  );
  const policyPath = join(home, 'policy.yaml');
  const starter = starterPolicy({ hosts: [HOST] }).replace(
    /^hosts:\n/m,
    `hosts:\n  - { suffix: ${COPILOT_HOST}, kind: copilot }\n`,
  );
  const policy = (change: (text: string) => string) => writeFile(policyPath, change(starter));
  await policy(options.policy ?? ((text) => text));

  const { onLogLine } = options;
  const log =
    onLogLine === undefined
      ? pino({ level: process.env['COUNTERSIGN_LOG'] ?? 'silent' })
      : pino({ level: 'trace' }, { write: onLogLine });
  const { people: team } = options;
  const openCollector = (port: number) =>
    startCollector({
      directory: join(home, 'collector'),
      port,
      clock,
      log,
      pagesDirectory: pagesDirectory(),
      ...(options.feedDirectory === undefined ? {} : { feedDirectory: options.feedDirectory }),
      ...(team === undefined
        ? {}
        : { shared: { url: new URL(`http://127.0.0.1:${team.port}`), tls: null, identity: team.identity } }),
    });
  let collector: Collector | null = await openCollector(team?.port ?? 0);
  const { url, port } = collector;
  const tokens = localTokenPaths(join(home, 'collector'));
  const tokenOf = async (role: 'agent' | PersonRole): Promise<string> => {
    if (team === undefined) return (await readFile(tokens[role], 'utf8')).trim();
    if (role !== 'agent') return team.accessToken(role);
    const accessToken = await team.accessToken('developer');
    return (await agentToken(new URL(url), { accessToken, renew: null })).token;
  };
  const as = async (role: 'agent' | PersonRole) =>
    createCollectorClient({ url, token: await tokenOf(role), timeoutMs: 10_000 });
  const reviewer = await as('reviewer');
  const auditor = await as('auditor');

  const config: AgentConfigOptions = {
    home,
    port: 0,
    collector: { url, token: await tokenOf('agent') },
    policyPath,
    extraTrust: [
      ...[certificate, ...copilotCertificates].map(({ authority }) => authority),
      ...(options.upstream?.extraTrust ?? []),
    ],
    hosts: {
      ...Object.fromEntries([HOST, ...copilotHosts].map((host) => [host, '127.0.0.1'])),
      ...options.upstream?.hosts,
    },
    limits: options.limits ?? {},
  };
  const openAgent = (change: Partial<AgentConfigOptions> = {}) =>
    startAgent(agentConfig({ ...config, ...change }), { version: 'test', log, clock });
  let agent = await openAgent();
  let child: ChildProcess | null = null;
  let session = await agent.openSession({ actor: 'mixed', program: 'git', parent: null });
  let count = 0;

  async function repository(): Promise<Repository> {
    count += 1;
    const path = `team/demo-${count}`;
    const bare = join(root, `${path}.git`);
    const people = join(home, 'people');
    const clone = join(people, `clone-${count}`);
    const remote = `https://${HOST}:${server.port}/${path}.git`;
    const { proxyUrl, caBundleFile } = session;
    await copyDemoRepository(
      { bare, clone },
      `[remote "origin"]\n\turl = "${remote}"\n[http]\n\tproxy = "${proxyUrl}"\n\tproxyAuthMethod = basic\n\tsslCAInfo = "${caBundleFile}"\n`,
    );
    const must = async (...args: readonly string[]) => {
      const result = await run(args, { cwd: people, home: people });
      if (result.code !== 0) throw new Error(result.stderr);
      return result.stdout.trim();
    };
    return {
      id: `${HOST}:${server.port}/${path}`,
      url: remote,
      dev: developer(clone, people),
      async refs() {
        const lines = await must('--git-dir', bare, 'for-each-ref', '--format=%(refname) %(objectname)');
        return Object.fromEntries(lines.split('\n').map((line) => line.split(' ') as [string, string]));
      },
      serverHas: async (object) =>
        (await run(['--git-dir', bare, 'cat-file', '-e', object], { cwd: people, home: people })).code === 0,
      seed: async () => void (await must('-C', clone, 'push', '--quiet', bare, 'HEAD:refs/heads/main')),
      setServerRef: async (ref, id) => void (await must('--git-dir', bare, 'update-ref', ref, id)),
    };
  }

  async function awaited<Held extends Approval>(
    what: string,
    isIt: (approval: Approval) => approval is Held,
  ): Promise<Held> {
    const deadline = Date.now() + MAX_WAIT_MS;
    while (Date.now() < deadline) {
      const { approvals } = await reviewer.list({ state: 'pending' });
      const found = approvals.find(isIt);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`nothing waits for ${what}`);
  }

  async function records(event?: AuditEvent): Promise<readonly AuditRecord[]> {
    await agent.flush(MAX_WAIT_MS);
    const all: AuditRecord[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page = await auditor.records({ after, ...(event === undefined ? {} : { event }) });
      all.push(...page.records.map((each) => each.record));
      after = page.next;
    }
    return all;
  }

  return {
    home,
    config,
    host: HOST,
    certificate,
    server,
    copilot: { ...copilot, host: COPILOT_HOST },
    agent: () => agent,
    repository,
    session: (actor) => agent.openSession({ actor, program: 'test', parent: null }),
    pending: (id) =>
      awaited(id, (each): each is HeldPush => 'repository' in each.binding && each.binding.repository === id),
    pendingRequest: (host) =>
      awaited(host, (each): each is HeldRequest => 'host' in each.binding && each.binding.host === host),
    approval: (id) => reviewer.get(id),
    reviewAs: async (role, id) => (await as(role)).review(id),
    approve: async (id) => void (await reviewer.vote(id, { verdict: 'approve', reason: '' })),
    approveAs: async (role, id) => void (await (await as(role)).vote(id, { verdict: 'approve', reason: '' })),
    deny: async (id, reason) => void (await reviewer.vote(id, { verdict: 'deny', reason })),
    records,
    policy,
    passTime: (ms) => {
      passedMs += ms;
    },
    breakServer: (mode) => server.breakDown(mode),
    async stopCollector() {
      await collector?.close();
      collector = null;
    },
    async startCollector() {
      collector = await openCollector(port);
    },
    async restartAgent(change) {
      await agent.close();
      agent = await openAgent(change);
      session = await agent.openSession({ actor: 'mixed', program: 'git', parent: null });
    },
    secondAgent: openAgent,
    async agentAsProcess() {
      await agent.close();
      const spawned = await spawnAgent(config);
      child = spawned.child;
      session = spawned.session;
      return { pid: child.pid ?? 0, kill: () => killed(spawned.child) };
    },
    async close() {
      if (child === null) await agent.close();
      else await killed(child);
      await collector?.close();
      await server.close();
      await copilot.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Ignores SIGXFSZ, so that a limit on the size of files is met as an error of the write. */
const IGNORING_SIZE_SIGNAL = 'trap \'\' XFSZ; exec "$0" "$1"';

async function spawnAgent(
  config: AgentConfigOptions,
): Promise<{ readonly child: ChildProcess; readonly session: SessionGrant }> {
  const program = fileURLToPath(new URL('agent-process.ts', import.meta.url));
  const child = spawn('sh', ['-c', IGNORING_SIZE_SIGNAL, process.execPath, program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ ...config, isWarm: true }));
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the agent did not start'))),
  ])) as [string];
  return { child, session: JSON.parse(line) as SessionGrant };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** The starter policy with clients that are kept waiting for a second only. */
export function shortHolds(text: string): string {
  return text.replaceAll('approvers: [reviewers]', 'approvers: [reviewers]\n    hold: 1s');
}
