import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { hostKind } from '../policy/hosts.ts';
import type { AgentStatus } from '../protocol/control.ts';
import { type Approvals, createApprovals } from './approval/approvals.ts';
import { ContentLog } from './audit/content-log.ts';
import { type Journal, openJournal } from './audit/journal.ts';
import { type LogFollower, openLogFollower } from './audit/log-follower.ts';
import type { JournalEntry } from './audit/sealer.ts';
import { type Shipper, startShipper } from './audit/shipper.ts';
import { logVerifier } from './audit/verifier.ts';
import { type Authority, openAuthority } from './ca/authority.ts';
import { openKeyStore } from './ca/key-store.ts';
import { writeTrustFiles } from './ca/trust-files.ts';
import { Closing } from './closing.ts';
import { type CollectorClient, createCollectorClient } from './collector-client/client.ts';
import { isTransient } from './collector-client/collector-error.ts';
import type { AgentConfig } from './config.ts';
import { serveControl } from './control/server.ts';
import { openPolicyFile, type PolicySource } from './feed/policy-file.ts';
import { openInspector } from './git/inspector.ts';
import { type AgentKey, openAgentKey } from './identity/agent-key.ts';
import { type Enrolment, openEnrolment } from './identity/enrolment.ts';
import { type SessionDesk, sessionDesk } from './identity/session-desk.ts';
import { Sessions } from './identity/sessions.ts';
import { Masking } from './masking/masking.ts';
import { openPrivateFolder } from './private-folder.ts';
import { proxySettings, refuseOwnProxy } from './proxy/corporate.ts';
import { exchange } from './proxy/exchange.ts';
import { type Listener, listen } from './proxy/listener.ts';
import { openOwnReads } from './proxy/own-reads.ts';
import type { ExchangePorts } from './proxy/ports.ts';
import { RefusalLog } from './proxy/refusal-log.ts';
import { upstreamTrust } from './proxy/trust.ts';
import { Turnstile } from './proxy/turnstile.ts';
import { type OpenUpstream, openUpstream } from './proxy/upstream.ts';

/** A running agent. */
export interface Agent {
  readonly port: number;
  readonly openSession: SessionDesk['open'];
  readonly closeSession: SessionDesk['close'];
  status(): Promise<AgentStatus>;
  /** True once the collector holds every record there is; false when the time was too short. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Finishes what is in flight, ships what it can, then stops. */
  close(): Promise<void>;
}

export interface AgentSurroundings {
  readonly version: string;
  readonly log: Logger;
  readonly clock: () => Date;
}

/** The names our authority may vouch for, besides those that the policy governs. */
const BUILT_IN_SUFFIXES = ['github.com', 'githubcopilot.com', 'githubusercontent.com', 'ghe.com'];
const COLLECTOR_TIMEOUT_MS = 15_000;
/**
 * Git's clients are offered HTTP/1.1 alone: large pushes over h2 stalled at times, with the libcurl of Debian 12,
 * and git gains nothing from h2 on loopback. Every governed host is a Git host today.
 */
const GIT_PROTOCOLS = ['http/1.1'] as const;
const LOOPBACK = ['127.0.0.1', '::1'];

/** Opens everything, in the order in which it depends on each other. What was opened is closed when a part fails. */
export async function startAgent(config: AgentConfig, surroundings: AgentSurroundings): Promise<Agent> {
  const closing = new Closing();
  try {
    const record = await openRecord(config, surroundings, closing);
    return await openTraffic(config, surroundings, { ...record, closing });
  } catch (fault) {
    await closing
      .run()
      .catch((cause: unknown) => surroundings.log.warn({ err: cause }, 'closing after a failed start'));
    throw fault;
  }
}

/** Who the agent is, whom it works for, and what it writes down. */
interface OpenRecord {
  readonly key: AgentKey;
  readonly client: CollectorClient;
  readonly enrolment: Enrolment;
  readonly journal: Journal;
  readonly follower: LogFollower;
  readonly shipper: Shipper;
  readonly approvals: Approvals;
}

async function openRecord(
  config: AgentConfig,
  { log, clock }: AgentSurroundings,
  closing: Closing,
): Promise<OpenRecord> {
  for (const folder of ['agent', 'ca']) await openPrivateFolder(join(config.home, folder));
  const key = await openAgentKey(config.home);
  const client = closing.add(
    createCollectorClient({ ...config.collector, timeoutMs: COLLECTOR_TIMEOUT_MS }),
    (opened) => opened.close(),
  );
  const publicKey = key.publicKeyDer.toString('base64');
  const enrolment = await openEnrolment(config.home, () => client.enrol({ publicKey }), isTransient);
  const directory = join(config.home, 'agent', 'journal');
  const journal = closing.add(
    await openJournal({ directory, key, clock, limits: config.limits.journal }),
    (opened) => opened.close(),
  );
  const follower = await openFollower(config, { enrolment, journal, log });
  const shipper = closing.add(openShipper(key.id, { journal, client, follower, log }), (opened) =>
    opened.close(),
  );
  const approvals = closing.add(
    createApprovals({ client, collectorKey: enrolment.collectorKey, clock }),
    (opened) => opened.close(),
  );
  return { key, client, enrolment, journal, follower, shipper, approvals };
}

