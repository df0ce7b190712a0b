import type { AgentStatus } from '../protocol/control.ts';
import { controlSocketPath } from '../protocol/control-socket.ts';
import { CONTROL_VERSION } from '../protocol/control-version.ts';
import { policyStatus, shippingStatus } from './agent-status.ts';
import { type Authority, openAuthority } from './ca/authority.ts';
import { openKeyStore } from './ca/key-store.ts';
import { writeTrustFiles } from './ca/trust-files.ts';
import { Closing } from './closing.ts';
import { createCollectorClient } from './collector-client/client.ts';
import type { AgentConfig } from './config.ts';
import { Announcer } from './control/announcer.ts';
import { serveControl } from './control/server.ts';
import { Windows } from './control/windows.ts';
import { openPolicySource } from './feed/open-policy-source.ts';
import type { PolicySource } from './feed/policy-source.ts';
import { type AgentTokenPorts, renewAgentToken } from './identity/agent-token.ts';
import type { Enrolment } from './identity/enrolment.ts';
import { LastingSessions } from './identity/lasting-sessions.ts';
import { type SessionDesk, sessionDesk } from './identity/session-desk.ts';
import { Sessions } from './identity/sessions.ts';
import { verifiedIdentity } from './identity/vouched-session.ts';
import { readKeychainChoice } from './keychain/keychain-choice.ts';
import { openPanel } from './open-panel.ts';
import { LOOPBACK, openListener, openPorts, warmUpPorts } from './open-proxy.ts';
import { COLLECTOR_TIMEOUT_MS, type OpenRecord, openRecord } from './open-record.ts';
import { proxySettings } from './proxy/corporate.ts';
import { RefusalLog } from './proxy/refusal-log.ts';
import { upstreamTrust } from './proxy/trust.ts';
import { Turnstile } from './proxy/turnstile.ts';
import { type OpenUpstream, openUpstream } from './proxy/upstream.ts';
import type { AgentSurroundings } from './surroundings.ts';

/** A running agent. */
export interface Agent {
  readonly port: number;
  readonly openSession: SessionDesk['open'];
  readonly closeSession: SessionDesk['close'];
  status(): Promise<AgentStatus>;
  /** Resolves when somebody asks the agent to stop over its control API; whoever started it then closes it. */
  readonly stopAsked: Promise<void>;
  /** The windows of editors that follow it. */
  readonly windows: Pick<Windows, 'count' | 'editors' | 'deserted'>;
  /** Makes ready what the first request would otherwise wait for; never rejects. For an agent that is there to stay. */
  warmUp(): Promise<void>;
  /** True once the collector holds every record there is; false when the time was too short. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Finishes what is in flight, ships what it can, then stops. */
  close(): Promise<void>;
}

/** The names our authority may vouch for, besides those that the policy governs. */
const BUILT_IN_SUFFIXES = ['github.com', 'githubcopilot.com', 'githubusercontent.com', 'ghe.com'];

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

async function openTraffic(
  config: AgentConfig,
  surroundings: AgentSurroundings,
  record: OpenRecord & { readonly closing: Closing },
): Promise<Agent> {
  const { closing, enrolment, journal, key, shipper, follower } = record;
  const { log, clock, version } = surroundings;
  const policy = closing.add(await openPolicySource(config, { ...record, ...surroundings }), (opened) =>
    opened.close(),
  );
  const authority = await openLocalAuthority(config, surroundings, policy);
  const trustFiles = await writeTrustFiles(config.home, authority.certificatePem);
  const upstream = openOutside(config, authority, closing);
  const sessions = new Sessions({
    subject: subjectOf(enrolment),
    vouched: enrolment.identity === null ? null : verifiedIdentity(enrolment.identity, enrolment),
    clock,
    maxSessions: config.gateway?.limits.maxVisitors ?? config.limits.exchange.maxSessions,
  });
  const turnstile = new Turnstile(config.limits.exchange.maxExchanges);
  const refusals = new RefusalLog({
    ...{ journal, sessions, clock, limits: config.limits.listener },
    fault: (cause) => log.warn({ err: cause }, 'a refusal was not recorded'),
  });
  const parts = { ...record, surroundings, upstream, policy, sessions, turnstile, refusals };
  const ports = await openPorts(config, parts);
  const listener = await openListener(config, {
    ports,
    sessions,
    authority,
    policy,
    upstream,
    refusals,
    log,
  });
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
  const lasting = await LastingSessions.open(config.home, sessions);
  const isGateway = config.gateway !== null;
  const desk = sessionDesk({
    isGateway,
    sessions,
    lasting,
    journal,
    port: () => listener.port,
    forget,
    ...trustFiles,
  });
  const windows = new Windows(config.limits.windows, (session) => {
    desk.close(session).catch((cause: unknown) => log.warn({ err: cause }, 'a session was not closed'));
  });
  const status = async (): Promise<AgentStatus> => ({
    version,
    control: CONTROL_VERSION,
    startedBy: surroundings.startedBy ?? 'command',
    collector: { url: config.collector.url },
    hosts: (policy.lastKnown()?.hosts ?? []).map(({ suffix, kind, ssh, enforcedBy }) => ({
      ...{ suffix, kind, ssh, enforcedBy },
    })),
    windows: windows.count,
    pid: process.pid,
    agent: key.id,
    subject: enrolment.subject,
    proxy: { host: LOOPBACK[0], port: listener.port },
    policy: await policyStatus(policy),
    journal: { kind: journal.state().kind, seq: journal.head().seq },
    shipping: shippingStatus(shipper),
    sessions: sessions.list().length,
    exchanges: turnstile.inside,
  });
  const panel = openPanel(config, { record, sessions, policy, masking: ports.masking });
  const stopAsked = Promise.withResolvers<void>();
  const announcer = closing.add(new Announcer(windows, status), (opened) => opened.close());
  record.onRecord(({ event, session, exchange, detail }) =>
    windows.publish({ kind: 'record', record: { event, session, exchange, detail } }),
  );
  const control = {
    ...{ status, openSession: desk.open, closeSession: desk.close, panel, windows },
    announce: () => announcer.announce(),
    stop: stopAsked.resolve,
    renewToken: (token: string) => renewAgentToken(token, tokenPorts(config, record)),
  };
  closing.add(await serveControl(controlSocketPath(config.home, process.platform), control), (opened) => {
    windows.close();
    return opened.close();
  });
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
    stopAsked: stopAsked.promise,
    windows,
    warmUp: () => warmUpPorts(ports, log),
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

function tokenPorts({ collector }: AgentConfig, { enrolment, key, client }: OpenRecord): AgentTokenPorts {
  return {
    ...{ enrolment, client },
    publicKey: key.publicKeyDer.toString('base64'),
    clientWith: (token) => createCollectorClient({ ...collector, token, timeoutMs: COLLECTOR_TIMEOUT_MS }),
  };
}

async function openLocalAuthority(
  config: AgentConfig,
  { log, clock }: AgentSurroundings,
  policy: PolicySource,
): Promise<Authority> {
  const { authority: prefer } = await readKeychainChoice(config.home);
  const keyStore = openKeyStore({ home: config.home, prefer, warn: (text) => log.warn(text) });
  const governed = (policy.lastKnown()?.hosts ?? []).map(({ suffix }) => suffix.replace(/^\./, ''));
  const authority = await openAuthority({
    home: config.home,
    permitted: [...BUILT_IN_SUFFIXES, ...governed],
    keyStore,
    clock,
  });
  if (authority.missing.length > 0)
    log.warn(
      { missing: authority.missing },
      'the certificate authority must be renewed: stop the agent, then countersign ca renew',
    );
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
