import type { Authority } from './ca/authority.ts';
import { type TrustFiles, writeTrustFiles } from './ca/trust-files.ts';
import type { Closing } from './closing.ts';
import type { AgentConfig } from './config.ts';
import { openPolicySource } from './feed/open-policy-source.ts';
import type { PolicySource } from './feed/policy-source.ts';
import type { Enrolment } from './identity/enrolment.ts';
import { Sessions } from './identity/sessions.ts';
import { type VouchedSession, verifiedIdentity } from './identity/vouched-session.ts';
import { openLocalAuthority } from './open-authority.ts';
import { openListener, openPorts } from './open-proxy.ts';
import type { OpenRecord } from './open-record.ts';
import { proxySettings } from './proxy/corporate.ts';
import type { Listener } from './proxy/listener.ts';
import type { ExchangePorts } from './proxy/ports.ts';
import { RefusalLog } from './proxy/refusal-log.ts';
import { upstreamTrust } from './proxy/trust.ts';
import { Turnstile } from './proxy/turnstile.ts';
import { type OpenUpstream, openUpstream } from './proxy/upstream.ts';
import type { AgentSurroundings } from './surroundings.ts';

/** What stands between programs and hosts. */
export interface OpenTraffic {
  readonly policy: PolicySource;
  readonly trustFiles: TrustFiles;
  /** Whom a token of the enrolment vouches for; null where none does. */
  readonly vouched: VouchedSession | null;
  readonly sessions: Sessions;
  readonly turnstile: Turnstile;
  readonly ports: ExchangePorts;
  readonly listener: Listener;
}

/** Opens the listener last: whoever comes finds everything there. */
export async function openTraffic(
  config: AgentConfig,
  record: OpenRecord & { readonly closing: Closing },
  surroundings: AgentSurroundings,
): Promise<OpenTraffic> {
  const { closing, journal } = record;
  const { log, clock } = surroundings;
  const source = await openPolicySource(config, { ...record, ...surroundings });
  const policy = closing.add(source, (opened) => opened.close());
  const authority = await openLocalAuthority(config, policy, surroundings);
  const trustFiles = await writeTrustFiles(config.home, authority.certificatePem);
  const upstream = openOutside(config, authority, closing);
  const vouched = vouchedBy(record.enrolment);
  const sessions = openSessions(config, { enrolment: record.enrolment, vouched, clock });
  const turnstile = new Turnstile(config.limits.exchange.maxExchanges);
  const refusals = new RefusalLog({
    ...{ journal, sessions, clock, limits: config.limits.listener },
    fault: (cause) => log.warn({ err: cause }, 'a refusal was not recorded'),
  });
  const parts = { ...record, surroundings, upstream, policy, sessions, turnstile, refusals };
  const ports = await openPorts(config, parts);
  const listener = await openListener(config, { ...parts, ports, authority, log });
  const { shutdownMs } = config.limits.exchange;
  closing.add(listener, async (opened) => {
    turnstile.shut();
    await opened.close(shutdownMs);
    await refusals.close();
    await recordStop(record);
    await record.shipper.flush(shutdownMs);
  });
  return { policy, trustFiles, vouched, sessions, turnstile, ports, listener };
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

function vouchedBy(enrolment: Enrolment): VouchedSession | null {
  return enrolment.identity === null ? null : verifiedIdentity(enrolment.identity, enrolment);
}

interface SessionParts {
  readonly enrolment: Enrolment;
  readonly vouched: VouchedSession | null;
  readonly clock: () => Date;
}

function openSessions(
  { gateway, limits }: AgentConfig,
  { enrolment, vouched, clock }: SessionParts,
): Sessions {
  return new Sessions({
    subject: { id: enrolment.subject, groups: enrolment.groups },
    vouched,
    clock,
    maxSessions: gateway?.limits.maxVisitors ?? limits.exchange.maxSessions,
  });
}

async function recordStop({ journal, follower }: OpenRecord): Promise<void> {
  await journal.append(
    { event: 'agent.stopped', session: null, exchange: null, detail: { log: follower.head() } },
    { reserve: true },
  );
}