interface FollowedParts {
  readonly enrolment: Enrolment;
  readonly journal: Journal;
  readonly log: Logger;
}

function openFollower(
  { home }: AgentConfig,
  { enrolment, journal, log }: FollowedParts,
): Promise<LogFollower> {
  return openLogFollower({
    path: join(home, 'agent', 'receipt.json'),
    log: logVerifier(enrolment.collectorKey),
    onWitness: (detail) => void appendOrLog(journal, log, { event: 'log.witnessed', detail }),
  });
}

interface ShippedParts {
  readonly journal: Journal;
  readonly client: CollectorClient;
  readonly follower: LogFollower;
  readonly log: Logger;
}

function openShipper(agent: string, { journal, client, follower, log }: ShippedParts): Shipper {
  return startShipper({
    agent,
    journal,
    head: (stop) => client.head(follower.size(), stop),
    send: (records, stop) => client.sendRecords(records, follower.size(), stop),
    log: follower,
    random: () => randomInt(1_000_000) / 1_000_000,
    onFault: (fault) => {
      log.error({ err: fault }, 'records are no longer shipped to the collector');
      const detail = fault.evidence;
      if (detail !== null) void appendOrLog(journal, log, { event: 'log.rejected', detail });
    },
  });
}

/** Nobody waits for such a record; that it could not be written is said where the fault itself was. */
async function appendOrLog(
  journal: Journal,
  log: Logger,
  { event, detail }: Pick<JournalEntry, 'event' | 'detail'>,
): Promise<void> {
  try {
    await journal.append({ event, session: null, exchange: null, detail }, { reserve: true });
  } catch (cause) {
    log.warn({ err: cause }, `a record of ${event} was not written`);
  }
}

async function openTraffic(
  config: AgentConfig,
  surroundings: AgentSurroundings,
  record: OpenRecord & { readonly closing: Closing },
): Promise<Agent> {
  const { closing, enrolment, journal, key, shipper, follower } = record;
  const { log, clock, version } = surroundings;
  const policy = await openPolicyFile(config.policyPath);
  const authority = await openLocalAuthority(config, surroundings, policy);
  const trustFiles = await writeTrustFiles(config.home, authority.certificatePem);
  const upstream = openOutside(config, authority, closing);
  const sessions = new Sessions({
    subject: subjectOf(enrolment),
    clock,
    maxSessions: config.limits.exchange.maxSessions,
  });
  const turnstile = new Turnstile(config.limits.exchange.maxExchanges);
  const refusals = new RefusalLog({
    ...{ journal, sessions, clock, limits: config.limits.listener },
    fault: (cause) => log.warn({ err: cause }, 'a refusal was not recorded'),
  });
  const parts = { ...record, surroundings, upstream, policy, sessions, turnstile, refusals };
  const ports = await openPorts(config, parts);
  const listener = await openListener(config, { ports, authority, policy, upstream, refusals, log });
  closing.add(listener, async (opened) => {
    turnstile.shut();
    await opened.close(config.limits.exchange.shutdownMs);
    await refusals.close();
    await journal.append(
      { event: 'agent.stopped', session: null, exchange: null, detail: { log: follower.head() } },
      { reserve: true },
    );
    await shipper.flush(config.limits.exchange.shutdownMs);
  });
  const forget = (session: string): void => {
    ports.masking.forget(session);
    ports.contents.forget(session);
  };
  const desk = sessionDesk({ sessions, journal, port: () => listener.port, forget, ...trustFiles });
  const status = async (): Promise<AgentStatus> => ({
    version,
    pid: process.pid,
    agent: key.id,
    subject: enrolment.subject,
    proxy: { host: LOOPBACK[0] ?? '', port: listener.port },
    policy: await policyStatus(policy),
    journal: { kind: journal.state().kind, seq: journal.head().seq },
    shipping: shippingStatus(shipper),
    sessions: sessions.list().length,
    exchanges: turnstile.inside,
  });
  const control = { status, openSession: desk.open, closeSession: desk.close };
  closing.add(await serveControl(join(config.home, 'agent', 'control.sock'), control), (opened) =>
    opened.close(),
  );
  await journal.append({
    event: 'agent.started',
    session: null,
    exchange: null,
    detail: { version, subject: enrolment.subject, log: follower.head() },
  });
  return {
    port: listener.port,
    openSession: desk.open,
    closeSession: desk.close,
    status,
    flush: async (timeoutMs) => (await shipper.flush(timeoutMs)) === 'flushed',
    close: () => closing.run(),
  };
}

function subjectOf({ subject, groups }: Enrolment): {
  readonly id: string;
  readonly groups: readonly string[];
} {
  return { id: subject, groups };
}

function shippingStatus(shipper: Shipper): AgentStatus['shipping'] {
  const state = shipper.state();
  switch (state.kind) {
    case 'faulted':
      return { kind: state.kind, reason: `${state.fault.code}: ${state.fault.message}` };
    case 'retrying':
      return { kind: state.kind, reason: state.cause instanceof Error ? state.cause.message : '' };
    case 'shipping':
    case 'stopped':
      return { kind: state.kind, reason: '' };
  }
}

async function policyStatus(policy: PolicySource): Promise<AgentStatus['policy']> {
  try {
    return { kind: 'enforced', hash: (await policy.current()).hash };
  } catch (fault) {
    return { kind: 'none', reason: fault instanceof Error ? fault.message : 'it cannot be read' };
  }
}

async function openLocalAuthority(
  config: AgentConfig,
  { log, clock }: AgentSurroundings,
  policy: PolicySource,
): Promise<Authority> {
  const keyStore = openKeyStore({ home: config.home, prefer: 'file', warn: (text) => log.warn(text) });
  const governed = (policy.lastKnown()?.hosts ?? []).map(({ suffix }) => suffix.replace(/^\./, ''));
  const authority = await openAuthority({
    home: config.home,
    permitted: [...BUILT_IN_SUFFIXES, ...governed],
    keyStore,
    clock,
  });
  if (authority.missing.length > 0)
    log.warn({ missing: authority.missing }, 'the certificate authority must be renewed');
  return authority;
}

/** Our own authority is never believed upstream, though it may stand in the system's store. */
function openOutside(config: AgentConfig, authority: Authority, closing: Closing): OpenUpstream {
  const upstream = openUpstream({
    trust: [...upstreamTrust([authority.certificatePem]), ...config.extraTrust],
    upstreamProxy: proxySettings(config.environment),
    hosts: new Map(Object.entries(config.hosts)),
    limits: config.limits.upstream,
  });
  return closing.add(upstream, (opened) => opened.close());
}

interface PortParts extends OpenRecord {
  readonly closing: Closing;
  readonly surroundings: AgentSurroundings;
  readonly upstream: OpenUpstream;
  readonly policy: PolicySource;
  readonly sessions: Sessions;
  readonly turnstile: Turnstile;
  readonly refusals: RefusalLog;
}

async function openPorts(config: AgentConfig, parts: PortParts): Promise<ExchangePorts> {
  const { closing, journal, approvals, upstream, policy, sessions, turnstile, refusals } = parts;
  const { log, clock } = parts.surroundings;
  const ownReads = closing.add(
    await openOwnReads({
      upstream,
      journal,
      refused: (what) => refusals.note(what),
      fault: (cause) => log.warn({ err: cause }, 'a read of the agent failed'),
    }),
    (opened) => opened.close(),
  );
  const inspector = closing.add(
    await openInspector({ home: config.home, limits: config.limits.git }),
    (opened) => opened.close(),
  );
  return {
    turnstile,
    sessions,
    policy: () => policy.current(),
    inspector,
    ownReads,
    approvals,
    masking: new Masking(config.limits.masking),
    contents: new ContentLog(journal, config.limits.contents),
    journal,
    upstream,
    clock,
    limits: config.limits.exchange,
    approveCommand: config.approveCommand,
    fault: ({ step, exchange: id, cause }) => log.warn({ step, exchange: id, err: cause }, 'a step failed'),
  };
}

interface ListenerParts {
  readonly ports: ExchangePorts;
  readonly authority: Authority;
  readonly policy: PolicySource;
  readonly upstream: OpenUpstream;
  readonly refusals: RefusalLog;
  readonly log: Logger;
}

/**
 * Whether a host is governed goes by the last policy that compiled: while there is none to enforce, a governed
 * host is still one, and what is asked of it is refused in words that its client understands.
 */
async function openListener(
  config: AgentConfig,
  { ports, authority, policy, upstream, refusals, log }: ListenerParts,
): Promise<Listener> {
  const listener = await listen({
    addresses: LOOPBACK,
    port: config.port,
    authority,
    governed: (target) => {
      const known = policy.lastKnown();
      return known !== null && hostKind(known.hosts, target.host) !== null;
    },
    protocols: () => GIT_PROTOCOLS,
    authenticate: (credentials) => credentials !== null && ports.sessions.identify(credentials) !== null,
    onRequest: (request) => exchange(request, ports),
    onTunnel: (tunnel) => exchange(tunnel, ports),
    refused: (what) => refusals.note(what),
    dial: upstream.dial,
    fault: (cause) => log.debug({ err: cause }, 'a connection failed'),
    limits: config.limits.listener,
  });
  try {
    refuseOwnProxy(proxySettings(config.environment), listener.port);
    return listener;
  } catch (fault) {
    await listener.close(0);
    throw fault;
  }
}
